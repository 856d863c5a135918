"""What is asked of the deaths of children. The wall has left out whatever the actor may not know of."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date, to_london
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.models import Area, ContactPoint, ContactPurpose, DutyPost, Team, TeamService

from ..models import (
    ChildDeath,
    DeathNotification,
    DeathProfessional,
    DeathRequest,
    DeathState,
    DeathWait,
    FamilyQuestion,
    FamilySupport,
    PreventionReport,
)
from .pathway import ASKED, CLOCKS, CRITERIA, FOLLOW_UP, KEY_WORKER, STEPS, Step, chase_days

SERVICE = "child_death_review"
DEATHS = ChildDeath.objects.select_related("area", "team").prefetch_related("leaders")
STANDING = ChildDeath.objects.filter(merged_into=None, mistaken_at=None)  # what counts
PROFESSIONALS = DeathProfessional.objects.select_related("death__area", "death__team").prefetch_related(
    "death__leaders"
)
REQUESTS = DeathRequest.objects.select_related("death__area", "death__team", "professional").prefetch_related(
    "death__leaders"
)
WAITS = DeathWait.objects.select_related("death__area", "death__team").prefetch_related("death__leaders")
REPORTS = PreventionReport.objects.select_related("death__area", "death__team").prefetch_related("death__leaders")
SUPPORTS = FamilySupport.objects.select_related("team")
QUESTIONS = FamilyQuestion.objects.select_related("support__team")
SAME_DAYS, CARRIED_OVER = timedelta(days=2), timedelta(days=60)
NOT_NAMES = ("Name not in the file", "A child whose record is restricted: ask whoever recorded the death")
NO_NAMES = {"baby", "infant", "boy", "girl", "child", "twin", "the", "name", "not", "known", "unknown"}
CRITERIA_ASKED, AT_ONCE = "Does any of these apply?", "What does the team need to know at once?"
OTHERS_ASKED = "Which brothers, sisters or other children are there, and who is with them now?"
NATIONAL = "Enter it in the national database (NCMD)"
NAME_KEY_WORKER, REVIEW_MEETING = "Name a key worker for the family", "Child death review meeting"
PANEL, CONCLUDE = "Panel", "Panel concluded (12 months)"
DECIDE = "Decide whether a joint agency response is needed"
OVER = (DeathState.CONCLUDED, DeathState.NATIONAL, DeathState.LEARNED, DeathState.CLOSED)


def team_for(area: Area) -> Team | None:
    """The child death review team of an area: often one team for several areas."""
    named = TeamService.objects.filter(area=area, service=SERVICE).select_related("team__area", "team__organisation")
    found = named.first()
    return found.team if found else None


def open_to_read() -> QuerySet[ChildDeath]:
    """Every record that the actor finds and that stands for itself, the last death first."""
    return DEATHS.filter(merged_into=None).order_by("-died_at", "-pk")


def tracked(*, mistaken: bool = False) -> QuerySet[ChildDeath]:
    """The same, but those opened by mistake (or these alone), with what the tracker reads, in a number of queries that does not grow."""
    return with_all().filter(mistaken_at__isnull=not mistaken)


def with_all() -> QuerySet[ChildDeath]:
    asked = DeathRequest.objects.order_by("asked_at", "pk").prefetch_related("chases")
    waits = DeathWait.objects.filter(ended_on=None).order_by("since", "pk")
    return (
        open_to_read()
        .select_related("joint_response")
        .prefetch_related(
            Prefetch("requests", asked),
            Prefetch("waits", waits, to_attr="waits_now"),
            *("supports", "states", "waits", "prevention_reports", "steps", "meetings"),
        )
    )


def address_of(death: ChildDeath) -> str:
    return reverse("learning:death", args=[death.public_id])


def sent_by(user_id: int) -> QuerySet[DeathNotification]:
    """What somebody notified, the last first."""
    return DeathNotification.objects.filter(sender_user=user_id).order_by("-received_at", "-pk")


def supported_by(user_id: int) -> QuerySet[FamilySupport]:
    return SUPPORTS.filter(user=user_id, ended_on=None).order_by("named_at", "pk")


def key_worker_of(death: ChildDeath) -> FamilySupport | None:
    return next((each for each in death.supports.all() if each.ended_on is None), None)


def at_once(death: ChildDeath) -> list[tuple[str, str]]:
    """What those who notified a death want known at once: which criteria they chose, living children, and in their words; with who each is."""
    rows = []
    for one in death.notifications.order_by("received_at", "pk"):
        said = json.loads(one.said)
        if words := ". ".join(filter(None, (said.get(CRITERIA_ASKED), _others(said), said.get(AT_ONCE)))):
            rows.append((one.sender, words))
    return rows


def others_of(death: ChildDeath) -> list[str]:
    """What those who notified a death wrote of living children."""
    notified = death.notifications.order_by("received_at", "pk")
    return [f"{others}." for one in notified if (others := _others(json.loads(one.said)))]


def _others(said: dict[str, str]) -> str:
    return f"Brothers, sisters and other children: {others}" if (others := said.get(OTHERS_ASKED)) else ""


def alike(death: ChildDeath) -> list[ChildDeath]:
    """Other records that may be of the same child: deaths of the same days with the same date of birth, or a name in common.

    A newborn has often no NHS number yet, by which a second notification would find the first.
    """
    around = death.died_at - SAME_DAYS, death.died_at + SAME_DAYS
    others = STANDING.filter(team=death.team_id, died_at__range=around).exclude(pk=death.pk)
    return [each for each in others.order_by("opened_at", "pk") if _may_be_one(death, each)]


def _may_be_one(one: ChildDeath, other: ChildDeath) -> bool:
    if one.number_digest and other.number_digest:
        return one.number_digest == other.number_digest
    is_born_alike = one.born_on is not None and one.born_on == other.born_on
    return is_born_alike or bool(_names(one) & _names(other))


def _names(death: ChildDeath) -> set[str]:
    if death.called in NOT_NAMES:
        return set()
    parts = "".join(sign if sign.isalpha() else " " for sign in death.called.casefold()).split()
    return {each for each in parts if len(each) > 2 and each not in NO_NAMES}


def merged_by_number(death: ChildDeath) -> list[ChildDeath]:
    """Other records that went into this one by their NHS number: a number may have been typed wrongly, which the team alone can tell."""
    same = death.merged_here.exclude(number_digest="").filter(number_digest=death.number_digest)
    return [
        each for each in same.order_by("opened_at", "pk") if each.child_id is None or each.child_id != death.child_id
    ]


def criteria_notified(death: ChildDeath) -> list[str]:
    """The criteria of a response that notifications of a death name."""
    said = [each.said for each in death.notifications.all()]
    return [code for code, label in CRITERIA.items() if any(label in each for each in said)]


# The response


@dataclass(frozen=True)
class Line:
    """A step of the checklist as it stands: whether and how it was done, by when it is due, where it is recorded."""

    step: Step
    done_at: datetime | None
    words: str
    is_needed: bool
    due_at: datetime | None
    is_late: bool
    href: str

    @property
    def due_on(self) -> date | None:
        """The day by whose end it is due, where it is not counted in hours."""
        counts_days = self.due_at and not CLOCKS[self.step.clock].hours
        return london_date(self.due_at) - timedelta(days=1) if counts_days else None

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.is_needed


def checklist(death: ChildDeath, now: datetime) -> list[Line]:
    """The steps of a response; those still to do first, by the moment at which they are due."""

    def recorded(row) -> tuple:
        return row.recorded_at, row.pk

    done = {each.step: (each.happened_at, each.who, each.is_needed) for each in sorted(death.steps.all(), key=recorded)}
    done |= {each.step: (each.held_at, each.came, True) for each in sorted(death.meetings.all(), key=recorded)}
    if worker := min(death.supports.all(), key=lambda each: (each.named_at, each.pk), default=None):
        done[KEY_WORKER] = (worker.named_at, worker.named, True)
    lines = [_line(death, step, done.get(step.code), now) for step in STEPS.values()]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(lines, key=lambda each: (not each.is_open, each.due_at or far))


def to_do(death: ChildDeath, now: datetime) -> Line | None:
    """What a response that runs comes to next: living children first, as the checklist has it."""
    is_early = death.state in (DeathState.NOTIFIED, DeathState.TRIAGED)
    if death.response != ChildDeath.Response.YES or not (is_early or death.state == DeathState.GATHERING):
        return None
    return next((each for each in checklist(death, now) if each.is_open and (is_early or each.due_at)), None)


def _line(death: ChildDeath, step: Step, done: tuple | None, now: datetime) -> Line:
    happened, words, is_needed = done or (None, "", True)
    due = _due_of(death, step)
    late = happened is None and due is not None and due < now
    return Line(step, happened, words, is_needed, due, late, _page_of(death, step))


def _due_of(death: ChildDeath, step: Step) -> datetime | None:
    """Counted from the death, or from the start of the response where the hour of the death is not known."""
    response = death.joint_response
    start = death.died_at if death.time_is_known else response.started_at
    if step.code == FOLLOW_UP:
        return end_of(CLOCKS[step.clock].due_on(response.findings_on, death.area)) if response.findings_on else None
    return CLOCKS[step.clock].due_at(start, death.area) if step.clock else None


def _page_of(death: ChildDeath, step: Step) -> str:
    if step.code == KEY_WORKER:
        return reverse("learning:death_key_worker", args=[death.public_id])
    page = "learning:death_meeting" if step.meeting else "learning:death_step"
    return reverse(page, args=[death.public_id, step.code.lower().replace("_", "-")])


def step_at(slug: str, *, meeting: bool) -> Step | None:
    """The step of an address, where it is recorded on that kind of page."""
    found = STEPS.get(slug.upper().replace("-", "_"))
    return found if found and found.meeting == meeting and (meeting or found.code in dict(ASKED)) else None


@dataclass(frozen=True)
class ToCall:
    """Who is called: what for, who carries it now, the number."""

    what: str
    who: str
    number: str


def on_call(death: ChildDeath, now: datetime) -> list[ToCall]:
    """The duty posts of the team with who carries each now, and the area's own numbers for a worry about a child."""
    posts = list(DutyPost.objects.filter(team=death.team).exclude(telephone="").order_by("title", "pk"))
    now_with = rota.carriers(posts, at=now)
    carried = [
        ToCall(post.title, now_with[post.pk].membership.user.name if post.pk in now_with else "", post.telephone)
        for post in posts
    ]
    return carried + numbers_of(death.area, now)


