"""What social care's own list says of a child, always with its source and age; and when it says too little (SG-07, SG-10).

A list older than 24 hours can say what it knew then. It can never say that a child is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from breakwater.foundation.dates.in_words import date_in_words, moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.people.models import AgencyList, ListRow

from ..models import Contact, SocialCareChild, SocialCareFile
from ..models.screening import KnownStatus

STALE_AFTER = timedelta(hours=24)
NO_LIST = "No list from social care has come in: check by hand before you decide."


@dataclass(frozen=True)
class ListState:
    """The newest list of an area at one moment. `as_at` is None where none ever came in."""

    as_at: datetime | None
    now: datetime

    @property
    def is_fresh(self) -> bool:
        return self.as_at is not None and self.now - self.as_at <= STALE_AFTER

    @property
    def is_stale(self) -> bool:
        return self.as_at is not None and not self.is_fresh

    @property
    def age(self) -> str:
        """ "4 hours old", "3 days old"."""
        return "" if self.as_at is None else f"{_lasting(self.now - self.as_at)} old"

    @property
    def source(self) -> str:
        """ "Social care's list of today at 06:00, 4 hours old"."""
        return (
            ""
            if self.as_at is None
            else f"Social care's list of {moment_in_words(self.as_at, now=self.now)}, {self.age}"
        )

    @property
    def in_words(self) -> list[str]:
        """What people must be told of the source itself (SG-05): nothing while it is fresh, or where no list is used."""
        if not self.is_stale:
            return []
        return [f"{self.source}: it is too old to go by. Look every child up by hand until a new list comes in."]


def _lasting(since: timedelta) -> str:
    hours = int(since.total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return f"{hours} hour{'s' if hours > 1 else ''}"
    return f"{hours // 24} days"


def list_state(area_id: int, *, at: datetime) -> ListState:
    """How the newest list of an area that was taken in stands at `at`."""
    newest = (
        SocialCareFile.objects.filter(area=area_id, state=SocialCareFile.State.TAKEN_IN, as_at__lte=at)
        .order_by("-as_at")
        .values_list("as_at", flat=True)
        .first()
    )
    return ListState(newest, at)


def known_of(contact: Contact) -> list[SocialCareChild]:
    """What the list says of the contact's child, newest first; nothing where nobody has settled who it is."""
    if contact.child_id is None:
        return []
    return list(SocialCareChild.objects.filter(person=contact.child_id).order_by("left_at", "-seen_at", "-pk")[:5])


def perhaps(contact: Contact) -> list[SocialCareChild]:
    """Rows that nobody has settled and that may be the contact's child: the birth agrees with one of the names."""
    child = contact.child if contact.child_id else None
    if child is None or child.born_on is None:
        return []
    names = Q(surname__iexact=child.surname) | Q(forename__iexact=child.forename)
    waiting = SocialCareChild.objects.filter(settled="", left_at=None, born_on=child.born_on, area=child.area_id)
    return list(waiting.filter(names).order_by("surname", "forename", "pk")[:5])


def needs_a_look(contact: Contact, *, at: datetime) -> bool:
    """Whether a person must look the child up by hand before deciding: no fresh list, or a row that may be this child."""
    if not list_state(contact.case.area_id, at=at).is_fresh or not contact.is_matched or perhaps(contact):
        return True
    return not any(row.is_open for row in known_of(contact)) and bool(on_schools_list(contact, at=at))


def on_schools_list(contact: Contact, *, at: datetime) -> ListRow | None:
    """The row in force of social care's other list, of which schools' lists are made, that is tied to the contact's child.

    It comes by another way and on another day: where it names a child whom the list here does not, nobody may read "not known".
    """
    if contact.child_id is None:
        return None
    tied = ListRow.objects.in_force().tied().filter(person=contact.child_id)
    tied = tied.filter(version__agency_list__about=AgencyList.About.SOCIAL_CARE)
    lasting = tied.filter(Q(ends_on=None) | Q(ends_on__gte=london_date(at)))
    return lasting.select_related("version__agency_list").order_by("-version__as_at", "line").first()


@dataclass(frozen=True)
class Fact:
    """One thing the list says, and whether it still stands."""

    words: str
    source: str
    is_open: bool
    is_now: bool


@dataclass(frozen=True)
class Known:
    """What the page says under "Social care": facts, a sentence on the list itself, and what has to be done by hand."""

    facts: Sequence[Fact]
    sentence: str
    is_fresh: bool
    needs_a_look: bool
    perhaps: Sequence[SocialCareChild]
    open_with: SocialCareChild | None
    otherwise: str = ""

    @property
    def said(self) -> str:
        """Everything it says in one line, for a record of what was known."""
        return " ".join([*(f"{fact.words} ({fact.source})." for fact in self.facts), self.sentence])

    @property
    def kind(self) -> str:
        return (
            "known" if self.is_fresh and not self.needs_a_look else "danger" if self.facts or self.perhaps else "known"
        )


