"""The ledger of a handover: what whoever receives a family must see, by kind of handover, and what may be withheld from them.

The table says for each kind which line may be withheld and by which rule; every other line is shown. Where the facts come from is
registered by the rooms that know them (`LEDGER_SOURCES`). One thing is drawn from it everywhere: the offer, what was accepted, and
the case that it opened, so that what the giver reads is what the receiver reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from breakwater.casework.cases.models import Capacity, Case, Participant, WorkCapacity
from breakwater.foundation import audit
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.organisations.models import Actor, Organisation
from breakwater.partnership.people.models import Person

from .models import Handover, LedgerEntry, Line
from .registry import LEDGER_SOURCES, RECEIVERS, Fact


class Kind(TextChoices):
    """Between whom a family changes hands."""

    TIER_2 = "TIER_2", f"MASH to {LEVELS[2].name}"
    SOCIAL_CARE = "SOCIAL_CARE", "MASH to social care"
    STEP_UP = "STEP_UP", "Step up to the MASH"
    STEP_DOWN = "STEP_DOWN", "Step down to early help"
    STEP_ACROSS = "STEP_ACROSS", "From one lead professional to the next"
    LEAD = "LEAD", "To a lead professional"
    WHOLE_CASE = "WHOLE_CASE", "A whole case to another team"
    BOUNDARY = "BOUNDARY", "To another authority"


@dataclass(frozen=True)
class Rule:
    """Why a line is withheld: the rule's number, and what the reader is told instead of it.

    One for readers `outside_council` withholds nothing from the council's own teams.
    """

    name: str
    words: str
    outside_council: bool = True

    def withholds(self, organisation: Organisation | None) -> bool:
        """Whether it holds for a reader of this organisation; None is another authority."""
        return not self.outside_council or (organisation is not None and organisation.kind != Organisation.Kind.COUNCIL)


REFERRER = Rule("FD 5.7", "The council does not share who made a referral. Ask the co-ordinator.")
WORDS = Rule("FD 5.7", "The referrer’s own words stay with the council, because they may show who the referrer is.")
ANALYSIS = Rule("FD 5.7", "What was searched, and the MASH’s own analysis, stay with the council.")
DEADLINES = Rule(
    "FD 1.7", "Our own actions and deadlines stay with us: yours begin with your receipt.", outside_council=False
)
FOR_LEADS = {Line.REFERRER: REFERRER, Line.CONCERN: WORDS, Line.SEARCHED: ANALYSIS, Line.THRESHOLD: ANALYSIS}

WITHHELD: Mapping[Kind, Mapping[Line, Rule]] = {
    Kind.TIER_2: {},
    Kind.SOCIAL_CARE: {},
    Kind.STEP_UP: {},
    Kind.STEP_DOWN: {},
    Kind.STEP_ACROSS: FOR_LEADS,
    Kind.LEAD: FOR_LEADS,
    Kind.WHOLE_CASE: FOR_LEADS,
    Kind.BOUNDARY: {Line.ACTIONS: DEADLINES},
}


NO_CAUTION = "no_caution"  # in a fact's `more`: it says of a risk that none is known, or that nobody said
CARE = "care"  # in a fact's `more`: why nobody should contact whoever it is of
UNTOLD = "untold"  # the same: why they were not told; it is no caution once they were told and asked
NOT_ASKED = "not_asked"  # in the `more` of a consent: nobody asked them
ANSWERED = "answered"  # the same: they answered whoever helps now; MAY_HAVE_COPY where a copy is safe for them
SAFE = "safe"  # in the `more` of a way to contact: it is said to be safe
MAY_HAVE_COPY = "copy"
OWN_WORDS = "Your own organisation told us this. What anybody else tells us stays with the council."
CAUTIONS = (Line.WORKER_RISK, Line.NOT_TO_TELL)


@dataclass(frozen=True)
class LedgerLine:
    """One line as a reader sees it: its facts, or why they are withheld; neither where there is none that they can see."""

    line: Line
    facts: Sequence[Fact]
    rule: Rule | None = None

    @property
    def label(self) -> str:
        return self.line.label

    @property
    def rule_said(self) -> str:
        """What the reader is told of the rule: beside words of their own, what it is that they read, the same whoever else told us."""
        return OWN_WORDS if self.facts else f"Withheld. {self.rule.words}"


def kind_of(handover: Handover, carried: Sequence[Case]) -> Kind:
    """Between whom a handover is, for its line of the table."""
    receiver = RECEIVERS[handover.service]
    if handover.moves_cases:
        return Kind.WHOLE_CASE
    if receiver.is_receipt:
        return Kind.STEP_UP
    if receiver.takes_over:
        led = any(case.workers.filter(capacity=WorkCapacity.LEAD_PROFESSIONAL).exists() for case in carried)
        return Kind.STEP_ACROSS if led else Kind.LEAD
    if any(case.pathway.ends_on_its_own_page for case in carried):  # a contact
        return Kind.TIER_2 if receiver.finds_a_lead else Kind.SOCIAL_CARE
    return Kind.STEP_DOWN if receiver.finds_a_lead else Kind.SOCIAL_CARE


def facts_of(cases: Sequence[Case]) -> list[Fact]:
    """Every fact about some cases that the actor may read: those their rooms know now, then those they were handed over with."""
    found = [fact for source in LEDGER_SOURCES.values() for fact in source(cases)]
    kept = LedgerEntry.objects.filter(case__in=cases).select_related("person").order_by("known_at", "pk")
    found += [_as_fact(entry) for entry in kept]
    once: dict[tuple, Fact] = {}
    for fact in found:
        once.setdefault((fact.line, fact.about.casefold(), fact.words), fact)
    return list(once.values())


def _as_fact(entry: LedgerEntry) -> Fact:
    return Fact(
        line=entry.line,
        words=entry.words,
        source=entry.source,
        known_at=entry.known_at,
        about=entry.about,
        person=entry.person,
        organisation=entry.organisation_id,
        more=entry.more,
    )


def lines_for(cases: Sequence[Case], *, kind: Kind, reader: Organisation | None) -> list[LedgerLine]:
    """The whole ledger as someone of an organisation reads it; None is another authority."""
    return withheld_for(facts_of(cases), kind=kind, reader=reader)


def of_case(case: Case, *, reader: Organisation) -> list[LedgerLine]:
    """The ledger of one case on its own page: with what it was handed over, and what its room knows now."""
    return lines_for([case], kind=Kind.WHOLE_CASE, reader=reader)


def cautions(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """What to heed before anyone calls or visits the family: who must not be told, and risk to a visiting worker.

    That somebody was not told is heeded until they were told and asked.
    """
    lines = list(lines)
    answers = [fact for one in lines for fact in one.facts if ANSWERED in fact.more]
    found = [
        LedgerLine(
            one.line, [fact for fact in one.facts if NO_CAUTION not in fact.more and not _was_told_since(fact, answers)]
        )
        for one in lines
        if one.line in CAUTIONS
    ]
    return [one for one in found if one.facts]


def _was_told_since(fact: Fact, answers: Iterable[Fact]) -> bool:
    """Whether whoever was not told has answered those who help since; of whom nobody may contact, with leave to have a copy."""
    return UNTOLD in fact.more and any(
        is_of_the_same(fact, answer)
        and answer.known_at > fact.known_at
        and (CARE not in fact.more or answer.more[ANSWERED] == MAY_HAVE_COPY)
        for answer in answers
    )


def is_of_the_same(one: Fact, other: Fact) -> bool:
    """Whether two facts are about the same of the family: by their records, or by their names where one is about no record."""
    if one.person is not None and other.person is not None:
        return one.person.pk == other.person.pk
    return _plain(one.about) == _plain(other.about) != ""


def is_about(fact: Fact, person: Person) -> bool:
    return fact.person.pk == person.pk if fact.person is not None else _plain(fact.about) == _plain(person.name)


def must_not_be_told(cases: Sequence[Case], people: Iterable[Person]) -> dict[int, Fact]:
    """What says last that nobody may tell or contact some people, by their keys: a decision or a referrer in these cases (SG-27).

    Why stands in its `more`, under CARE.
    """
    return _last_about(
        people, (fact for fact in facts_of(cases) if fact.line == Line.NOT_TO_TELL and CARE in fact.more)
    )


def not_told_yet(cases: Sequence[Case], people: Iterable[Person]) -> dict[int, Fact]:
    """What says last that some people were not told, by their keys, where they have not answered those who help since.

    Why stands in its `more`, under UNTOLD.
    """
    known = facts_of(cases)
    answers = [fact for fact in known if ANSWERED in fact.more]
    untold = (fact for fact in known if fact.line == Line.NOT_TO_TELL and UNTOLD in fact.more)
    return _last_about(people, (fact for fact in untold if not _was_told_since(fact, answers)))


def _last_about(people: Iterable[Person], said: Iterable[Fact]) -> dict[int, Fact]:
    """The last of these facts about each, by their record or by their name where it is about no record."""
    said = sorted(said, key=lambda fact: fact.known_at)
    by_person = {fact.person.pk: fact for fact in said if fact.person is not None}
    by_name = {_plain(fact.about): fact for fact in said if fact.person is None}
    found: dict[int, Fact] = {}
    for one in people:
        both = [fact for fact in (by_person.get(one.pk), by_name.get(_plain(one.name))) if fact is not None]
        if both:
            found[one.pk] = max(both, key=lambda fact: fact.known_at)
    return found


def _plain(name: str) -> str:
    """Of "Mo Example, mother" the name, in small letters."""
    return " ".join(name.partition(",")[0].casefold().split())


def cautions_about(people: Iterable[int], *, reader: Organisation) -> dict[int, list[LedgerLine]]:
    """The cautions of every open case of some children (by key) that the actor may read: what their leads read on its page.

    A contact is read by its own readers, on its own page.
    """
    parts = Participant.objects.filter(person__in=list(people), capacity=Capacity.CHILD, ends_at=None)
    cases: dict[int, list[Case]] = {}
    for part in parts.filter(case__closed_at=None).select_related("case").order_by("case_id"):
        if not part.case.pathway.ends_on_its_own_page:
            cases.setdefault(part.person_id, []).append(part.case)
    return {child: cautions(lines_for(theirs, kind=Kind.WHOLE_CASE, reader=reader)) for child, theirs in cases.items()}


def withheld_for(facts: Iterable[Fact], *, kind: Kind, reader: Organisation | None) -> list[LedgerLine]:
    """Facts under their lines, in the order of the ledger, with the rules of a kind of handover applied."""
    by_line: dict[str, list[Fact]] = {}
    for fact in facts:
        by_line.setdefault(fact.line, []).append(fact)
    return [_line(line, by_line.get(line, []), WITHHELD[kind].get(line), reader) for line in Line]


def _line(line: Line, facts: list[Fact], rule: Rule | None, reader: Organisation | None) -> LedgerLine:
    """A rule is named whether there was anything to withhold or not; words of the reader's own organisation stay theirs."""
    if rule is None or not rule.withholds(reader):
        return LedgerLine(line, facts)
    own = [fact for fact in facts if reader is not None and fact.organisation == reader.pk]
    return LedgerLine(line, own, rule)


