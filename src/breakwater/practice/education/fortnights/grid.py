"""The fortnight at a glance: each school of an area in one row, and the three that need someone first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor, Area, DutyPostHolder, Patch
from breakwater.practice.education.models import (
    Answer,
    Call,
    Chase,
    Correction,
    Disagreement,
    Fortnight,
    Held,
    ListRow,
    SchoolList,
    SourceState,
    Worry,
)

FIRST = 3
MINE = "mine"
SOON = timedelta(days=3)  # lists are made the morning before their day; those made longer ahead are to come
State = SchoolList.State


@dataclass(frozen=True)
class Row:
    """One school of the fortnight. Counts are of the rows its co-ordinator may see."""

    school: str
    patch: str
    href: str
    state: str
    state_label: str
    kind: str
    pupils: int
    new: int
    answered: int
    wrong: int
    held: int
    worries: int
    called: bool
    call_state: str
    call_kind: str
    differences: int
    due: date | None
    urgency: int
    why: str


@dataclass(frozen=True)
class Shown:
    """A fortnight as its page draws it: `rows` are those of the chosen patch."""

    fortnight: Fortnight
    rows: Sequence[Row]
    first: Sequence[Row]
    totals: dict[str, int]
    patches: Sequence[Patch]
    patch: Patch | None
    checked: int
    mine: Sequence[Patch] = ()

    @property
    def key(self) -> str:
        """What the address says of which schools these are."""
        return self.patch.name if self.patch else MINE if self.mine else "all"

    @property
    def words(self) -> str:
        return " and ".join(one.name for one in self.mine) or (self.patch.name if self.patch else "All schools")


def patches_of(actor: Actor, on: date) -> list[Patch]:
    """The patches whose duty posts the actor holds, or covers for someone who is away, on a day."""
    held = DutyPostHolder.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on),
        membership__user=actor.membership.user_id,
        starts_on__lte=on,
        post__patch__isnull=False,
        post__team=actor.membership.team_id,
    )
    return list(
        {
            one.post.patch_id: one.post.patch
            for one in held.select_related("post__patch").order_by("covers", "starts_on", "pk")
        }.values()
    )


def patches_named(actor: Actor, patch: str | None, on: date) -> list[Patch]:
    """The patches a link of the fortnight means: one's own, the one named, or none for every school."""
    if patch == MINE:
        return patches_of(actor, on)
    return list(Patch.objects.filter(area=actor.area_id_acting, name=patch)) if patch else []


def newest(area_id: int) -> Fortnight | None:
    return Fortnight.objects.filter(area=area_id).order_by("-period").first()


def fortnight_of(area_id: int, period: date | None, *, today: date) -> Fortnight | None:
    """The fortnight of a period; without one, that which is worked on: out already, or out within SOON."""
    if period:
        return Fortnight.objects.filter(area=area_id, period=period).first()
    made = Fortnight.objects.filter(area=area_id, period__lte=today + SOON).order_by("-period").first()
    return made or newest(area_id)


def last_periods(area: Area) -> list[date]:
    """The days of the last four fortnights, the newest first."""
    return list(Fortnight.objects.filter(area=area).order_by("-period").values_list("period", flat=True)[:4])


def sources_of(made: Fortnight) -> list[SourceState]:
    """How each source stood when its lists were made last."""
    return list(SourceState.objects.filter(fortnight=made, making=made.making).order_by("pk"))


def fortnight(actor: Actor, *, now: datetime, period: date | None = None, patch: str | None = None) -> Shown | None:
    """The fortnight of a period (the newest), for the actor's own patch, one by its name, or all ("all")."""
    area = actor.area_id_acting
    found = fortnight_of(area, period, today=london_date(now))
    if found is None:
        return None
    patches = list(Patch.objects.filter(area=area).order_by("name"))
    mine = patches_of(actor, london_date(now)) if patch in (None, MINE) else []
    chosen = mine[0] if len(mine) == 1 else next((one for one in patches if one.name == patch), None)
    lists = SchoolList.objects.filter(fortnight=found, recalled_at=None)
    recalled = SchoolList.objects.filter(fortnight=found, recalled_at__isnull=False)
    recalled = recalled.exclude(team__in=lists.values("team"))
    if within := mine or ([chosen] if chosen else []):
        lists, recalled = lists.filter(patch__in=within), recalled.filter(patch__in=within)
    those = [
        *lists.select_related("team__organisation", "patch"),
        *recalled.select_related("team__organisation", "patch"),
    ]
    rows = sorted(_rows(those, found, london_date(now)), key=lambda row: row.school)
    urgent = sorted(
        (row for row in rows if row.urgency), key=lambda row: (-row.urgency, row.due or date.max, row.school)
    )
    return Shown(
        found,
        rows,
        urgent[:FIRST],
        _totals(rows),
        patches,
        chosen,
        sum(row.state == State.CHECKED for row in rows),
        mine,
    )


