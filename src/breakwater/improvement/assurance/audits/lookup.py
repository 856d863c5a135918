"""Rounds and organisations in them, as pages list them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from breakwater.casework.self_assessments import asking
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.casework.self_assessments.models import BankEdition, ModeratedGrade, StatementAnswer
from breakwater.partnership.organisations.models import Area, Organisation, School, Team, TeamService, actor_relations

from ..models import FollowUp, FormalRequest, RoundArea, RoundMember

ROUNDS = RoundArea.objects.select_related(
    "round__edition", "round__lead_area", "area", "team", *actor_relations("launched_by")
)
MEMBERS = RoundMember.objects.select_related(
    "organisation__school",
    "request__assessment",
    "round_area__round__edition",
    "round_area__area",
    "answering_team",
    "asking_team",
).defer("round_area__round__edition__definition")
IS_RETURNED = Q(request__assessment__sent_at__isnull=False) & (
    Q(round_area__closed_at=None) | Q(request__shared_at__lte=F("round_area__closed_at"))
)
NO_ACCOUNT = "Nobody there has an account to answer with: ask them on paper, or invite somebody"
PHASES = {
    "1": "Nursery school",
    "2": "Primary school",
    "3": "Primary school",
    "4": "Secondary school",
    "5": "Secondary school",
    "6": "College or sixth form",
    "7": "All-through school",
}
SPECIAL, SCHOOL = "Special school or alternative provision", "School"
STATES = {
    "overdue": "Overdue",
    "waiting": "Not returned",
    "returned": "Returned",
    "sample": "In the sample, not moderated",
    "moderated": "Moderated",
    "reported": "Reported",
    "left_out": "Left out",
}


FORMAL = FormalRequest.objects.select_related(
    *actor_relations("made_by"), "member__organisation", "member__round_area__round", "member__request", "member__area"
)
FOLLOW_UPS = FollowUp.objects.select_related("member")


@dataclass(frozen=True)
class Candidate:
    """An organisation of an area's register that a bank is for, and the team that answers for it: none where nobody can."""

    organisation: Organisation
    team: Team | None
    sector: str


def rounds_of(area_id: int) -> QuerySet[RoundArea]:
    """An area's rounds, the last first, each with how many were asked and have returned, as far as the reader knows of them."""
    asked = Count("members", filter=Q(members__request__isnull=False))
    returned = Count("members", filter=Q(members__request__assessment__sent_at__isnull=False))
    found = ROUNDS.filter(area=area_id).defer("round__edition__definition").annotate(asked=asked, returned=returned)
    return found.order_by("-round__opens_on", "-pk")


def before(part: RoundArea) -> RoundArea | None:
    """The same area's part of the round before."""
    return ROUNDS.filter(round=part.round.previous_id, area=part.area_id).first() if part.round.previous_id else None


def area_of(area_id: int) -> Area:
    return Area.objects.get(pk=area_id)


def office_of(area: Area) -> Team | None:
    """The team that runs rounds in an area: the partnership's, which receives what was learned."""
    found = TeamService.objects.filter(area=area, service="learning").select_related("team").first()
    return found.team if found else None


def sector_of(organisation: Organisation) -> str:
    """The phase of a school, and else the kind of agency: what it is compared within."""
    school: School | None = getattr(organisation, "school", None)
    if school is None:
        return SCHOOL if organisation.kind == Organisation.Kind.SCHOOL else organisation.get_kind_display()
    if "special" in school.type_name.lower() or "alternative" in school.type_name.lower():
        return SPECIAL
    return PHASES.get(school.phase_code, SCHOOL)


def cohort(edition: BankEdition, area: Area, *, on: date) -> list[Candidate]:
    """The organisations of an area's register that a bank is for, by name."""
    serves = Q(serves__area=area, serves__starts_on__lte=on) & (Q(serves__ends_on=None) | Q(serves__ends_on__gte=on))
    found = Organisation.objects.filter(serves | Q(teams__area=area), closed_on=None)
    found = found.filter(kind__in=bank_of(edition).organisations).select_related("school").distinct()
    teams = {each.pk: team for each, team in asking.teams_to_ask(edition, area, on=on).items()}
    return [Candidate(each, teams.get(each.pk), sector_of(each)) for each in found.order_by("name", "pk")]


