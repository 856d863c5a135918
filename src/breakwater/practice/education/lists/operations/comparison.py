"""The last list of each school, and how what is so now compares with it: new, changed, unchanged, ended once (LK-03)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from breakwater.practice.education.models import CohortRule, ListRow, Marker, RowFlag, SchoolList, See

FACTS = ("since", "words", "worker", "team", "phone", "email", "lead", "next_meeting_on", "review_on")
DETAIL = ("worker", "team", "phone", "email", "lead", "next_meeting_on", "review_on")
EMPTY = {"next_meeting_on": None, "review_on": None}


@dataclass(frozen=True)
class Flag:
    """One cohort of one pupil at one school, as it goes on a list."""

    rule: CohortRule
    source: str
    as_at: datetime | None
    is_carried: bool = False
    marker: str = Marker.NEW
    since: date | None = None
    ended_on: date | None = None
    words: str = ""
    worker: str = ""
    team: str = ""
    phone: str = ""
    email: str = ""
    lead: str = ""
    next_meeting_on: date | None = None
    review_on: date | None = None

    @property
    def code(self) -> str:
        return self.rule.code

    def as_allowed(self) -> "Flag":
        """Without the details that the rule keeps from a school."""
        if self.rule.see == See.DETAIL:
            return self
        return replace(self, **{name: EMPTY.get(name, "") for name in DETAIL})

    def facts(self) -> tuple:
        return tuple(getattr(self, name) for name in FACTS)


@dataclass
class Before:
    """What stood on the last list of each school: flags by (team, person) and code, and whose rows those were."""

    lists: dict[int, SchoolList] = field(default_factory=dict)
    flags: dict[tuple[int, int], dict[str, RowFlag]] = field(default_factory=lambda: defaultdict(dict))
    rows: dict[tuple[int, int], ListRow] = field(default_factory=dict)


def before(teams: Iterable[int], *, period: date) -> Before:
    """The last lists that were released before a period. Of a restricted pupil nothing is found, so nothing is compared."""
    last = Before()
    out = SchoolList.objects.filter(
        team__in=teams, released_at__isnull=False, recalled_at=None, fortnight__period__lt=period
    )
    for one in out.order_by("team_id", "-fortnight__period", "-version").distinct("team_id"):
        last.lists[one.team_id] = one
    team_of = {one.pk: team for team, one in last.lists.items()}
    by_row = {}
    for row in ListRow.objects.filter(list__in=team_of):
        by_row[row.pk] = key = (team_of[row.list_id], row.person_id)
        last.rows[key] = row
    for flag in RowFlag.objects.filter(row__list__in=team_of):
        if flag.row_id in by_row:
            last.flags[by_row[flag.row_id]][flag.code] = flag
    return last


def marked(now: dict[str, Flag], old: dict[str, RowFlag]) -> dict[str, Flag]:
    """What is so now, each flag marked against the same one before; what ended or was carried over is marked already."""
    return {
        code: flag
        if flag.is_carried or flag.marker == Marker.ENDED
        else replace(flag, marker=_marker(flag, old.get(code)))
        for code, flag in now.items()
    }


def _marker(flag: Flag, old: RowFlag | None) -> str:
    if old is None or old.marker == Marker.ENDED:
        return Marker.NEW
    same = flag.facts() == tuple(getattr(old, name) for name in FACTS)
    return Marker.SAME if same else Marker.CHANGED


def carried(old: RowFlag, rule: CohortRule) -> Flag:
    """A flag of the last list, carried over because its source could not be read."""
    facts = {name: getattr(old, name) for name in FACTS}
    return Flag(
        rule=rule, source=old.source, as_at=old.as_at, is_carried=True, marker=Marker.SAME, **facts
    ).as_allowed()


def ended(old: RowFlag, rule: CohortRule, *, on: date, as_at: datetime | None) -> Flag:
    """A flag of the last list that its source no longer has: shown once, without a worker to ring."""
    return Flag(
        rule=rule, source=old.source, as_at=as_at, marker=Marker.ENDED, since=old.since, ended_on=on, words=old.words
    )


def row_marker(flags: Iterable[Flag], *, is_new: bool) -> str:
    """How a whole row compares."""
    markers = {flag.marker for flag in flags}
    if markers == {Marker.ENDED}:
        return Marker.ENDED
    if is_new:
        return Marker.NEW
    return Marker.SAME if markers == {Marker.SAME} else Marker.CHANGED