def _rows(lists: Sequence[SchoolList], found: Fortnight, today: date) -> list[Row]:
    counts = {
        row["list"]: row
        for row in ListRow.objects.filter(list__in=lists)
        .values("list")
        .annotate(pupils=Count("pk"), new=Count("pk", filter=Q(marker="NEW")))
    }
    answered = _counted(Answer.objects.filter(row__list__in=lists, undone_at=None), "row__list")
    teams = [one.team_id for one in lists]
    # Of whichever of its lists a school said it: the page behind the number shows them all.
    wrong = _counted(Correction.objects.filter(school_team__in=teams, done_at=None, withdrawn_at=None), "school_team")
    worries = _counted(Worry.objects.filter(school_team__in=teams, check_made=None), "school_team")
    held = _counted(Held.objects.filter(fortnight=found, settled_at=None), "school_team")
    ring = set(
        Chase.objects.filter(school_list__in=lists)
        .exclude(rung=Chase.Rung.REMINDED)
        .values_list("school_list", flat=True)
    )
    differences = _counted(Disagreement.objects.filter(school_team__in=teams, settled_at=None), "school_team")
    calls = {call.school_list_id: call for call in Call.objects.filter(school_list__in=lists)}
    made = []
    for one in lists:
        call = calls.get(one.pk)
        count = counts.get(one.pk, {"pupils": 0, "new": 0})
        facts = {
            "pupils": count["pupils"],
            "new": count["new"],
            "answered": answered.get(one.pk, 0),
            "wrong": wrong.get(one.team_id, 0),
            "held": held.get(one.team_id, 0),
            "worries": worries.get(one.team_id, 0),
            "differences": differences.get(one.team_id, 0),
        }
        late = call is not None and one.is_out and call.ended_at is None and call.due_by < today
        call_state, call_kind = call.tag_on(today) if call else ("", "")
        urgency, why = _need(one, facts, today=today, ring=one.pk in ring, late=late)
        made.append(
            Row(
                school=one.team.organisation.name,
                patch=one.patch.name if one.patch else "",
                state=one.state,
                href=reverse("education:list", args=[one.public_id]),
                state_label=one.get_state_display(),
                kind=_kind(one, today),
                due=one.answer_by if one.is_out and not one.acknowledged_at else None,
                urgency=urgency,
                why=why,
                called=bool(call and call.ended_at),
                call_state=call_state if one.is_out else "",
                call_kind=call_kind,
                **facts,
            )
        )
    return made


def _counted(found, by: str) -> dict[int, int]:
    return {row[by]: row["n"] for row in found.values(by).annotate(n=Count("pk"))}


def _need(one: SchoolList, facts: dict, *, today: date, ring: bool, late: bool) -> tuple[int, str]:
    """How much a school needs someone, and why in words."""
    if one.state == State.RECALLED:
        return 100, "Its list was recalled and no new one is out"
    if one.state == State.LAPSED:
        return 90, "Its list was not answered in time"
    if ring and not one.acknowledged_at:
        return 80, "Call the school: its list waits"
    if late and not one.is_past:
        return 75, "Its call is overdue"
    if one.is_out and one.opened_at is None and one.open_by and today > one.open_by:
        return 70, "Nobody has opened its list"
    if one.is_out and not one.acknowledged_at and one.answer_by and today > one.answer_by:
        left = facts["pupils"] - facts["answered"]
        return 60, f"{left} {'pupil has' if left == 1 else 'pupils have'} no answer"
    if facts["wrong"]:
        return 40, f"{facts['wrong']} corrections wait" if facts["wrong"] > 1 else "A correction waits"
    if not one.is_out and facts["held"]:
        return 30, f"{facts['held']} withheld until someone decides"
    if one.state == State.BUILT:
        return 10, "To be checked"
    return 0, ""


def _kind(one: SchoolList, today: date) -> str:
    if one.state in (State.LAPSED, State.RECALLED):
        return "red"
    if one.is_out and not one.acknowledged_at and one.answer_by and today > one.answer_by:
        return "amber"
    return {State.CONFIRMED: "good", State.BUILT: "quiet", State.CHECKED: "info"}.get(one.state, "")


SHELVES = {
    "to_check": (State.BUILT,),
    "released": (State.RELEASED, State.OPENED, State.CONFIRMED, State.LAPSED),
    "opened": (State.OPENED, State.CONFIRMED),
    "answered": (State.CONFIRMED,),
}


def shelf(rows: Sequence[Row], shown: str) -> list[Row]:
    """The schools behind one of the numbers above the grid; all of them for any other word."""
    if shown == "called":
        return [row for row in rows if row.called]
    return [row for row in rows if row.state in SHELVES[shown]] if shown in SHELVES else list(rows)


def _totals(rows: Sequence[Row]) -> dict[str, int]:
    return {
        "schools": len(rows),
        **{name: len(shelf(rows, name)) for name in SHELVES},
        "called": len(shelf(rows, "called")),
        "differences": sum(row.differences for row in rows),
        "wrong": sum(row.wrong for row in rows),
        "held": sum(row.held for row in rows),
        "worries": sum(row.worries for row in rows),
    }
