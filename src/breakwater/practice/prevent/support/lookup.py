"""What the pages of support for schools list."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.actions.lookup import ACTIONS, people_of
from breakwater.casework.actions.models import TrackedAction
from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.measures import bank_of, grade_words, parts_of
from breakwater.casework.self_assessments.models import SelfAssessment
from breakwater.casework.self_assessments.registry import PAGES_OF_WHO_ANSWERS
from breakwater.knowledge.content.models import Resource
from breakwater.knowledge.content.operations.library import published
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import (
    Actor,
    Area,
    DutyPost,
    Organisation,
    School,
    Team,
    actor_relations,
)

from ..models import (
    Advice,
    Appointment,
    CurriculumMap,
    MapCell,
    RiskAssessment,
    RiskLine,
    SupportRequest,
    Theme,
    Training,
    Visit,
    YearGroup,
)
from ..models.support import key_carried, key_of_action

SCHOOLS_BANK, WORST = "prevent.schools", 5  # lines shown first
OF_SCHOOL = ("school_team__organisation", "officer_team", "area")
SHOWN, RESOURCES, ACTIONS_SHOWN = 20, 8, 10

REQUESTS = SupportRequest.objects.select_related(*OF_SCHOOL, "officer__user", *actor_relations("asked_by"))
APPOINTMENTS = Appointment.objects.select_related(
    *OF_SCHOOL, "request__officer__user", "officer__user", *actor_relations("request__asked_by")
)
VISITS = Visit.objects.select_related(*OF_SCHOOL, "officer__user", "risk_assessment", "appointment")
LINES = RiskLine.objects.select_related(
    "assessment__visit__school_team__organisation", "assessment__visit__officer_team"
)
ADVICE = Advice.objects.select_related(*OF_SCHOOL, *actor_relations("given_by"))
MAPS = CurriculumMap.objects.select_related(*OF_SCHOOL, "carried_from")
SCHOOLS = Team.objects.select_related("organisation", "area").filter(
    organisation__kind=Organisation.Kind.SCHOOL, sight_is_dated=True
)


@dataclass(frozen=True)
class OpenActions:
    """What a school has not finished: what it has to do before what waits to be verified. `rest` are not shown at first."""

    shown: list[TrackedAction]
    rest: int = 0


@dataclass(frozen=True)
class OfSchool:
    """All that stands between one school and the Prevent education officer."""

    open_requests: list[SupportRequest]
    closed_requests: list[SupportRequest]
    appointments: list[Appointment]
    visits: list[Visit]
    actions: OpenActions
    advice: list[Advice]
    maps: list[CurriculumMap]
    risk_assessment: RiskAssessment | None


def of_school(team: Team, *, with_all_actions: bool = False) -> OfSchool:
    """What a school asked for and got, the newest first. One query each, however much there is."""
    own = {"school_team": team}
    asked = list(REQUESTS.filter(**own).order_by("-asked_at", "-pk")[: 2 * SHOWN])
    agreed = RiskAssessment.objects.filter(**own).exclude(agreed_on=None).select_related("visit")
    return OfSchool(
        open_requests=[each for each in asked if each.state in SupportRequest.OPEN],
        closed_requests=[each for each in asked if each.state not in SupportRequest.OPEN][:SHOWN],
        appointments=list(APPOINTMENTS.filter(**own, state=Appointment.State.BOOKED).order_by("starts_at", "pk")),
        visits=list(VISITS.filter(**own).order_by("-visited_on", "-pk")[:SHOWN]),
        actions=open_actions(team, whole=with_all_actions),
        advice=list(ADVICE.filter(**own).order_by("-asked_on", "-pk")[:SHOWN]),
        maps=list(MAPS.filter(**own).order_by("-year")),
        risk_assessment=agreed.order_by("-agreed_on", "-pk").first(),
    )


@PAGES_OF_WHO_ANSWERS.register(SCHOOLS_BANK)
def page_of_school(team: Team, actor: Actor) -> str:
    """The officer's page of a school that is asked for its self-assessment."""
    is_theirs = team.area_id == actor.membership.team.area_id and team.organisation.kind == Organisation.Kind.SCHOOL
    is_found = is_theirs and team.sight_is_dated and may(actor, Permission.SUPPORT_GIVE)
    return reverse("prevent:school_support", args=[team.public_id]) if is_found else ""


def review_due(team: Team, *, until: date) -> RiskAssessment | None:
    """The school's last agreed risk assessment, where its review is due by a day."""
    agreed = RiskAssessment.objects.filter(school_team=team).exclude(agreed_on=None)
    last = agreed.select_related("visit").order_by("-agreed_on", "-pk").first()
    return last if last and last.review_on <= until else None


