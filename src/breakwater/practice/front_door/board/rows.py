"""The open contacts as light rows: which of them a filter leaves, in which order, and how many stand where."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2s

from django.db.models import Exists, QuerySet

from breakwater.casework.handovers.operations import OFFER_DECLINED
from breakwater.casework.recording import operations as recording
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from ..child_as_told import schools_of
from ..contact_form.operations.sending import PROFESSIONAL_FORM
from ..models import Rag, Submission
from ..pathway import TO_DECIDE, TO_SCREEN
from .contacts import missed_clocks

ORDERS = {
    "due": "Deadline, soonest first",
    "rag": "Danger and RAG, most urgent first",
    "child": "Child, A to Z",
    "reason": "Reason for contact, A to Z",
    "allocated": "Allocated to, unallocated first",
    "newest": "Newest first",
    "oldest": "Oldest first",
}
OTHER = "other-of-area"  # a kind of harm or need that an area added to its own form
NOT_KNOWN = "none"  # of a school, an area of the city or a concern that nobody told
_NEVER = datetime.max.replace(tzinfo=UTC)
_DISTRICT = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(?:\d[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Row:
    """An open contact as its place on the board needs it."""

    pk: int
    child: int | None
    submission: int
    stage: str
    rag: str
    danger: bool
    cannot_wait: str
    decided_at: datetime | None
    received_at: datetime
    named_as: str
    school_told: str
    postcode: str
    holder: int | None
    holder_code: str | None
    holder_name: str | None
    held_until: datetime | None
    rule: str | None
    due_at: datetime | None
    channel: str
    is_late: bool

    def is_held(self, now: datetime) -> bool:
        return self.held_until is not None and self.held_until > now

    def is_free(self, now: datetime) -> bool:
        """Whether the screeners have it, and it has been allocated to none of them."""
        return self.stage in TO_SCREEN and not self.is_held(now)

    @property
    def stage_shown(self) -> str:
        if self.stage in TO_DECIDE:
            return self.stage
        return "came_back" if self.rule == OFFER_DECLINED.key else "waiting"

    @property
    def in_danger(self) -> bool:
        """Said to be in danger now, or not to be able to wait until a screener has rated it below red."""
        cannot_wait = bool(self.cannot_wait) and self.rag in ("", Rag.RED)
        return self.stage in TO_DECIDE and (self.danger or cannot_wait)

    @property
    def goes_first(self) -> bool:
        """A child in danger now, who cannot wait, or rated red, comes before any clock, until someone has decided."""
        return self.decided_at is None and (
            self.danger or self.rag == Rag.RED or bool(self.cannot_wait and not self.rag)
        )

    @property
    def urgency(self) -> int:
        rated = {Rag.RED: 1, "": 1 if self.cannot_wait else 2, Rag.AMBER: 3}.get(self.rag, 4)
        return 0 if self.danger else rated

    @property
    def district(self) -> str:
        """The first half of the postcode as told: PO4. Empty where none was understood."""
        found = _DISTRICT.fullmatch(re.sub(r"[^A-Z\d]", "", self.postcode.upper()))
        return found[1] if found else ""


_FIELDS = (
    "pk",
    "child",
    "submission",
    "case__stage",
    "rag",
    "immediate_danger",
    "cannot_wait",
    "decided_at",
    "received_at",
    "named_as",
    "school_as_told",
    "postcode_as_told",
    "claimed_by",
    "claimed_by__public_id",
    "claimed_by__user__name",
    "claimed_until",
    "duty__rule",
    "duty__due_at",
    "channel",
    "late",
)


def rows_of(contacts: QuerySet, now: datetime) -> list[Row]:
    """Every open contact once, for the counts, the order and who else is open: asked thrice, the wall is passed thrice."""
    return [Row(*row) for row in contacts.annotate(late=Exists(missed_clocks(now))).values_list(*_FIELDS)]


def concern_words() -> Mapping[str, str]:
    """The kinds of harm or need that the professional form asks about, by their codes, and what stands for an area's own."""
    questions = recording.product_form(PROFESSIONAL_FORM).questions()
    known = next(each.option_words for _, each in questions if each.key == "concern_types")
    return {**known, OTHER: "Other: open the contact"}