def numbers_of(area: Area, now: datetime) -> list[ToCall]:
    """An area's own numbers for a worry about a child, which everybody may read."""
    purposes = (ContactPurpose.FRONT_DOOR, ContactPurpose.OUT_OF_HOURS)
    numbers = ContactPoint.published(area, *purposes, on=to_london(now).date())
    return [ToCall(each.label, "", each.telephone) for each in numbers if each.telephone]


# The tracker


@dataclass(frozen=True)
class Asked:
    """A form that was asked for: how long ago, in working days or days, and whether it is to be chased now."""

    request: DeathRequest
    days: int
    is_late: bool
    chase_due: bool


def asked_of(death: ChildDeath, today: date) -> list[Asked]:
    """Every form that was asked for; those outstanding first, the longest first."""
    rows = [_asked(death, each, today) for each in death.requests.all()]
    return sorted(rows, key=lambda each: (not each.request.is_open, each.request.asked_at))


def _asked(death: ChildDeath, request: DeathRequest, today: date) -> Asked:
    asked_on = london_date(request.asked_at)
    last = max((each.on for each in request.chases.all()), default=asked_on)
    days = [day for day in chase_days(asked_on, request.due_on, death.area) if day > last]
    is_open = request.is_open
    return Asked(
        request,
        days=(today - asked_on).days,
        is_late=is_open
        and request.due_on < today
        and all(each.ended_on for each in death.waits.all()),  # on hold nothing is
        chase_due=is_open and bool(days) and days[0] <= today,
    )


