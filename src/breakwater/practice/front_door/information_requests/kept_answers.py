"""Whom the MASH asked about a family. Whoever takes the family on reads the answers that their agencies let go so far, and how to
handle them; of one that stays with the MASH only that it is there and whom to call for it, never what it says (SG-10, TR-08).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from breakwater.casework.handovers.models import Line
from breakwater.casework.handovers.registry import Fact
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.people.records.operations.restrictions import seals_standing_on

from ..enclosures import AGENCY_CHECK
from ..models import Contact, InformationAnswer, InformationRequest
from ..screening.operations import named_people
from .agencies import said
from .operations.labels import FOR_PROFESSIONALS, kept_from_receivers

SOURCE = "Agency checks"


@dataclass(frozen=True)
class Check:
    """One agency that was asked about the family, with the answers that stand, as far as the actor may read them."""

    request: InformationRequest
    answers: Sequence[InformationAnswer]

    @property
    def is_held(self) -> bool:
        """Whether there is an answer that does not go over. That nothing is held may be said where the agency lets it go on."""
        if self.answers:
            return not all(
                one.finding == one.Finding.NOTHING and one.label in FOR_PROFESSIONALS for one in self.answers
            )
        return self.request.is_answered

    @property
    def is_for_the_mash_alone(self) -> bool:
        """Whether there is an answer that nobody in the area beyond the MASH reads, or one that the actor may not read."""
        if self.answers:
            return any(one.label not in FOR_PROFESSIONALS for one in self.answers)
        return self.request.is_answered

    @property
    def asked(self) -> str:
        return f"{said(self.request.team)} asked on {date_in_words(london_date(self.request.sent_at))}"

    @property
    def for_whom(self) -> str:
        """Who may read the answers, in the agency's words: MASH only."""
        return ", ".join(dict.fromkeys(one.get_label_display() for one in self.answers)) or "not for you to read"

    def as_told(self, *, mash: str, number: str) -> str:
        """The same for the next authority, without a word of an answer."""
        if self.is_held:
            call = f"call {number}" if number else "call them"
            return f"{self.asked}, answered. The answer stays with {mash}: {call} before a visit"
        if self.answers:
            return f"{self.asked}, answered: it holds nothing"
        return f"{self.asked}, {'not answered yet' if self.request.is_waiting else 'closed without an answer'}"


def checks_of(contact: Contact) -> list[Check]:
    """Whom the MASH asked about a contact, the brothers and sisters of its form and the same child before, in the order of asking.

    What was asked of another contact that is restricted to named readers is told to nobody.
    """
    apart = named_people.of_another_family(contact)
    family = [] if contact.pk in apart else [one.pk for one in named_people.siblings_of(contact) if one.pk not in apart]
    theirs = Q(contact__in=[contact.pk, *family])
    if contact.child_id:
        theirs |= Q(contact__child=contact.child_id)
    found = InformationRequest.objects.filter(theirs, sent_at__isnull=False).select_related(
        "contact", "team__organisation"
    )
    asked = list(found.prefetch_related("people").order_by("sent_at", "pk"))
    others = {one.case_id for one in asked} - {contact.case_id}
    restricted = {case for case in others if seals_standing_on("case", case)}
    asked = [one for one in asked if one.case_id not in restricted]
    audit.saw("request", *(one.pk for one in asked))
    answers: dict[int, list[InformationAnswer]] = {}
    for one in InformationAnswer.objects.filter(request__in=asked, replaced_at=None).order_by("issue", "pk"):
        answers.setdefault(one.request_id, []).append(one)
    return [Check(one, answers.get(one.pk, [])) for one in asked]


def as_caution(check: Check, *, mash: str, number: str) -> Fact:
    """An answer that stays with the MASH, as whoever visits the family reads of it."""
    return Fact(
        line=Line.WORKER_RISK,
        words=check.as_told(mash=mash, number=number),
        source=SOURCE,
        known_at=check.request.sent_at,
        more={AGENCY_CHECK: "yes"},
    )


def answers_with(contact: Contact, checks: Sequence[Check]) -> Iterator[Fact]:
    """What agencies answered that goes along with a contact, and how each wants its answer handled (TR-08). Within the area: another
    authority is told that there is one.

    What was asked about a brother or sister goes along where the request names this child.
    """
    answers = [(one, answer) for one in checks for answer in one.answers if answer.label in FOR_PROFESSIONALS]
    answers = [(one, answer) for one, answer in answers if _is_about(contact, one.request)]
    said_of_them = [answer.text for _, answer in answers] + [answer.caveats for _, answer in answers]
    kept = kept_from_receivers(contact, in_words=said_of_them) if answers else []
    for (check, answer), text, caveats in zip(answers, kept, kept[len(answers) :], strict=False):
        agency = said(check.request.team)
        told = {"source": SOURCE, "known_at": answer.at, "more": {AGENCY_CHECK: "yes"}}
        words = f"{agency}: {answer.get_finding_display()}"
        yield Fact(line=Line.THRESHOLD, words=f"{words}. {text}" if text else words, **told)
        if caveats:
            yield Fact(line=Line.NOT_TO_TELL, words=f"How to handle the answer of {agency}: {caveats}", **told)


def _is_about(contact: Contact, request: InformationRequest) -> bool:
    """Whether it was asked of this contact or of an earlier one of the same child, or names the child."""
    if contact.pk == request.contact_id or (contact.child_id and contact.child_id == request.contact.child_id):
        return True
    return any(person.name.casefold() in contact.names for person in request.people.all())
