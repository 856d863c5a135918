"""Requests as pages read them; the wall has left out what the actor may not know of."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, QuerySet

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, TeamService, actor_relations

from .models import AgencyToTell, Correction, GatheredItem, KeeperAsked, Mark, Package, RightsRequest, RightsStep

REQUESTS = RightsRequest.objects.select_related("officer__user", "second_user", "area", *actor_relations("by"))
SECONDS = (Role.MASH_MANAGER, Role.HEAD_OF_SERVICE, Role.INFORMATION_GOVERNANCE)


def of_team(team: Team) -> QuerySet[RightsRequest]:
    return REQUESTS.filter(team=team)


def open_of(team: int) -> QuerySet[RightsRequest]:
    return REQUESTS.filter(team=team, ended_at=None).order_by("due_on", "pk")


def handed_by(user: int) -> QuerySet[RightsRequest]:
    return REQUESTS.filter(handed_user=user).order_by("-at")


def waiting_for_second(user: int) -> QuerySet[RightsRequest]:
    """Open requests on which a second person is asked for their word."""
    return REQUESTS.filter(second_user=user, ended_at=None).order_by("due_on", "pk")


def asked_of(team: int) -> QuerySet[KeeperAsked]:
    return KeeperAsked.objects.filter(keeper_team=team, answered_at=None).order_by("asked_at", "pk")


def asked_about(asked: KeeperAsked) -> list[tuple[str, str, date | None]]:
    """Public id, name and day of birth of each record that the keeper who acts is asked about."""
    with connection.cursor() as cursor:
        cursor.execute("select public_id, said, born from access.rights_asked_about(%s)", [asked.pk])
        return cursor.fetchall()


def steps_of(request: RightsRequest) -> list[RightsStep]:
    return list(RightsStep.objects.filter(request=request).select_related(*actor_relations("by")).order_by("at", "pk"))


def words_of_second(request: RightsRequest) -> list[RightsStep]:
    """What the second person approved, as steps of the history: the wall writes it on the request itself."""
    is_erasure = request.kind == RightsRequest.Kind.ERASURE
    said = (
        (
            "Erasure agreed to" if is_erasure else "What is gathered approved",
            request.approved_at,
            request.approved_by_id,
        ),
        ("What is masked approved", request.checked_at, request.checked_by_id),
    )
    who = Actor.objects.select_related("membership__user", "membership__role", "membership__team")
    known = who.in_bulk([by for _, at, by in said if at])
    return [RightsStep(what=what, at=at, by=known[by]) for what, at, by in said if at and by in known]


def answer_of(request: RightsRequest) -> str:
    """What was recorded when it ended: what was done or why not, and who decided."""
    ended = (
        RightsStep.objects.filter(request=request, what=request.get_outcome_display()).order_by("-at", "-pk").first()
    )
    return ended.words if ended else ""


def keepers_of(request: RightsRequest) -> list[KeeperAsked]:
    return list(KeeperAsked.objects.filter(request=request).select_related("keeper_team").order_by("keeper"))


def listed_items(request: RightsRequest) -> QuerySet[GatheredItem]:
    return GatheredItem.objects.filter(request=request).order_by("number")


def items_of(request: RightsRequest) -> list[GatheredItem]:
    return list(listed_items(request))


def marks_of(request: RightsRequest) -> list[Mark]:
    return list(Mark.objects.filter(request=request).order_by("ground", "pk"))


def notes_open(request: RightsRequest) -> int:
    """How many notes of dispute still wait for what was found, also once the request is answered."""
    with connection.cursor() as cursor:
        cursor.execute("select access.rights_disputes_open(%s)", [request.pk])
        return cursor.fetchone()[0]


def is_noted(request: RightsRequest) -> bool:
    """Whether a note stands beside a record, since the team that holds it answered that it is right as it stands."""
    with connection.cursor() as cursor:
        cursor.execute("select access.rights_noted(%s)", [request.pk])
        return cursor.fetchone()[0]


def is_workable(request: RightsRequest) -> bool:
    """Whether what was gathered for it, on its second person's word, may be worked on still."""
    with connection.cursor() as cursor:
        cursor.execute("select access.rights_open(%s)", [request.pk])
        return cursor.fetchone()[0]


def corrections_of(request: RightsRequest) -> list[Correction]:
    return list(Correction.objects.filter(request=request).select_related("holder").order_by("at", "pk"))


def corrections_waiting(team: int) -> QuerySet[Correction]:
    """What a team that holds records is still to correct."""
    return Correction.objects.filter(holder=team, answered_at=None).order_by("due_on", "pk")


def agencies_of(request: RightsRequest) -> list[AgencyToTell]:
    return list(
        AgencyToTell.objects.filter(request=request).select_related(*actor_relations("said_by")).order_by("name")
    )


def agencies_open(request: RightsRequest) -> QuerySet[AgencyToTell]:
    """Agencies of whom nobody has said whether they were told, once something was corrected."""
    is_corrected = request.correcting == RightsRequest.Correcting.DONE
    found = AgencyToTell.objects.filter(request=request, said="").order_by("name")
    return found if is_corrected else found.none()


def package_kept(request: RightsRequest) -> Package | None:
    """What was given last, as long as it is kept and the request stands as answered."""
    if request.outcome != RightsRequest.Outcome.GIVEN:
        return None
    return Package.objects.filter(request=request, deleted_at=None).select_related("request").order_by("-pk").first()


def officers_of(area: Area, at: datetime) -> QuerySet[Membership]:
    """Posts in information governance, those with the fewest open requests first."""
    held = Membership.objects.in_force(london_date(at)).filter(
        team__area=area, role=Role.INFORMATION_GOVERNANCE.value, user__is_active=True
    )
    return held.select_related("user", "team").order_by("pk")


def least_busy(posts: Iterable[Membership]) -> Membership | None:
    """The one with the fewest open requests, as far as whoever asks may count them."""
    counted = dict(
        RightsRequest.objects.filter(ended_at=None)
        .values_list("officer")
        .annotate(n=Count("pk"))
        .values_list("officer", "n")
    )
    return min(posts, key=lambda post: (counted.get(post.pk, 0), post.pk), default=None)


def seconds_of(request: RightsRequest, on: date) -> QuerySet[Membership]:
    """Who may be the second person of a request: never its officer."""
    held = Membership.objects.in_force(on).filter(
        team__area=request.area_id, role__in=[each.value for each in SECONDS], user__is_active=True
    )
    return (
        held.exclude(user=request.officer.user_id).select_related("user", "role", "team").order_by("user__name", "pk")
    )


def team_of_service(area: Area, service: str) -> Team | None:
    found = TeamService.objects.filter(area=area, service=service).select_related("team").order_by("pk").first()
    return found.team if found else None


def team_of_business(area: Area, at: datetime) -> Team | None:
    held = Membership.objects.in_force(london_date(at)).filter(team__area=area, role=Role.BUSINESS_MANAGER.value)
    found = held.select_related("team").order_by("pk").first()
    return found.team if found else None