def professionals_of(death: ChildDeath, today: date) -> list[tuple[DeathProfessional, Asked | None]]:
    """Everyone who is listed with the form that they were asked for last; whose form is outstanding first."""
    asked = {each.request.professional_id: each for each in reversed(asked_of(death, today))}
    rows = [(each, asked.get(each.pk)) for each in death.professionals.order_by("agency", "pk")]
    return sorted(rows, key=lambda row: (row[1] is None, row[1] is not None and not row[1].request.is_open))


@dataclass(frozen=True)
class Next:
    """What a review comes to next, and by when. On hold nothing is overdue."""

    words: str
    by: date | None
    is_late: bool = False


def is_undecided(death: ChildDeath) -> bool:
    """Nobody has said yet whether there is a joint agency response: before anything else, since its clocks are of hours."""
    return death.state == DeathState.NOTIFIED and death.response == ChildDeath.Response.NOT_DECIDED


def clocks_of(death: ChildDeath, today: date) -> list[Next]:
    """What is due by a day and has not come, the soonest first. On hold nothing is overdue, but the entry in the national database."""
    on_hold = any(each.ended_on is None for each in death.waits.all())
    died_on, clock = london_date(death.died_at), lambda code, start: CLOCKS[code].due_on(start, death.area)
    if death.state in OVER or death.mistaken_at:
        return []
    rows = []
    if not death.national_id and not is_carried_over(death):
        rows.append((NATIONAL, london_date(CLOCKS["K31"].due_at(death.died_at, death.area)), False))
    if not list(death.supports.all()):
        rows.append((NAME_KEY_WORKER, clock("K35", died_on), on_hold))
    if death.state in (DeathState.NOTIFIED, DeathState.TRIAGED, DeathState.GATHERING):
        rows.append((REVIEW_MEETING, clock("K38", died_on), on_hold))
    if death.state in (DeathState.ANALYSED, DeathState.LISTED):
        rows.append((PANEL, clock("K39", _ready_for_panel(death)), on_hold))
    rows.append((CONCLUDE, clock("K40", died_on), on_hold))
    found = [Next(words, by, is_late=by < today and not waits) for words, by, waits in rows]
    return sorted(found, key=lambda each: each.by)