def open_actions(team: Team, *, whole: bool = False) -> OpenActions:
    """What the school agreed to and has not finished, as far as the reader may know of it; at first ten."""
    found = list(ACTIONS.filter(owner_team=team, closed_on=None).order_by("due_on", "pk"))
    found.sort(key=lambda each: not each.is_to_do)
    return OpenActions(found) if whole else OpenActions(found[:ACTIONS_SHOWN], max(0, len(found) - ACTIONS_SHOWN))


def appointments_for(asked: SupportRequest) -> list[Appointment]:
    """Every appointment of a request, the newest first."""
    return list(APPOINTMENTS.filter(request=asked).order_by("-starts_at", "-pk"))


@dataclass(frozen=True)
class Way:
    """Somebody on one side of a request: who they are, and how they are reached."""

    who: str
    telephone: str = ""
    email: str = ""


def ways_to_reach(asked: SupportRequest) -> dict[str, list[Way]]:
    """Who asked, and the school's telephone; the officer, and what their team is called by."""
    school = School.objects.filter(organisation=asked.school_team.organisation_id).first()
    by, today = asked.asked_by.membership, timezone.localdate()
    telephone = school.telephone if school else ""
    theirs = [Way(by.user.name, telephone, by.user.email)] if by else []
    if by and (by.revoked_at or by.ends_on and by.ends_on < today):
        now = [Way(each.user.name, telephone, each.user.email) for each in people_of(asked.school_team, today)]
        theirs = [
            Way(f"{by.user.name}, whose role has ended. Now:" if now else f"{by.user.name}, whose role has ended"),
            *now,
        ]
    officer = asked.officer
    ours = [Way(officer.user.name, "", officer.user.email)] if officer else []
    posts = DutyPost.objects.filter(team=asked.officer_team).order_by("title")
    return {"Asked by": theirs, "Officer": ours + [Way(each.title, each.telephone, each.email) for each in posts]}


def ends_at(booked: Appointment) -> datetime:
    return booked.starts_at + timedelta(minutes=booked.minutes)


def left_by(booked: Appointment) -> Visit | Training | None:
    """What an appointment left: the record of a visit, or of training."""
    return VISITS.filter(appointment=booked).first() or Training.objects.filter(appointment=booked).first()


def last_visit(team: Team, *, but: Appointment) -> Visit | None:
    return VISITS.filter(school_team=team).exclude(appointment=but).order_by("-visited_on", "-pk").first()


@dataclass(frozen=True)
class AssessedLine:
    """A statement with the school's own grade, and the moderated or final one where that differs."""

    text: str
    grade: str
    moderated: str


@dataclass(frozen=True)
class SelfAssessed:
    """A self-assessment as a visit is prepared from it: what to look at first, and the median of each item."""

    assessment: SelfAssessment
    title: str
    first: list[AssessedLine]
    medians: list[dict[str, str]]


def self_assessment_of(team: Team) -> SelfAssessed | None:
    """The school's last self-assessment that the reader may see: contested lines first, then the lowest grades."""
    last = self_assessments.latest(team.organisation, SCHOOLS_BANK)
    if last is None:
        return None
    bank, parts = bank_of(last.edition), parts_of(last)
    found = []
    for line in (line for part in parts for line in part.lines if line.answer and line.answer.score):
        given = line.final or line.moderated
        other = grade_words(bank, given.grade) if given and given.grade != line.answer.grade else ""
        if other or bank.grades[line.answer.grade].acts:
            found.append((not other, line.answer.score, AssessedLine(line.statement.text, line.words, other)))
    found.sort(key=lambda each: each[:2])
    medians = [{"key": part.section.title, "value": part.median or "Not graded"} for part in parts]
    return SelfAssessed(last, bank.title, [line for *_, line in found[:WORST]], medians)


def schools_of(area: Area) -> QuerySet[Team]:
    """The safeguarding teams of an area's schools, with what is open and when each was visited last."""
    visits = Visit.objects.filter(school_team=OuterRef("pk")).order_by("-visited_on").values("visited_on")[:1]
    agreed = RiskAssessment.objects.filter(school_team=OuterRef("pk")).exclude(agreed_on=None)
    asked = SupportRequest.objects.filter(school_team=OuterRef("pk"), state__in=SupportRequest.OPEN)
    asked = asked.order_by().values("school_team").annotate(n=Count("pk")).values("n")
    return SCHOOLS.filter(area=area, closed_on=None, organisation__closed_on=None).annotate(
        last_visit=Subquery(visits),
        review_on=Subquery(agreed.order_by("-agreed_on").values("review_on")[:1]),
        open_requests=Subquery(asked),
    )


