"""When papers and minutes are due (K04), and whether a meeting is quorate."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.calendars import working_calendar

from ..models import BoardMeeting, GroupTerms, MeetingSeat
from ..models.arrangements import STATUTORY, Partner


def papers_due(meeting: BoardMeeting) -> date:
    """The last day on which papers go out in time."""
    on = london_date(meeting.starts_at)
    return working_calendar(meeting.area).add_working_days(on, -meeting.terms.papers_days)


def minutes_due(meeting: BoardMeeting) -> date:
    """By when the draft minutes go out."""
    on = london_date(meeting.starts_at)
    return working_calendar(meeting.area).add_working_days(on, meeting.terms.minutes_days)


@dataclass(frozen=True)
class Quorum:
    """How many members are there and which safeguarding partners are not, by the group's terms."""

    needed: int
    present: int
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return self.present >= self.needed and not self.missing

    @property
    def words(self) -> str:
        there = f"{self.present} {'member' if self.present == 1 else 'members'} present, {self.needed} needed"
        return f"{there}; nobody from {', '.join(self.missing)}" if self.missing else there


def quorum(seats: Iterable[MeetingSeat], terms: GroupTerms, left: Collection[int] = ()) -> Quorum:
    """The quorum of a meeting, or of an item for which the seats in `left` leave, counted in people. A substitute counts as the member."""
    seats = list(seats)
    gone = {_person(each) for each in seats if each.pk in left}
    present = [each for each in seats if each.is_present and each.counts and _person(each) not in gone]
    there = {each.partner for each in present}
    missing = [Partner(each).label for each in STATUTORY if each not in there] if terms.quorum_partners else []
    return Quorum(terms.quorum_members, len({_person(each) for each in present}), tuple(missing))


def _person(seat: MeetingSeat) -> int | str:
    return seat.user_id or seat.name.casefold()