def next_of(death: ChildDeath, today: date) -> Next | None:
    """The next milestone of a review: key worker (K35), meeting (K38), panel (K39, and K40 where that comes first)."""
    due = {each.words: each for each in clocks_of(death, today)}
    if not due:
        return None
    if death.state == DeathState.NOTIFIED and NAME_KEY_WORKER not in due:
        return Next(DECIDE if is_undecided(death) else "Triage", None)
    if death.state == DeathState.REVIEWED and NAME_KEY_WORKER not in due:
        return Next("Send the draft analysis to the panel", None)
    if found := due.get(NAME_KEY_WORKER) or due.get(REVIEW_MEETING):
        return found
    return replace(min(due[PANEL], due[CONCLUDE], key=lambda each: each.by), words=PANEL)


def is_carried_over(death: ChildDeath) -> bool:
    """Opened here long after the death: what was done in its first days stands in another system."""
    return death.opened_at > death.died_at + CARRIED_OVER


def answer_due(report: PreventionReport, area: Area) -> date:
    """By when a coroner's report is answered (K42)."""
    return CLOCKS["K42"].due_on(report.sent_on, area)


def _ready_for_panel(death: ChildDeath) -> date:
    """The day of the analysis, or of the inquest's result where that came later."""
    analysed = [each.on for each in death.states.all() if each.state == DeathState.ANALYSED]
    inquests = [
        each.ended_on for each in death.waits.all() if each.reason == DeathWait.Reason.INQUEST and each.ended_on
    ]
    return max(analysed + inquests, default=london_date(death.died_at))


@dataclass(frozen=True)
class Tracked:
    """A line of the tracker."""

    death: ChildDeath
    reads: bool
    outstanding: list[Asked]
    asked: int
    response: Line | None
    next: Next | None

    @property
    def decide(self) -> str:
        """What stands before what is next: the clocks of a response are of hours."""
        is_said = self.next is not None and self.next.words == DECIDE
        return DECIDE if is_undecided(self.death) and not is_said else ""


def track(death: ChildDeath, *, reads: bool, now: datetime) -> Tracked:
    today = london_date(now)
    asked = asked_of(death, today)
    open_ones = [each for each in asked if each.request.is_open]
    return Tracked(death, reads, open_ones, len(asked), to_do(death, now), next_of(death, today))
