"""The queue of calls, and one call: what there is to talk about and, of each pupil, both sides of what is known.

What the school said and what it may read come from its list; the authority's own notes come from tables of their own and
are named in this module and in no page of a school (LK-05).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.design.fortnight import Day, Falls, fortnight, span
from breakwater.partnership.organisations.calendars import school_calendar, working_calendar
from breakwater.partnership.organisations.models import Actor, Area, Patch
from breakwater.practice.education.answers import list_rows
from breakwater.practice.education.answers.operations import answers, prompts
from breakwater.practice.education.answers.prompts import PLANS
from breakwater.practice.education.fortnights.calendar import releases
from breakwater.practice.education.models import (
    Call,
    CallAction,
    CallItem,
    CallNote,
    CallTimes,
    Consultation,
    Disagreement,
    ListRow,
    RowFlag,
    RowNote,
    SchoolList,
    SourceState,
    Worry,
)
from breakwater.practice.education.patches.calls import calls_of

S = Call.State
ORDER = {S.BEGUN: 0, S.ARRANGED: 1, S.TRIED: 2, S.DUE: 2, S.DONE: 9}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Waiting:
    """One school in the queue."""

    call: Call
    school: str
    state: str
    kind: str
    best: str
    telephone: str
    is_good_now: bool
    answered: str
    open_actions: int
    differences: int


@dataclass(frozen=True)
class Queue:
    """The calls of the newest fortnight: those that wait first, then those done."""

    waiting: Sequence[Waiting]
    done: Sequence[Waiting]
    within: Sequence[Patch]
    patches: Sequence[Patch]
    counts: dict[str, int]
    recalled: Sequence[SchoolList] = ()
    days: Sequence[Day] = ()

    @property
    def words(self) -> str:
        return " and ".join(one.name for one in self.within) or "All schools"


def queue(actor: Actor, *, now: datetime, patch: str | None = None) -> Queue:
    """The queue, in eight queries however many schools there are. A school whose list was recalled is rung about the new one."""
    today = london_date(now)
    found, within = calls_of(actor, today, patch=patch)
    calls = list(
        found.select_related("school_team__organisation", "school_list__fortnight", "school_team__call_times")
        .order_by("school_team", "-school_list__fortnight__period", "-school_list__version")
        .distinct("school_team")
    )
    recalled = {one.team_id: one for one in _recalled(actor, within)}
    calls = [
        call
        for call in calls
        if call.school_team_id not in recalled
        or call.school_list.fortnight.period > recalled[call.school_team_id].fortnight.period
    ]
    teams = [call.school_team_id for call in calls]
    actions = Counter(CallAction.objects.open().filter(school_team__in=teams).values_list("school_team", flat=True))
    differences = Counter(
        Disagreement.objects.filter(school_team__in=teams, settled_at=None).values_list("school_team", flat=True)
    )
    rows = {
        row["list"]: row
        for row in ListRow.objects.filter(list__in=[call.school_list_id for call in calls])
        .values("list")
        .annotate(
            pupils=Count("pk", distinct=True),
            answered=Count("answers", filter=Q(answers__undone_at=None), distinct=True),
        )
    }
    shown = [
        _waiting(call, rows.get(call.school_list_id), actions, differences, now)
        for call in sorted(calls, key=lambda call: _urgency(call, today))
    ]
    return Queue(
        waiting=[one for one in shown if one.call.state != S.DONE],
        done=[one for one in shown if one.call.state == S.DONE],
        within=within,
        patches=list(Patch.objects.filter(area=actor.area_id_acting).order_by("name")),
        counts=dict(Counter(one.call.state for one in shown)),
        recalled=list(recalled.values()),
        days=_fortnight(shown, actor.membership.team.area, today),
    )


def _fortnight(shown: Sequence[Waiting], area: Area, today: date) -> list[Day]:
    """What falls on the next ten weekdays: calls arranged, calls due, the next ones of schools already called, lists that go out."""
    falls = [_falls(one) for one in shown]
    first, last = span(today)
    where = reverse("education:fortnight")
    falls += [
        Falls(one.on, "Lists go out", "Fortnight", where)
        for one in releases(school_calendar(area))
        if first <= one.on <= last
    ]
    return fortnight([one for one in falls if one], today=today, calendar=working_calendar(area))


def _falls(one: Waiting) -> Falls | None:
    call, where = one.call, reverse("education:call", args=[one.call.public_id])
    if call.state == S.DONE:
        return Falls(call.next_on, "Next call", one.school, where) if call.next_on else None
    if call.state == S.ARRANGED:
        at = to_london(call.arranged_for)
        return Falls(at.date(), "Call arranged", one.school, where, f"{at:%H:%M}")
    return Falls(call.due_by, "Call by", one.school, where)


def _recalled(actor: Actor, within: Sequence[Patch]) -> Sequence[SchoolList]:
    """Lists of the newest fortnight that went out, recalled and without a new version that is out."""
    lists = SchoolList.objects.filter(link_team=actor.membership.team_id)
    newest = lists.filter(released_at__isnull=False).order_by("-fortnight__period").values("fortnight__period")[:1]
    out = lists.filter(
        fortnight=OuterRef("fortnight"), team=OuterRef("team"), recalled_at=None, released_at__isnull=False
    )
    found = lists.filter(~Exists(out), recalled_at__isnull=False, fortnight__period=Subquery(newest))
    if within:
        found = found.filter(patch__in=within)
    return found.select_related("team__organisation", "fortnight").order_by("team__organisation__name", "version")


def _urgency(call: Call, today: date) -> tuple:
    arranged = call.arranged_for.timestamp() if call.state == S.ARRANGED else 0
    return (
        ORDER[call.state],
        call.due_by if call.state != S.DONE else today,
        arranged,
        call.school_team.organisation.name,
    )


def _waiting(call: Call, row: dict | None, actions: Counter, differences: Counter, now: datetime) -> Waiting:
    times: CallTimes | None = getattr(call.school_team, "call_times", None)
    row = row or {"pupils": 0, "answered": 0}
    state, kind = call.tag_on(london_date(now))
    return Waiting(
        call=call,
        school=call.school_team.organisation.name,
        state=state,
        kind=kind,
        best=best_times(times),
        telephone=times.telephone if times else "",
        is_good_now=is_good(times, now),
        answered=f"{row['answered']} of {row['pupils']} answered" if row["pupils"] else "Nobody on its list",
        open_actions=actions[call.school_team_id],
        differences=differences[call.school_team_id],
    )


def times_of(call: Call) -> CallTimes | None:
    """When the school is best rung, where it said so."""
    return CallTimes.objects.filter(team=call.school_team_id).first()


def rest_of(call: Call, in_script: Iterable[int]) -> list[ListRow]:
    """The rows of the list that the call is not about."""
    rows = ListRow.objects.filter(list=call.school_list).select_related("pupil").exclude(pk__in=list(in_script))
    return list(rows.order_by("surname", "forename", "pk"))


def best_times(times: CallTimes | None) -> str:
    """ "Mon, Tue, Thu from 15:30 to 16:30, ask for Mrs Example"."""
    if times is None:
        return ""
    days = ", ".join(DAYS[day] for day in times.weekdays)
    hours = " ".join(
        f"{word} {at:%H:%M}" for word, at in (("from", times.starts), ("until", times.ends)) if at is not None
    )
    parts = [" ".join(part for part in (days, hours) if part), times.words]
    return ". ".join(part for part in parts if part)


def is_good(times: CallTimes | None, now: datetime) -> bool:
    """Whether this moment is among the best times of a school that named any."""
    if times is None or not (times.weekdays or times.starts or times.ends):
        return False
    here = to_london(now)
    on_the_day = not times.weekdays or here.weekday() in times.weekdays
    in_time = (not times.starts or here.time() >= times.starts) and (not times.ends or here.time() <= times.ends)
    return on_the_day and in_time


class Beside(NamedTuple):
    """The step before or after."""

    pk: int
    public_id: str


@dataclass(frozen=True)
class Place:
    """Where a step stands in its call, and what its form asks: all that sending it needs."""

    item: CallItem
    flags: Sequence[RowFlag]
    place: int
    of: int
    before: Beside | None
    after: Beside | None
    asks_meeting: bool
    asks_help: bool

    @property
    def is_the_school(self) -> bool:
        return self.item.kind == CallItem.Kind.SCHOOL


@dataclass(frozen=True)
class Step(Place):
    """One step of a call as it is drawn: this pupil, last time, what the school says, what the authority knows.

    `whole` is what stands open with the school; `actions`, `carried` and `differences` are this pupil's of it.
    """

    row: list_rows.RowShown | None
    last: CallItem | None
    last_on: date | None
    notes: Sequence[RowNote]
    earlier_notes: Sequence[CallNote]
    note: str
    whole: "Whole"
    actions: Sequence[CallAction]
    carried: Sequence[CallAction]
    differences: Sequence[Disagreement]
    asked: Sequence[Consultation]


def find_item(public_id: str):
    """An item with everything that stands beside it, or none. Three queries: as one it joins a dozen tables, each behind the wall."""
    found = CallItem.objects.select_related(
        "call__letter", "call__area", "call__school_team__organisation", "call__school_list__fortnight"
    ).prefetch_related(
        Prefetch("row", ListRow.objects.select_related("pupil", "list", "person")),
        Prefetch("worry", Worry.objects.select_related("person")),
    )
    return found.filter(public_id=public_id).first()


def item_of_team(public_id: str, team: int) -> CallItem | None:
    return CallItem.objects.filter(public_id=public_id, call__link_team=team).first()


def place_of(item: CallItem) -> Place:
    """Where a step stands, in two queries."""
    order = [
        Beside(*one)
        for one in CallItem.objects.filter(call=item.call_id).order_by("order", "pk").values_list("pk", "public_id")
    ]
    place = [one.pk for one in order].index(item.pk)
    flags: list[RowFlag] = []
    if item.row_id:
        flags = list(RowFlag.objects.filter(row=item.row_id).select_related("rule").order_by("rule__order", "pk"))
    codes = {flag.code for flag in flags if flag.marker != "ENDED"}
    return Place(
        item=item,
        flags=flags,
        place=place + 1,
        of=len(order),
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
        asks_meeting=any(flag.next_meeting_on for flag in flags),
        asks_help=bool(flags) and not codes & PLANS,
    )


def step_of(here: Place, *, now: datetime) -> Step:
    """Everything a step shows, in eleven queries at most whatever stands in it."""
    item, row = here.item, None
    if item.row_id:
        labels = {state.key: state for state in SourceState.objects.behind(item.call.school_list)}
        given = answers.standing_of([item.row]).get(item.row_id)
        said = prompts.standing([item.row]) if item.row.prompts else {}
        row = list_rows.row_shown(item.row, here.flags, given, said, labels, now)
    person, team = item.person_id, item.call.school_team_id
    last, whole = _last_time(item), running(item.call)
    actions = [one for one in whole.actions if one.done_at is None and _is_about(one, item)]
    asked = Consultation.objects.filter(person=person, school_team=team).order_by("-made_at", "-pk")
    notes = RowNote.objects.filter(person=person, school_team=team).select_related("by__membership__user")
    ours = list(
        CallNote.objects.filter(
            Q(item=item) | Q(item__row__person=person, item__row__isnull=False) if person else Q(item=item)
        )
        .select_related("item", "by__membership__user")
        .order_by("-at")[:4]
    )
    return Step(
        **vars(here),
        row=row,
        last=last,
        last_on=london_date(last.call.ended_at) if last else None,
        notes=list(notes.order_by("-written_at", "-pk")[:4]) if person else [],
        earlier_notes=[note for note in ours if note.item_id != item.pk],
        note=next((note.words for note in ours if note.item_id == item.pk), ""),
        whole=whole,
        actions=[one for one in actions if one.letter_id == item.call.letter.pk],
        carried=[one for one in actions if one.letter_id != item.call.letter.pk],
        differences=[one for one in whole.differences if one.person_id == person],
        asked=list(asked[:3]) if person else [],
    )


def _is_about(action: CallAction, item: CallItem) -> bool:
    """Of the same pupil; of one who is known by a name alone, or of the whole school."""
    if action.person_id != item.person_id:
        return False
    return bool(item.person_id) or item.kind == CallItem.Kind.SCHOOL or action.named_as == item.name


def _last_time(item: CallItem) -> CallItem | None:
    """What was said of the same pupil, or of the whole school, in the last call."""
    earlier = CallItem.objects.filter(
        call__school_team=item.call.school_team_id, call__ended_at__isnull=False, talked_at__isnull=False
    ).exclude(call=item.call_id)
    if item.kind == CallItem.Kind.SCHOOL:
        earlier = earlier.filter(kind=CallItem.Kind.SCHOOL)
    elif item.person_id:
        earlier = earlier.filter(Q(row__person=item.person_id) | Q(worry__person=item.person_id))
    else:
        return None
    return earlier.select_related("call").order_by("-call__ended_at").first()


@dataclass(frozen=True)
class Whole:
    """What stands open with a school beside its pupils of this call: agreed, or seen differently."""

    actions: Sequence[CallAction]
    differences: Sequence[Disagreement]


def running(call: Call) -> Whole:
    """Everything agreed in this call so far, and everything open from before. Two queries."""
    actions = CallAction.objects.filter(school_team=call.school_team_id, dropped_at=None)
    mine = Q(done_at=None) | Q(letter__call=call)
    return Whole(
        actions=list(actions.filter(mine).select_related("letter").order_by("due_on", "pk")),
        differences=list(
            Disagreement.objects.filter(school_team=call.school_team_id, settled_at=None).order_by("raised_at", "pk")
        ),
    )


def help_of_nobody(call: Call, items: Sequence[CallItem]) -> list[CallItem]:
    """Pupils for whom early help is needed, and nothing agreed of them is still to be done by anybody."""
    taken = {one.person_id or one.named_as for one in running(call).actions if one.done_at is None}
    return [item for item in items if item.help_needed and (item.person_id or item.name[:240]) not in taken]


def age_in_words(one: Disagreement, today: date) -> str:
    """ "open for 12 days"."""
    days = (today - london_date(one.raised_at)).days
    return "raised today" if not days else f"open for {days} {'day' if days == 1 else 'days'}"