def members_of(round_area: RoundArea) -> QuerySet[RoundMember]:
    """The organisations of an area's round, with whether each was moderated, and no more of each than a list needs."""
    graded = ModeratedGrade.objects.filter(assessment=OuterRef("request__assessment"))
    listed = RoundMember.objects.select_related("organisation", "request__assessment")
    return listed.filter(round_area=round_area).annotate(is_moderated=Exists(graded))


def in_state(members: QuerySet[RoundMember], state: str, *, today: date) -> QuerySet[RoundMember]:
    """Those in one of the STATES."""
    asked = members.filter(request__isnull=False)
    match state:
        case "left_out":
            return members.filter(request=None)
        case "waiting":
            return asked.exclude(IS_RETURNED)
        case "overdue":
            return asked.exclude(IS_RETURNED).filter(request__due_on__lt=today)
        case "returned":
            return asked.filter(IS_RETURNED)
        case "sample":
            return asked.exclude(sampled="").filter(is_moderated=False)
        case "moderated":
            return asked.filter(is_moderated=True)
        case "reported":
            return asked.filter(reported_at__isnull=False)
    return members


def counts_of(members: QuerySet[RoundMember], *, today: date) -> Mapping[str, int]:
    """How many are in each state, in one query."""
    asked = Q(request__isnull=False)
    return members.aggregate(
        asked=Count("pk", filter=asked),
        returned=Count("pk", filter=IS_RETURNED),
        overdue=Count("pk", filter=asked & ~IS_RETURNED & Q(request__due_on__lt=today)),
        sample=Count("pk", filter=~Q(sampled="") & Q(is_moderated=False)),
        moderated=Count("pk", filter=Q(is_moderated=True)),
        reported=Count("pk", filter=Q(reported_at__isnull=False)),
        left_out=Count("pk", filter=Q(request=None)),
    )


def acting_grades(edition: BankEdition) -> list[str]:
    """The codes of the grades that ask for an action."""
    return [grade.code for grade in bank_of(edition).scale if grade.acts]


def low_lines(members: Iterable[RoundMember], edition: BankEdition) -> dict[int, int]:
    """How many statements each return grades so that an action is asked for, by its key. One query."""
    returns = [each.request.assessment_id for each in members if each.request and each.request.assessment_id]
    low = StatementAnswer.objects.filter(assessment__in=returns, grade__in=acting_grades(edition))
    return dict(low.values_list("assessment").annotate(Count("pk")))


def earlier_of(member: RoundMember) -> list[RoundMember]:
    """The same organisation in earlier rounds of the area on the same statements, the last first."""
    before = MEMBERS.filter(organisation=member.organisation_id, area=member.area_id).exclude(
        round_area__round=member.round_area.round_id
    )
    before = before.filter(round_area__round__bank=member.round_area.round.bank)
    return list(
        before.filter(round_area__round__opens_on__lte=member.round_area.round.opens_on).order_by(
            "-round_area__round__opens_on"
        )
    )


def done_with(member: RoundMember) -> dict[str, list]:
    """Formal requests and follow-ups of an organisation in a round, with whoever made each."""
    formal = member.formal_requests.select_related(*actor_relations("made_by")).order_by("-made_at")
    follow_ups = member.follow_ups.select_related(*actor_relations("done_by")).order_by("due_on")
    return {"formal": list(formal), "follow_ups": list(follow_ups)}


def last_time(round_area: RoundArea) -> set[int]:
    """The organisations that did not return in the round before, by their keys."""
    before = RoundMember.objects.filter(
        round_area__round=round_area.round.previous_id, area=round_area.area_id, request__isnull=False
    )
    return set(before.exclude(IS_RETURNED).values_list("organisation", flat=True))


def sectors_in(part: RoundArea) -> Sequence[str]:
    members = RoundMember.objects.filter(round_area=part)
    return list(members.order_by("sector").values_list("sector", flat=True).distinct())
