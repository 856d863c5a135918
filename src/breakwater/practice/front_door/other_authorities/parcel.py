"""What goes over the boundary beside a worry: what the next authority must know before it rings anyone (SG-08).

Whoever passes a contact on gathers it here first, a room besides the front door too: operations know no page.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from breakwater.casework.handovers import ledger
from breakwater.casework.handovers.models import Line
from breakwater.casework.handovers.registry import Fact
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.dates.london_time import london_date

from .. import rated_elsewhere
from ..contact_form.agreement_rows import agreement_rows
from ..enclosures import AGENCY_CHECK, NOT_KNOWN_HERE, beside_of, joined_to
from ..information_requests.kept_answers import checks_of
from ..ledger import KEPT_BACK, Told, answered_besides
from ..models import Addition, Call, Contact, Submission
from ..models.arrivals import NameKeptBack
from ..screening.rating_floors import reasons_of
from ..senders import reach_rows
from ..voice_of_the_child import childs_words, words_of_one
from . import family_on_record, stays_here
from .contact_file import GoesBeside

NOT_SURE = "The referrer was not sure whether a child is in danger now."
SAID_ABOVE = frozenset({Line.CONCERN, Line.CHILDS_WORDS, Line.REFERRER, Line.CONSENT, Line.FAMILY_KNOWS})
SAID_SINCE = frozenset({Line.CONSENT, Line.FAMILY_KNOWS})  # by the forms above, and by whoever asked the family since
SAID_APART = frozenset({Line.CONCERN, Line.CHILDS_WORDS})  # as the worry and the child's own words
CHILDS_WORDS = "More of what children of this contact said, in their own words, is kept with us. Call us for it."


def told_beside(contact: Contact, *, at: datetime) -> GoesBeside:
    """A line each: who told and how to reach them, what the family was told and agrees to, what was told afterwards, what
    sets the lowest rating. The child's own words go as such, this child's alone: for workers there as here (SG-27).

    The written form of a call goes with the call's contact. Where one of the two is hidden with another of its children, it
    says that it is not known here.
    """
    submission, joined = contact.sent(), joined_to(contact)
    is_known = submission is not None and not _has_more_forms_than(joined, submission)
    said = [_line(row) for row in reach_rows(submission)] if submission else []
    said += [] if is_known else [NOT_KNOWN_HERE]
    added = list(submission.additions.select_related("by").order_by("received_at", "pk")) if submission else []
    beside = beside_of(submission, added, joined)
    said += [*beside.lines, *(_line(row) for row in agreement_rows(submission))]
    for form in joined:
        said.append(f"Written afterwards, {exact_moment(form.received_at)}: {' '.join(form.worry.split())}")
        said += [_line(row) for row in (*reach_rows(form), *agreement_rows(form))]
    said += [_told_afterwards(one) for one in added if not one.is_beside]
    if contact.unsure_of_danger and not contact.immediate_danger:
        said.append(NOT_SURE)
    said += [f"Answered or found here: {words}." for words in reasons_of(contact, on=london_date(at))]
    forms = [submission, *joined] if submission else joined
    known = [*_of_the_case(contact, at=at), *family_on_record.facts_around(contact, at=at)]
    found = ledger.withheld_for(
        [_over_the_boundary(fact, contact) for fact in known], kind=ledger.Kind.BOUNDARY, reader=None
    )
    said += _of_the_ledger(found, besides=_told_in(forms, contact))
    concerns = _concerns(found, {contact.worry.strip()})
    answered = [words for form in forms for words in answered_besides(form)]
    already = {one.words for one in added} | {form.worry for form in joined} | set(answered)
    said += [*(f"{Line.CONCERN.label}: {' '.join(one.split())}" for one in concerns if one not in already), *answered]
    words = [one for form in forms for one in words_of_one(form, contact)] + _childs_words_handed_over(found, contact)
    if {one for form in forms for one in childs_words(form)} - set(words):
        said.append(CHILDS_WORDS)
    kept_back = beside.name_kept_back or ("" if is_known else NameKeptBack.NOT_KNOWN)
    return GoesBeside(
        lines="\n".join(dict.fromkeys(said)),
        name_kept_back=kept_back,
        childs_words=tuple(dict.fromkeys(words)),
        facts=(*_facts(found), *(_fact(Line.CONCERN, words) for words in dict.fromkeys([*concerns, *answered]))),
        adults=family_on_record.adults_around(contact, at=at),
    )


def _of_the_case(contact: Contact, *, at: datetime) -> list[Fact]:
    """What is known of a contact, and that something of it stays here. Where an answer does, no risk is said to be "none known"."""
    checks = checks_of(contact)
    known = [fact for fact in ledger.facts_of([contact.case]) if AGENCY_CHECK not in fact.more]
    if any(one.is_held for one in checks):
        known = [fact for fact in known if fact.line != Line.WORKER_RISK or ledger.NO_CAUTION not in fact.more]
    return [*known, *stays_here.facts_of(contact, checks, at=at)]


def _over_the_boundary(fact: Fact, contact: Contact) -> Fact:
    """A rating says over there whose it is, by whom and when."""
    words, more = rated_elsewhere.over_the_boundary(fact.words, fact.more, area=contact.case.area.name)
    return replace(fact, words=words, more=more)


def _told_in(forms: Sequence[Submission], contact: Contact) -> set[tuple[str, str]]:
    """What the forms say of consent and of telling the family: it goes over in the rows of the form."""
    own = {(fact.about, fact.words) for form in forms for fact in Told(contact, form).consent()}
    return own | {(row["about"], row["words"]) for form in forms for row in form.passed_facts}


def _facts(found: Sequence[ledger.LedgerLine]) -> Iterator[dict]:
    """The ledger as facts, so that the next handover there says what ours would."""
    for one in found:
        for fact in () if one.rule else one.facts:
            if one.line not in SAID_APART and not fact.words.startswith(KEPT_BACK):
                yield _fact(one.line, fact.words, fact.about, fact.more)


def _concerns(found: Sequence[ledger.LedgerLine], worry: Set[str]) -> list[str]:
    """What was told beside the worry that goes over: to whoever handed the family on before, or afterwards."""
    return [fact.words for one in found if one.line == Line.CONCERN for fact in one.facts if fact.words not in worry]


def _childs_words_handed_over(found: Sequence[ledger.LedgerLine], contact: Contact) -> list[str]:
    """What this child said to those who had the family before, and nothing of a brother or sister."""
    child = contact.child.name if contact.child else contact.named_as
    facts = [fact for one in found if one.line == Line.CHILDS_WORDS for fact in one.facts]
    return [fact.words for fact in facts if fact.about.casefold() == child.casefold()]


def _fact(line: str, words: str, about: str = "", more: Mapping[str, str] | None = None) -> dict:
    return {"line": str(line), "about": about, "words": words, "more": dict(more or {})}


def _of_the_ledger(found: Sequence[ledger.LedgerLine], *, besides: Set[tuple[str, str]]) -> list[str]:
    """The other lines of the ledger, one for each fact; a line that is withheld says by which rule. Of what the family knows and
    agrees to, what was said since: `besides` what the forms say.
    """
    said = []
    for one in found:
        if one.rule:
            said.append(f"{one.label}: withheld. {one.rule.words}")
        elif one.line not in SAID_ABOVE or one.line in SAID_SINCE:
            # That the referrer's name is kept back goes in a column of its own.
            facts = [fact for fact in one.facts if not fact.words.startswith(KEPT_BACK)]
            if one.line in SAID_SINCE:
                facts = [fact for fact in facts if (fact.about, fact.words) not in besides]
            said += [
                f"{one.label}: {' '.join(': '.join(filter(None, [fact.about, fact.words])).split())}" for fact in facts
            ]
    return said


def is_known_here(contact: Contact) -> bool:
    """Whether the actor reads what came with a contact, so that it goes over with it."""
    submission = contact.sent()
    return submission is not None and not _has_more_forms_than(joined_to(contact), submission)


def _has_more_forms_than(joined: list[Submission], submission: Submission) -> bool:
    """Whether the written form of a call is hidden from this reader, with another of its children."""
    met_by = Call.objects.filter(submission=submission).values_list("met_by", flat=True).first()
    return met_by is not None and met_by not in {form.pk for form in joined}


def _told_afterwards(one: Addition) -> str:
    whose = "" if one.by.membership_id else f", {one.whose}"
    return f"Told us afterwards, {exact_moment(one.received_at)}{whose}: {' '.join(one.words.split())}"


def _line(row: dict) -> str:
    return f"{row['key']}: {str(row['value']).rstrip('.')}."
