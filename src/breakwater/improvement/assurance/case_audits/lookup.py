"""What is asked of case audits. The wall leaves out what the actor is not named on and what became restricted since the draw."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, F, Prefetch, Q, QuerySet

from breakwater.casework.actions.models import TrackedAction
from breakwater.casework.models import Case
from breakwater.casework.tasks.models import Task
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team
from breakwater.partnership.people.models import Person

from ..models import AuditedCase, AuditMember, CaseAudit, CaseReturn, CaseVoice, SafetyConcern, SecondReading
from . import tool
from .operations.safety import TITLE

_MEMBERS = Prefetch("members", AuditMember.objects.select_related("user").order_by("part", "named", "pk"))
AUDITS = CaseAudit.objects.select_related("area", "team", "first").prefetch_related(_MEMBERS)
RETURNS = CaseReturn.objects.select_related("team__organisation", "team__area", "second").prefetch_related(
    Prefetch("voices", CaseVoice.objects.order_by("at", "pk"))
)
OF_NAMED = CaseReturn.objects.select_related(
    "of__audit", "team__organisation", "team__area", "second"
).prefetch_related(Prefetch("of__audit__members", AuditMember.objects.select_related("user").order_by("pk")))
CASES = AuditedCase.objects.select_related("audit__area", "drawn_in").prefetch_related(
    Prefetch("audit__members", AuditMember.objects.select_related("user").order_by("pk"))
)
MEMBERS = AuditMember.objects.select_related("audit").prefetch_related("audit__members")
FEW = 5
AGAIN_AFTER, AGAIN_BY = 6, 12  # months from the report to its test on the same tool (PL 4.6, local)
ANSWERING = next(
    lines[Permission.CASE_AUDIT_ANSWER] for lines in PARTS.values() if Permission.CASE_AUDIT_ANSWER in lines
)


@dataclass(frozen=True)
class Report:
    """A settled report, as whoever reads what audits found in an area reads it: neither a case nor the seed."""

    pk: int
    public_id: str
    theme: str
    drawn: int
    reported_at: datetime
    findings: str
    causes: str
    good_practice: str
    recommendations: str

    @property
    def many(self) -> str:
        return f"{self.drawn} cases" if self.drawn >= FEW else f"fewer than {FEW} cases"


def reports_of(area_id: int) -> list[Report]:
    """The settled reports of an area's case audits, the last first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.reported_case_audits(%s)", [area_id])
        return [Report(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Reported:
    """A case audit as its area's business manager reports it; without `cases` there were fewer than five."""

    theme: str
    cases: int | None
    reported_on: date
    recommendations: str


def audits_named():
    return AUDITS.order_by("-made_at", "-pk")


def reported_between(area: Area, since: date, until: date) -> list[Reported]:
    """What the audits of an area recommended that were reported from `since` to `until`, both days among them. For its business manager
    alone, named on them or not (`sql/case_audit_figures.sql`)."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.case_audits_reported(%s, %s, %s)", [area.pk, since, until])
        return [Reported(*row) for row in cursor.fetchall()]


def asked_of_team(team: Team):
    """The returns that a team is asked for: those not sent, the next due first, then the others."""
    return RETURNS.filter(team=team).order_by(F("sent_at").desc(nulls_first=True), "due_on", "number", "pk")


def led_by(actor: Actor) -> list[CaseAudit]:
    """The open audits that an actor leads, each with how many returns are `to_send`."""
    waits = Q(cases__returns__sent_at=None, cases__returns__set_aside_at=None, cases__returns__isnull=False)
    to_send = Count("cases__returns", filter=waits)
    found = CaseAudit.objects.filter(lead=actor.membership.user_id, state=CaseAudit.State.OPEN)
    return list(found.annotate(to_send=to_send).order_by("answers_by", "pk"))


def due_again(actor: Actor, today: date) -> list[CaseAudit]:
    """The audits that an actor leads whose report is six months old and that nobody has planned to audit again."""
    found = CaseAudit.objects.filter(lead=actor.membership.user_id, state=CaseAudit.State.REPORTED, again=None)
    return [each for each in found.order_by("reported_at", "pk") if again_from(each) <= today]


def again_from(audit: CaseAudit) -> date:
    return months_later(london_date(audit.reported_at), AGAIN_AFTER)


def again_by(audit: CaseAudit) -> date:
    return months_later(london_date(audit.reported_at), AGAIN_BY)


def without_account(returns: Iterable[CaseReturn], on: date) -> set[int]:
    """The teams of returns still to come in which nobody has an account to answer with."""
    teams = {each.team_id for each in returns if not each.sent_at and not each.set_aside_at}
    answering = Membership.objects.in_force(on).filter(team__in=teams, user__is_active=True)
    return teams - set(answering.filter(role__in=ANSWERING).values_list("team", flat=True))


def safety_tasks(actor: Actor) -> list[Task]:
    """Open tasks of an actor, or of their team whoever has them, that a case audit raised for a child's immediate safety."""
    mine = Q(owner__user_id=actor.membership.user_id) | Q(team=actor.membership.team_id)
    return list(Task.objects.open().filter(mine, title=TITLE).select_related("case").order_by("due_at", "pk"))


def to_read_again(actor: Actor) -> list[CaseReturn]:
    """Returns that an actor is to read a second time: of other organisations, sent, and read again by nobody."""
    mine = AuditMember.objects.filter(user=actor.membership.user_id, part=AuditMember.Part.READER, ended_at=None)
    waiting = OF_NAMED.filter(
        of__audit__in=mine.values("audit"),
        of__audit__state=CaseAudit.State.OPEN,
        is_second=True,
        sent_at__isnull=False,
        second=None,
    )
    return list(waiting.exclude(team__organisation=actor.membership.team.organisation_id).order_by("due_on", "pk"))


def cases_of(audit: CaseAudit) -> list[AuditedCase]:
    returns = Prefetch("returns", RETURNS.order_by("team__organisation__name", "pk"))
    return list(audit.cases.select_related("drawn_in").prefetch_related(returns).order_by("number"))


def teams_known_to(area: Area) -> list[Team]:
    """Teams of the area that an action may be given to."""
    found = Team.objects.filter(area=area, closed_on=None).select_related("organisation", "area")
    return list(found.order_by("organisation__name", "name", "pk"))


def posts_to_name(audit: CaseAudit, on) -> list[Membership]:
    """Whoever may be named: posts of the audit's areas whose role takes part in case audits, and not its lead."""
    roles = next(lines[Permission.CASE_AUDIT_READ] for lines in PARTS.values() if Permission.CASE_AUDIT_READ in lines)
    posts = (
        Membership.objects.in_force(on).filter(role__in=roles, team__area__in=audit.areas).exclude(user=audit.lead_id)
    )
    return list(posts.select_related("user", "team__organisation", "role").order_by("user__name", "pk"))


def areas_led_by(actor: Actor, on) -> list[Area]:
    """The areas in which the same human holds the same role: cases are drawn from no other."""
    mine = Membership.objects.in_force(on).filter(user=actor.membership.user_id, role=actor.membership.role_id)
    return list(Area.objects.filter(pk__in=mine.values("team__area")).order_by("name"))


def whom(one: CaseReturn) -> tuple[Person | None, Case | None]:
    """Whose record a return is about, for those of its agency who may read the child or the case."""
    return Person.objects.filter(pk=one.child_id).first(), Case.objects.filter(pk=one.case_id).first()


def left_out(audit: CaseAudit) -> str:
    """How many the rule left out. A small number is not said: it would point to somebody."""
    return str(audit.left_out) if audit.left_out >= FEW or not audit.left_out else f"fewer than {FEW}"


@dataclass(frozen=True)
class Compared:
    """One domain as the agency and the second reader graded it."""

    title: str
    own: str
    second: str

    @property
    def differs(self) -> bool:
        return self.own != self.second


def compared(one: CaseReturn, second: SecondReading) -> list[Compared]:
    used, own, other = tool.read(one.tool), tool.answers_of(one.answers), tool.answers_of(second.grades)
    rows = [
        Compared(each.title, used.called(own.get(each.key, {}).get("grade", "")), used.called(other.get(each.key, "")))
        for each in used.domains
    ]
    return [*rows, Compared("Overall", used.called(one.grade), used.called(second.grade))]


def second_of(one: CaseReturn) -> SecondReading | None:
    return getattr(one, "second", None)


def rows_of(one: CaseReturn) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Of each domain its title, its grade and what was written."""
    used, answers = tool.read(one.tool), tool.answers_of(one.answers)
    return [
        (
            each.title,
            used.called(said.get("grade", "")),
            [(label, said[box]) for box, label in used.boxes.items() if said.get(box)],
        )
        for each in used.domains
        for said in [answers.get(each.key, {})]
    ]


def spread_of(audit: CaseAudit) -> dict[str, Counter]:
    """How often each grade was given to each domain, of the returns that were sent."""
    spread: dict[str, Counter] = {each.key: Counter() for each in tool.read(audit.tool).domains}
    spread["overall"] = Counter()
    for one in CaseReturn.objects.filter(of__audit=audit, sent_at__isnull=False).only("answers", "grade"):
        spread["overall"][one.grade] += 1
        for key, said in tool.answers_of(one.answers).items():
            spread[key][said["grade"]] += 1
    return spread


def chain_of(audit: CaseAudit) -> list[CaseAudit]:
    """An audit with those on the same tool before it, the first one first."""
    chain = [audit]
    while chain[0].first_id and (before := AUDITS.filter(pk=chain[0].first_id).first()):
        chain.insert(0, before)
    return chain


def beside(audit: CaseAudit) -> list[tuple[str, list[str]]]:
    """Each domain with its grades in each audit of the chain."""
    chain = chain_of(audit)
    used, spreads = tool.read(audit.tool), [spread_of(each) for each in chain]
    lines = [(each.key, each.title) for each in used.domains] + [("overall", "Overall")]
    return [(title, [_in_words(spread[key], used) for spread in spreads]) for key, title in lines]


def _in_words(counted: Counter, used: tool.Tool) -> str:
    total = sum(counted[grade] for grade in used.grades)
    good = sum(counted[grade] for grade in list(used.grades)[:2])
    return f"{good} of {total} good or better" if total else "–"


def actions_of(path: str) -> list[TrackedAction]:
    return list(TrackedAction.objects.for_pages().filter(came_from_path=path, parent=None).order_by("due_on", "pk"))


@dataclass(frozen=True)
class Concern:
    """A concern with what became of it, and the team that has it, as an auditor reads it."""

    row: SafetyConcern
    done_at: datetime | None
    team: Team | None

    def is_late(self, now: datetime) -> bool:
        return self.done_at is None and self.row.due_at < now

    @property
    def held_by(self) -> str:
        return self.team.in_words if self.team else "the case holder"


def concerns(**of) -> list[Concern]:
    """Concerns of the cases that the actor is named on, those not done first."""
    return _with_what_came(SafetyConcern.objects.filter(**of).select_related("of"))


def raised_by(actor: Actor) -> list[tuple[Concern, CaseReturn]]:
    """What an actor raised of records that their own agency audits, each with the return: they read nothing else of the audit."""
    found = _with_what_came(SafetyConcern.objects.filter(user=actor.membership.user_id))
    of = [each.row.of_id for each in found]
    returns = {each.of_id: each for each in CaseReturn.objects.filter(of__in=of, team=actor.membership.team_id)}
    return [(each, returns[each.row.of_id]) for each in found if each.row.of_id in returns]


def _with_what_came(rows: QuerySet[SafetyConcern]) -> list[Concern]:
    rows = list(rows.order_by("due_at", "pk"))
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select concern, done_at, team from access.safety_of_cases(%s)", [[each.pk for each in rows]])
        came = {concern: (done_at, team) for concern, done_at, team in cursor.fetchall()}
    teams = Team.objects.select_related("organisation", "area").in_bulk({team for _, team in came.values()})
    found = []
    for each in rows:
        done_at, team = came.get(each.pk, (None, None))
        found.append(Concern(each, done_at, teams.get(team)))
    return sorted(found, key=lambda each: each.done_at is not None)


def reading_of(case: AuditedCase) -> str:
    """What came of the second reading of a case: nothing was drawn for it, somebody is to read, or how the two compare."""
    drawn = [each for each in case.returns.all() if each.is_second]
    read = [(each, second) for each in drawn if (second := second_of(each))]
    if any(line.differs for one, second in read for line in compared(one, second)):
        return "DIFFERS"
    if any(each.sent_at and second_of(each) is None for each in drawn):
        return "WAITS"
    return "AGREES" if read else ""