def concerns_of(submissions: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """What kinds of harm or need each form names, by its key: one query. A form that the actor may not see names none."""
    known = concern_words()
    found = Submission.objects.filter(pk__in=set(submissions)).values_list("pk", "answers__values__concern_types")
    return {
        pk: tuple(dict.fromkeys(code if code in known else OTHER for code in codes))
        for pk, codes in found
        if isinstance(codes, list)
    }


def in_words(codes: Sequence[str]) -> str:
    return phrase([concern_words()[code] for code in codes])


def phrase(kinds: Sequence[str]) -> str:
    """ "Neglect, domestic abuse"."""
    words = ", ".join(kind if kind[:2].isupper() else kind[:1].lower() + kind[1:] for kind in kinds)
    return words[:1].upper() + words[1:]


def code_of(name: str) -> str:
    """What stands in an address for a school: no name does."""
    return blake2s(name.encode(), digest_size=4).hexdigest() if name else NOT_KNOWN


class Found:
    """The rows of a board, with what is looked up beside them only when it is asked for: schools and concerns."""

    def __init__(self, rows: Sequence[Row], actor: Actor, now: datetime):
        self.rows, self.actor, self.now = rows, actor, now
        self._schools = self._concerns = self._names = None

    def school(self, row: Row) -> str:
        if self._schools is None:
            children = [each.child for each in self.rows if each.child]
            self._schools = schools_of(children, on=london_date(self.now))
        return self._schools.get(row.child) or row.school_told

    def concerns(self, row: Row) -> tuple[str, ...]:
        if self._concerns is None:
            self._concerns = concerns_of([each.submission for each in self.rows])
        return self._concerns.get(row.submission, ())

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """What the filters by person, school and area of the city may choose: what is on the board now."""
        people = {row.holder_code: row.holder_name for row in self.rows if self._is_anothers(row)}
        schools = {code_of(name): name or "No school told" for name in map(self.school, self.rows)}
        districts = {row.district or NOT_KNOWN: row.district or "Not told" for row in self.rows}
        return {"whose": _by_name(people), "school": _by_name(schools), "area": _by_name(districts)}

    def _is_anothers(self, row: Row) -> bool:
        return row.is_held(self.now) and row.holder != self.actor.membership_id

    def narrowed(self, wanted: Mapping) -> "Found":
        """Those that a filter leaves. `among`: the keys of those that answer what the database alone knows."""
        tests = {
            "stage": lambda row, stage: row.stage_shown == stage,
            "rag": lambda row, rag: row.rag == ("" if rag == NOT_KNOWN else rag),
            "whose": self._is_whose,
            "only": self._is_only,
            "concern": lambda row, code: code in (self.concerns(row) or (NOT_KNOWN,)),
            "came": lambda row, channel: row.channel == channel,
            "school": lambda row, code: code_of(self.school(row)) == code,
            "area": lambda row, district: (row.district or NOT_KNOWN) == district,
            "among": lambda row, keys: row.pk in keys,
        }
        asked = [(tests[name], value) for name, value in wanted.items() if name in tests and value not in ("", None)]
        return self._of([row for row in self.rows if all(test(row, value) for test, value in asked)])

    def _is_whose(self, row: Row, whose: str) -> bool:
        if whose == "unclaimed":
            return row.is_free(self.now)
        return self.is_mine(row) if whose == "mine" else row.is_held(self.now) and row.holder_code == whose

    def _is_only(self, row: Row, what: str) -> bool:
        """Of what the rows know; the rest is asked of the database."""
        soon = self.now + timedelta(hours=2)
        return {
            "overdue": row.is_late,
            "soon": row.due_at is not None and row.due_at <= soon,
            "danger": row.in_danger,
        }.get(what, True)

    def _of(self, rows: Sequence[Row]) -> "Found":
        """The same with fewer rows: what was looked up stays."""
        fewer = Found(rows, self.actor, self.now)
        fewer._schools, fewer._concerns = self._schools, self._concerns
        return fewer

    def is_mine(self, row: Row) -> bool:
        return row.is_held(self.now) and row.holder == self.actor.membership_id

    def _as_filed(self, row: Row) -> tuple[str, str]:
        """The child by surname, then forename: as known, or as the referrer named them."""
        if self._names is None:
            known = Person.objects.filter(pk__in=[each.child for each in self.rows if each.child])
            self._names = {pk: names for pk, *names in known.values_list("pk", "surname", "forename")}
        forename, _, surname = row.named_as.rpartition(" ")
        surname, forename = self._names.get(row.child, (surname, forename))
        return surname.casefold(), forename.casefold()

    def in_order(self, order: str | None) -> list[int]:
        """The keys of the contacts as the board lists them. Brothers and sisters of one form follow the first of them."""
        place = {
            "rag": lambda row: (row.urgency, row.due_at or _NEVER, row.pk),
            "child": lambda row: (*self._as_filed(row), row.pk),
            "reason": lambda row: (not self.concerns(row), in_words(self.concerns(row)), row.pk),
            "allocated": lambda row: (row.is_held(self.now), row.holder_name or "", row.due_at or _NEVER, row.pk),
            "newest": lambda row: (_NEVER - row.received_at, -row.pk),
            "oldest": lambda row: (row.received_at, row.pk),
        }.get(order or "", lambda row: (not row.goes_first, row.due_at or _NEVER, row.pk))
        forms = defaultdict(list)
        for row in sorted(self.rows, key=place):
            forms[row.submission].append(row.pk)
        return [pk for form in forms.values() for pk in form]


def _by_name(found: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(found.items(), key=lambda each: (each[0] == NOT_KNOWN, each[1]))