def known(contact: Contact, *, now: datetime, rows: Sequence[SocialCareChild] | None = None, found: str = "") -> Known:
    """What is known of the contact's child from social care. Four queries at most; `rows` are those of `known_of`, `found`
    what basic checks are recorded to have found (KnownStatus): a page says where the two differ.
    """
    state = list_state(contact.case.area_id, at=now)
    rows = known_of(contact) if rows is None else rows
    maybe = perhaps(contact)
    facts = [
        Fact(
            words=row.said if row.left_at is None else f"{row.said}. No longer on the list",
            source=source_of(row, now),
            is_open=row.is_open,
            is_now=row.left_at is None,
        )
        for row in rows
    ]
    opened = next((row for row in rows if row.is_open), None)
    elsewhere = None if opened else on_schools_list(contact, at=now)
    return Known(
        facts=facts,
        sentence=_sentence(contact, state, rows, maybe),
        is_fresh=state.is_fresh,
        needs_a_look=not state.is_fresh or not contact.is_matched or bool(maybe or elsewhere),
        perhaps=maybe,
        open_with=opened,
        otherwise=_on_the_other(elsewhere) if elsewhere else _against_the_list(opened, found),
    )


def _on_the_other(row: ListRow) -> str:
    listed, since = row.version.agency_list.label, f" since {date_in_words(row.starts_on)}" if row.starts_on else ""
    return (
        f"Social care’s list for schools (“{listed}”, as at {date_in_words(row.version.as_at)}) names this child{since}, and the "
        "list here has no open case. Both cannot be right: look the child up by hand before you decide."
    )


def _against_the_list(listed: SocialCareChild | None, found: str) -> str:
    """Where basic checks found otherwise than the list says: both, and what to do. Nothing where they agree or are silent."""
    if not found:
        return ""
    checked = KnownStatus(found)
    if listed is not None and checked.value != listed.status:
        return (
            f"Basic checks found “{checked.label}”, but social care’s list says “{listed.get_status_display()}”. Both cannot be "
            "right: look the child up again and correct the screening record. Until then, go by the open case."
        )
    if listed is None and checked in (KnownStatus.CIN, KnownStatus.CP, KnownStatus.CLA):
        return (
            f"Basic checks found “{checked.label}”, but social care’s list names no open case of this child. Look the child up "
            "again before you decide."
        )
    return ""


def source_of(row: SocialCareChild, now: datetime) -> str:
    """Which list said it last, and how old that is."""
    at = row.left_at or row.seen_at
    return f"From social care's list of {moment_in_words(at, now=now)}, {_lasting(now - at)} old"


def _sentence(contact: Contact, state: ListState, rows, maybe) -> str:
    if state.as_at is None:
        return NO_LIST
    if not state.is_fresh:
        if rows:
            return f"{state.source}: things may have changed since. Look the child up by hand before you decide."
        return f"{state.source}: too old to tell whether they have a case. Look the child up by hand before you decide."
    if contact.child_id is None:
        return f"{state.source}. Match the child, then it can be asked; until then look the child up by hand."
    if contact.is_provisional and not rows:
        return f"{state.source}. Nobody can name the child yet, so it cannot be asked: look the household up by hand."
    if maybe:
        return f"{state.source}. Nobody has decided yet whether a row of it is this child. Decide that, or look the child up by hand."
    if rows:
        return f"{state.source}."
    return f"Not on social care's list. {state.source}. {searched(contact)}"


NUMBERS = (({"NHS"}, "NHS"), ({"UPN", "FORMER_UPN"}, "pupil"), ({"LA_CHILD"}, "social care"))


def searched(contact: Contact) -> str:
    """What of the child was compared with the list (SG-10)."""
    child = contact.child
    held = set(child.identifiers.filter(ends_on=None).values_list("scheme", flat=True))
    kinds = [words for schemes, words in NUMBERS if schemes & held]
    numbers = f"their {' and '.join(filter(None, [', '.join(kinds[:-1]), *kinds[-1:]]))} number{'s' if len(kinds) > 1 else ''}"
    numbers = numbers if kinds else "no number, as none is on their record"
    born = f", date of birth {child.born.in_words()}" if child and child.born else ", without a date of birth"
    return f"Searched: {numbers}, the name {child.name}{born}."