def waiting_requests(team: Team) -> list[SupportRequest]:
    """What waits for the officers, the most urgent first."""
    return list(REQUESTS.filter(officer_team=team, state=SupportRequest.State.WAITING).order_by("answer_by", "pk"))


def offered_requests(team: Team) -> list[SupportRequest]:
    """What a school has times to choose from for."""
    return list(REQUESTS.filter(school_team=team, state=SupportRequest.State.OFFERED).order_by("answer_by", "pk"))


def not_given_since(team: Team, since) -> list[SupportRequest]:
    closed = REQUESTS.filter(school_team=team, state=SupportRequest.State.NOT_GIVEN, closed_at__gte=since)
    return list(closed.order_by("-closed_at", "-pk"))


def appointments_of(team: Team) -> list[Appointment]:
    """What is booked, for either side, the next first."""
    booked = APPOINTMENTS.filter(Q(school_team=team) | Q(officer_team=team), state=Appointment.State.BOOKED)
    return list(booked.order_by("starts_at", "pk"))


def visits_to_finish(team: Team, on: date) -> list[Visit]:
    """Visits whose report is to be sent, or whose follow-up is due."""
    unsent = Q(sent_at=None)
    due = Q(sent_at__isnull=False, followed_up_on=None, follow_up_on__lte=on)
    return list(VISITS.filter(unsent | due, officer_team=team).order_by("report_due_on", "pk"))


def reports_since(team: Team, since: datetime) -> list[Visit]:
    """Reports of visits that a school was sent lately."""
    return list(VISITS.filter(school_team=team, sent_at__gte=since).order_by("-sent_at", "-pk"))


def resources(on: date) -> list[Resource]:
    """What the library has about radicalisation for schools, what is written here first."""
    found = published(on).filter(subject="radicalisation", audiences__contains=["schools"])
    return list(found.order_by("address", "title", "pk")[:RESOURCES])


def community_contacts(officers: Team | None) -> list[DutyPost]:
    """Whom to call, as far as the area makes it public."""
    if officers is None:
        return []
    posts = DutyPost.objects.filter(team=officers).filter(Q(telephone_is_public=True) | Q(email_is_public=True))
    return list(posts.order_by("title"))


def lines_of(made: RiskAssessment) -> list[RiskLine]:
    """The risks in the order of the template, those carried and not looked at yet first."""
    order = {category: place for place, category in enumerate(RiskLine.Category)}
    return sorted(made.lines.all(), key=lambda line: (not line.is_carried, order[line.category], line.pk))


def actions_about(made: RiskAssessment) -> dict[int, list[TrackedAction]]:
    """What was agreed about each risk, here or at earlier visits, as the tracker has it now, by the key of its line. Two queries.

    Of earlier visits only what is open still: what is finished is behind the risk as it was looked at since.
    """
    of_school = RiskLine.objects.filter(assessment__school_team=made.school_team_id, assessment__lte=made.pk)
    lines: dict[int, dict[UUID, int]] = defaultdict(dict)  # by assessment, the last first
    for assessment, pk, key in of_school.order_by("-assessment", "pk").values_list("assessment", "pk", "key"):
        lines[assessment][key] = pk
    own = lines.pop(made.pk, {})
    behind = {key: [key] for key in own}
    reached, carried_into = {key: key for key in own}, made.pk  # the earliest key found -> the line's own
    for assessment, keys in lines.items():
        before = {key_carried(key, carried_into): key for key in keys}
        if carried := {before[key]: line for key, line in reached.items() if key in before}:
            reached, carried_into = (
                carried,
                assessment,
            )  # one that nobody agreed was carried into none: it is passed over
            for key, line in carried.items():
                behind[line].append(key)
    wanted = {own[line]: [key_of_action(key) for key in keys] for line, keys in behind.items()}
    found = {each.key: each for each in ACTIONS.filter(key__in=[key for keys in wanted.values() for key in keys])}
    return {
        pk: [found[key] for place, key in enumerate(keys) if key in found and (not place or found[key].is_open)]
        for pk, keys in wanted.items()
    }


def cell_at(made: CurriculumMap, year_group: str, theme: str) -> MapCell | None:
    return made.cells.filter(year_group=year_group, theme=theme).first()


def grid(made: CurriculumMap) -> list[tuple[YearGroup, list[tuple[Theme, MapCell | None]]]]:
    """The map, a row a year group and a cell a theme."""
    cells = {(cell.year_group, cell.theme): cell for cell in made.cells.all()}
    groups = [group for group in YearGroup if group in made.year_groups]
    return [(group, [(theme, cells.get((group, theme))) for theme in Theme]) for group in groups]