def keep(*, handover: Handover, carried: Sequence[Case], by: Actor, at: datetime) -> None:
    """Write the ledger of each carried case as its giver sees it. What stands there in the same words is not written again.

    What is read from the record each time (an address, a safe number, a deadline) is not kept: last month's may not be safe.
    """
    for case in carried:
        _write(case, [fact for fact in facts_of([case]) if not fact.is_live], handover, by=by, at=at)


def add_to_waiting(*, case: Case, by: Actor, at: datetime) -> list[Handover]:
    """What was told of a case since it was offered, into the ledger that whoever is asked reads; the offers that wait."""
    waiting = Handover.objects.waiting().filter(carried__case=case, moves_cases=False).select_related("to_team")
    found = [one for one in waiting.order_by("pk") if not RECEIVERS[one.service].takes_over]
    for handover in found:
        keep(handover=handover, carried=[case], by=by, at=at)
    return found


def carry(*, handover: Handover, to: Case, carried: Sequence[Case], by: Actor, at: datetime) -> None:
    """Give the case that a handover opened the ledger of those it came out of, for readers who see nothing of them."""
    _write(to, [fact for fact in facts_of(carried) if not fact.is_live], handover, by=by, at=at)


def _write(case: Case, facts: Sequence[Fact], handover: Handover, *, by: Actor, at: datetime) -> None:
    known = set(LedgerEntry.objects.filter(case=case).values_list("line", "about", "words"))
    made = [
        LedgerEntry(
            case=case,
            line=fact.line,
            about=fact.about[:240],
            person=fact.person,
            words=fact.words,
            more=dict(fact.more),
            source=fact.source[:160],
            known_at=fact.known_at,
            organisation_id=fact.organisation,
            handover=handover,
            at=at,
            by=by,
        )
        for fact in facts
        if (fact.line, fact.about[:240], fact.words) not in known
    ]
    LedgerEntry.objects.bulk_create(made)
    if made:
        audit.did("kept what is handed over", "case", case.pk, entries=len(made))
