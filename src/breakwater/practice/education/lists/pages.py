"""A list as its co-ordinator checks it: what stands out first, then every row with the authority's own notes beside it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.practice.education.answers import list_rows
from breakwater.practice.education.fortnights import calendar, readers
from breakwater.practice.education.models import (
    CallAction,
    Chase,
    Correction,
    Disagreement,
    FileTransfer,
    Held,
    RowNote,
    SchoolList,
    SourceState,
)
from breakwater.practice.education.pathway import LADDER

from .operations import leavers, new_versions

COMES = {
    Chase.Rung.REMINDED: "the safeguarding leads are reminded",
    Chase.Rung.CALL: "you call the school",
    Chase.Rung.HEAD: "the safeguarding leads are written to again, to bring to their head",
    Chase.Rung.TRUST: "you take it to the trust or the chair of governors",
}


@dataclass(frozen=True)
class Page:
    """The school's page as it will be read, and what is the authority's alone."""

    school: list_rows.Page
    notes: dict[int, list[RowNote]]
    held: Sequence[Held]
    corrections: Sequence[Correction]
    old_sources: Sequence[SourceState]
    not_covered: Sequence[str]
    readers: Sequence[str]
    has_few_readers: bool
    settled_since: int
    may_be_made_anew: bool
    asked: Sequence[Chase]
    asked_next: tuple[str, date] | None
    left_with_a_plan: Sequence[FileTransfer]
    left_agreed: Sequence[CallAction | Disagreement]

    @property
    def exceptions(self) -> int:
        return (
            len(self.held)
            + len(self.old_sources)
            + self.has_few_readers
            + bool(self.settled_since)
            + len(self.left_with_a_plan)
            + len(self.left_agreed)
            + sum(state.unsure > 0 for state in self.old_sources)
        )


def page_of(school_list: SchoolList, *, now: datetime) -> Page:
    """Everything the page shows."""
    today = london_date(now)
    states = list(SourceState.objects.behind(school_list))
    notes: dict[int, list[RowNote]] = defaultdict(list)
    for note in (
        RowNote.objects.filter(fortnight=school_list.fortnight_id, school_team=school_list.team_id)
        .select_related("by__membership__user")
        .order_by("pk")
    ):
        notes[note.person_id].append(note)
    waits = school_list.is_out and not school_list.acknowledged_at and not school_list.is_past
    asked = list(school_list.chases.order_by("at", "pk")) if waits else []
    their_readers = readers.readers_of(school_list.team, today)
    return Page(
        school=list_rows.page_of(school_list, now=now),
        notes=notes,
        held=list(
            Held.objects.filter(fortnight=school_list.fortnight_id, school_team=school_list.team_id)
            .select_related("person")
            .order_by("settled_at", "pk")
        ),
        corrections=list(
            Correction.objects.filter(school_list=school_list, withdrawn_at=None)
            .select_related("owner_team")
            .order_by("done_at", "due_on", "pk")
        ),
        old_sources=[state for state in states if not state.is_fresh],
        not_covered=list_rows.not_covered(school_list.area, states),
        readers=[post.user.name for post in their_readers],
        settled_since=new_versions.settled_since(school_list),
        may_be_made_anew=new_versions.may_be_made(school_list),
        asked=asked,
        asked_next=_asked_next(school_list, asked) if waits else None,
        left_with_a_plan=list(leavers.left_with_a_plan(today).filter(school_team=school_list.team_id)),
        left_agreed=leavers.left_with_something_agreed([school_list.team_id], today=today),
        has_few_readers=len({post.user_id for post in their_readers}) < readers.READERS,
    )


def _asked_next(school_list: SchoolList, asked: Sequence[Chase]) -> tuple[str, date] | None:
    """The next rung of the ladder, and the school day on which it is climbed while the school does not answer."""
    done = {chase.rung for chase in asked}
    for rung, after in LADDER:
        if rung not in done:
            released = london_date(school_list.released_at)
            return COMES[Chase.Rung(rung)], calendar.school_day(school_list.area, released, after)
    return None
