"""Groups, meetings, decisions and challenges. The wall has left out the meetings at which the reader has no seat and that their team does
not run; of the rest nothing of a restricted group is among what other rooms count or publish."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from breakwater.casework.actions.lookup import ACTIONS
from breakwater.casework.actions.models import TrackedAction
from breakwater.partnership.organisations.models import Area, User

from ..models import (
    AgendaItem,
    BoardDecision,
    BoardGroup,
    BoardMeeting,
    BoardPaper,
    Challenge,
    ConfidentialFolder,
    DeclaredConflict,
    GroupMember,
    GroupTerms,
    MeetingSeat,
    Minutes,
)
from ..models.groups import Part
from ..models.meetings import Attendance

GROUPS = BoardGroup.objects.select_related("area", "team")
MEETINGS = BoardMeeting.objects.select_related("group", "area", "team", "terms", "keeper", "folder")
ITEMS = AgendaItem.objects.select_related("meeting__group", "meeting__area", "meeting__team", "meeting__terms")
PAPERS = BoardPaper.objects.filter(withdrawn_at=None).select_related(
    "meeting__group", "meeting__area", "meeting__team", "meeting__terms", "item", "folder"
)
DECISIONS = BoardDecision.objects.select_related("area", "meeting__group", "meeting__team", "item", "replaces")
CHALLENGES = Challenge.objects.select_related("meeting__group", "meeting__area", "meeting__team", "item")
SEATS = MeetingSeat.objects.select_related("meeting__group", "meeting__area", "meeting__team", "meeting__terms")
MEMBERS = GroupMember.objects.select_related("group__area", "user")
MINUTES = Minutes.objects.select_related(
    "meeting__group", "meeting__area", "meeting__terms", "meeting__keeper", "approved_at"
)
HELD = BoardMeeting.State.HELD


@dataclass(frozen=True)
class AgencyAttendance:
    """How often an agency was at the meetings of an area's groups: by its seats, each meeting once."""

    agency: str
    partner: str
    expected: int
    attended: int
    substitutes: int
    apologies: int


@dataclass(frozen=True)
class Beside:
    """A decision that another replaced, or that replaced it; without `public_id` the reader does not read it."""

    number: str
    is_later: bool
    public_id: str


@dataclass(frozen=True)
class Decided:
    """A decision as its area's business manager reports it, whichever team's meeting it was."""

    public_id: str
    number: str
    wording: str
    outcome: str


def decisions_between(area: Area, since: date, until: date) -> list[Decided]:
    """What was decided for an area from `since` to `until`, both days among them, by day and number: at meetings of its own groups
    and of those that meet for it as well; nothing of a restricted group. For its business manager alone."""
    return [Decided(*row) for row in _counted("board_decisions", area, since, until)]


def attendance_between(area: Area, since: date, until: date) -> list[AgencyAttendance]:
    """How often each agency was at the meetings held for an area from `since` to `until`, both days among them, by name.

    A meeting counts once for an agency: attended where anybody with its seat came, else by a substitute, else apologies. Whoever works
    in the area reads the same numbers (SG-22), also of meetings that they do not read.
    """
    return sorted(
        (AgencyAttendance(*row) for row in _counted("board_attendance", area, since, until)),
        key=lambda each: (each.agency, each.partner),
    )


def challenges_between(area: Area, since: date, until: date) -> tuple[int, int]:
    """How many challenges there were for an area from `since` to `until`, both days among them, and after how many something changed:
    nothing of a restricted group. For its business manager alone."""
    return next(iter(_counted("board_challenges", area, since, until)), (0, 0))


