"""How far the words of an agency's answer may go: looked at wherever someone writes what others read (TR-08)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from breakwater.partnership.organisations.models import Organisation, Team

from ..asking import said
from ..models import Contact, InformationAnswer

Label = InformationAnswer.Label
# What the words of an answer may go into, by how far its owner lets it go.
MAY_STAND_IN_THE_DECISION = frozenset({Label.DECISION, Label.RECEIVING, Label.REFERRER, Label.FAMILY, Label.SCHOOL})
MAY_GO_TO_ANOTHER_AUTHORITY = MAY_STAND_IN_THE_DECISION - {Label.DECISION}
MAY_BE_READ_BY_A_SENDER = frozenset({Label.REFERRER})
MAY_BE_READ_BY_A_SCHOOL = frozenset({Label.REFERRER, Label.SCHOOL})
MAY_BE_READ_BY_AN_AGENCY = frozenset({Label.FAMILY})  # one that is only asked: it receives no case
RUN = 7  # so many words in a row of an answer are a quotation

REPEATS = (
    "These words repeat the answer of {agency}, labelled '{label}': it may not stand in {whom}. Say what you conclude, without "
    "its words"
)
IN_THE_DECISION = "the reasons of a decision"
TO_THE_SENDER = "what the sender reads"
TO_ANOTHER_AUTHORITY = "what another authority reads"
TO_ANOTHER_AGENCY = "what another agency reads"


class QuotesAnAnswer(Exception):
    """Something written repeats an answer further than its owner lets it go. `faults` are what to say, by its box."""

    def __init__(self, faults: Mapping[str, Sequence[str]]):
        self.faults = faults
        super().__init__(", ".join(faults))


def keep(contacts: Iterable[Contact], *, to_sender: str = "", abroad: str = "", **in_the_decision: str) -> None:
    """Let nothing be written of these contacts that repeats an answer about them, or about who came with them, too far.

    `to_sender` the sender reads, `abroad` another authority, the rest stands in the record, by its box. Raises QuotesAnAnswer.
    """
    contacts = list(contacts)
    written = [
        ("words_for_sender", to_sender, _labels_for_senders(contacts), TO_THE_SENDER),
        ("rationale", abroad, MAY_GO_TO_ANOTHER_AUTHORITY, TO_ANOTHER_AUTHORITY),
        *((box, text, MAY_STAND_IN_THE_DECISION, IN_THE_DECISION) for box, text in in_the_decision.items()),
    ]
    _refuse_quotations(written, contacts)


def keep_from_agency(contact: Contact, team: Team, **words: str) -> None:
    """The same of what an agency is asked or told: its own answer may be said back to it. Raises QuotesAnAnswer."""
    is_school = team.organisation.kind == Organisation.Kind.SCHOOL
    allowed = MAY_BE_READ_BY_AN_AGENCY | ({Label.SCHOOL} if is_school else frozenset())
    written = [(box, text, allowed, TO_ANOTHER_AGENCY) for box, text in words.items()]
    _refuse_quotations(written, [contact], but_of=team)


def _refuse_quotations(written: Sequence[tuple], contacts: Sequence[Contact], but_of: Team | None = None) -> None:
    written = [each for each in written if each[1] and each[1].strip()]
    answers = [each for each in _answers_about(contacts) if each.team_id != (but_of and but_of.pk)] if written else []
    faults: dict[str, list[str]] = {}
    for box, text, allowed, whom in written:
        for answer in quoted_against(text, answers, allowed):
            words = REPEATS.format(agency=said(answer.team), label=answer.get_label_display(), whom=whom)
            if words not in faults.setdefault(box, []):
                faults[box].append(words)
    if faults:
        raise QuotesAnAnswer(faults)


def _answers_about(contacts: Sequence[Contact]) -> list[InformationAnswer]:
    came_together = Contact.objects.filter(submission__in={contact.submission_id for contact in contacts})
    cases = {contact.case_id for contact in contacts} | set(came_together.values_list("case", flat=True))
    return list(
        InformationAnswer.objects.filter(case__in=cases, replaced_at=None)
        .select_related("team__organisation")
        .order_by("pk")
    )


def _labels_for_senders(contacts: Sequence[Contact]) -> frozenset:
    return reduce(frozenset.intersection, map(labels_a_sender_may_read, contacts))


def quoted_against(text: str, answers: Iterable[InformationAnswer], allowed: frozenset) -> list[InformationAnswer]:
    """The answers whose own words stand in `text` though their label does not let them (TR-08)."""
    return [answer for answer in answers if answer.label not in allowed and repeats(text, answer.text)]


def labels_a_sender_may_read(contact: Contact) -> frozenset:
    """The labels whose answers may be told to whoever made the contact: a school reads what is for schools as well."""
    sender = contact.sender_organisation
    return MAY_BE_READ_BY_A_SCHOOL if sender and sender.kind == Organisation.Kind.SCHOOL else MAY_BE_READ_BY_A_SENDER


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def repeats(text: str, quoted: str, *, run: int = RUN) -> bool:
    """Whether `text` has `run` words in a row of what is `quoted`, or the whole of it where it is shorter."""
    within, words = _plain(text), _plain(quoted)
    run = min(run, len(words))
    if run < 4:  # so few words are nobody's
        return False
    there = {tuple(within[start : start + run]) for start in range(len(within) - run + 1)}
    return any(tuple(words[start : start + run]) in there for start in range(len(words) - run + 1))