def _counted(function: str, area: Area, since: date, until: date) -> list[tuple]:
    """What the meetings of an area come to, whoever reads them (`sql/board_figures.sql`)."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from access.{function}(%s, %s, %s)", [area.pk, since, until])
        return cursor.fetchall()


def groups_of(area: Area) -> QuerySet[BoardGroup]:
    """The groups that meet for an area, its own first, the open before the closed."""
    found = GROUPS.filter(Q(area=area) | Q(others__area=area)).distinct()
    return found.prefetch_related("others__area").order_by("closed_on", "name", "pk")


def terms_on(group: BoardGroup, day: date) -> GroupTerms | None:
    return group.terms.filter(from_on__lte=day).order_by("-from_on").first()


def members_on(group: BoardGroup, day: date) -> list[GroupMember]:
    """Who belongs to a group on a day, the chair first."""
    found = group.members.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day).select_related("user")
    return sorted(found, key=_in_order)


def seats_of(meeting: BoardMeeting, *, as_at: datetime | None = None, with_accounts: bool = False) -> list:
    """The seats of a meeting, the chair's first, now or as they were at a time; with `with_accounts` the keys of the accounts that
    read it by a seat.
    """
    if with_accounts:
        return list(meeting.seats.filter(user__isnull=False, ended_at=None).values_list("user", flat=True))
    ended = {"ended_at__lte": as_at} if as_at else {"ended_at__isnull": False}
    found = meeting.seats.exclude(attendance=Attendance.EXPECTED, **ended).select_related("user")
    return sorted(found, key=_in_order)


def _in_order(one) -> tuple:
    return list(Part).index(one.part), one.agency, one.name


def items_of(meeting: BoardMeeting) -> list[AgendaItem]:
    """The agenda with the interests that hold in each item."""
    hold = DeclaredConflict.objects.filter(replaced_at=None).select_related("seat").order_by("pk")
    return list(meeting.items.prefetch_related(Prefetch("conflicts", hold)).order_by("number"))


def papers_of(meeting: BoardMeeting) -> list[BoardPaper]:
    """Each paper that the reader may read, in its last version."""
    last: dict[int, BoardPaper] = {}
    for each in PAPERS.filter(meeting=meeting).order_by("number", "version"):
        last[each.number] = each
    return list(last.values())


def withdrawn_from(meeting: BoardMeeting) -> list[BoardPaper]:
    """The papers of a meeting that the reader withdrew, each in its last version."""
    found = meeting.papers.filter(withdrawn_at__isnull=False).order_by("number", "version")
    return list({each.number: each for each in found}.values())


def left_by(items: Iterable[AgendaItem], user: User) -> set[int]:
    """The items for which somebody leaves, by an interest: their papers are kept from them."""
    return {each.pk for each in items for one in each.conflicts.all() if one.leaves and one.seat.user_id == user.pk}


def is_kept_from_minutes(meeting: BoardMeeting, user: User) -> bool:
    """Whether somebody leaves for an item of which they would read in what others wrote of the minutes."""
    others = (each for each in minutes_of(meeting) if each.by.membership.user_id != user.pk)
    return bool(left_by(items_of(meeting), user)) and any(others)


def reads_confidential(meeting: BoardMeeting) -> bool:
    """Whether the reader opens the folder of a meeting's confidential papers."""
    return ConfidentialFolder.objects.filter(meeting=meeting).exists()


def decisions_of(meeting: BoardMeeting) -> list[BoardDecision]:
    return list(DECISIONS.filter(meeting=meeting).order_by("pk"))


def challenges_of(meeting: BoardMeeting) -> list[Challenge]:
    return list(CHALLENGES.filter(meeting=meeting).order_by("pk"))


def minutes_of(meeting: BoardMeeting) -> list[Minutes]:
    """Every version, the last first."""
    return list(meeting.minutes.select_related("approved_at", "by__membership__user").order_by("-version"))


def approved_minutes(meeting: BoardMeeting) -> Minutes | None:
    return meeting.minutes.filter(state=Minutes.State.APPROVED).first()


def held_after(meeting: BoardMeeting) -> list[BoardMeeting]:
    """Meetings of the group held after one, which may approve its minutes, the first first."""
    found = MEETINGS.filter(group=meeting.group_id, state=HELD, starts_at__gt=meeting.starts_at)
    return list(found.order_by("starts_at", "pk"))


def before(meeting: BoardMeeting) -> BoardMeeting | None:
    """The meeting of the group that was held last before one."""
    found = MEETINGS.filter(group=meeting.group_id, state=HELD, starts_at__lt=meeting.starts_at)
    return found.order_by("-starts_at", "-pk").first()


def beside(decision: BoardDecision) -> list[Beside]:
    """What a decision replaced and what replaced it, by number, also where the reader does not read it."""
    with connection.cursor() as cursor:
        cursor.execute("select number, is_later from access.board_decisions_beside(%s)", [decision.pk])
        found = cursor.fetchall()
    numbers = [number for number, _ in found]
    read = dict(DECISIONS.filter(area=decision.area_id, number__in=numbers).values_list("number", "public_id"))
    return [Beside(number, is_later, str(read.get(number, ""))) for number, is_later in found]


def page_of(decision: BoardDecision) -> str:
    return f"/boards/decisions/{decision.public_id}/"


def actions_of(decisions: Iterable[BoardDecision], *, still_open: bool = False) -> list[TrackedAction]:
    """The actions that these decisions left, of those that the reader's team set or is to do."""
    found = ACTIONS.filter(came_from_path__in=[page_of(each) for each in decisions])
    return list((found.filter(closed_on=None) if still_open else found).order_by("due_on", "pk"))


def meetings_of(group: BoardGroup) -> QuerySet[BoardMeeting]:
    """A group's meetings that the reader may read, the last first."""
    return MEETINGS.filter(group=group).order_by("-starts_at", "-pk")


def coming(now: datetime) -> QuerySet[BoardMeeting]:
    """Planned meetings that the reader may read, the next first."""
    return MEETINGS.filter(state=BoardMeeting.State.PLANNED, ends_at__gte=now).order_by("starts_at", "pk")


def found(words: str = "", number: str = "", since: date | None = None, until: date | None = None) -> QuerySet:
    """Decisions by words, by a part of their number, by day: those that the reader may read, the last first."""
    listed = DECISIONS.order_by("-on", "-pk")
    if words:
        vector = SearchVector("wording", "dissent", "mover", "item__title", "meeting__group__name", config="english")
        listed = listed.annotate(words=vector).filter(
            words=SearchQuery(words, config="english", search_type="websearch")
        )
    if number:
        listed = listed.filter(number__icontains=number)
    if since:
        listed = listed.filter(on__gte=since)
    return listed.filter(on__lte=until) if until else listed
