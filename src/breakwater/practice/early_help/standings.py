"""What open early help says of children, for the lists shared with schools. The rule there asks whether the agreement names the school."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q

from breakwater.casework.cases.models import Capacity, WorkCapacity
from breakwater.casework.cases.standings import SHARED_SOURCES, Said, Standing
from breakwater.casework.models import CaseWorker, Meeting, Participant
from breakwater.partnership.organisations.models import Area, Organisation, TeamService

from .episodes.agreed import agencies_in
from .models import Agreement, Episode


@SHARED_SOURCES.register("early_help")
def open_episodes(area: Area, on: date, at: datetime) -> Sequence[tuple[str, Said]]:
    """Every child of an open episode: since when, who leads, the next meeting, and the schools the family's agreement names."""
    found = {one.case_id: one for one in Episode.objects.filter(case__area=area, case__closed_at=None).order_by("pk")}
    leads, coordinators = _workers(found)
    named, meets = _named(found.values()), _meetings(found, at)
    standings = []
    for child in Participant.objects.filter(case__in=found, capacity=Capacity.CHILD, ends_at=None).order_by("pk"):
        episode, lead, worker = found[child.case_id], leads.get(child.case_id), coordinators.get(child.case_id)
        schools = named[episode.pk] | ({lead.membership.team.organisation_id} if lead and named[episode.pk] else set())
        standings.append(
            Standing(
                person=child.person_id,
                code="EHA",
                since=episode.opened_at.date(),
                worker=worker.user.name if worker else "",
                team=worker.membership.team.name if worker else "",
                lead=f"{lead.user.name}, {lead.membership.team.organisation.name}" if lead else "",
                next_meeting_on=meets.get(child.case_id),
                agreed=bool(named[episode.pk]),
                parents_know=True,
                schools=frozenset(schools),
            )
        )
    owner = TeamService.objects.filter(area=area, service="early_help").select_related("team").first()
    said = Said(
        label="Early help",
        as_at=at,
        covers=[area.name],
        standings=standings,
        codes=frozenset({"EHA"}),
        owner=owner.team.name if owner else "",
        owner_team=owner.team_id if owner else None,
    )
    return [("early_help", said)]


def _workers(cases: Mapping[int, Episode]) -> tuple[dict[int, CaseWorker], dict[int, CaseWorker]]:
    posts = CaseWorker.objects.filter(case__in=cases, ends_at=None).select_related(
        "user", "membership__team__organisation"
    )
    leads, coordinators = {}, {}
    for post in posts.order_by("pk"):
        if post.capacity == WorkCapacity.LEAD_PROFESSIONAL:
            leads[post.case_id] = post
        elif post.capacity == WorkCapacity.COORDINATOR:
            coordinators[post.case_id] = post
    return leads, coordinators


def _named(episodes) -> dict[int, set[int]]:
    """The schools that the standing agreements of each episode name. One that was withdrawn, or was a carer's, names nobody."""
    said: dict[int, list[Agreement]] = defaultdict(list)
    for given in Agreement.objects.filter(episode__in=list(episodes)).order_by("-recorded_at", "-pk"):
        said[given.episode_id].append(given)
    schools = list(
        Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, closed_on=None)
        .exclude(name="")
        .values_list("pk", "name")
    )
    named: dict[int, set[int]] = defaultdict(set)
    for episode, given in said.items():
        for words in agencies_in(given):
            named[episode] |= {pk for pk, name in schools if name.casefold() in words.casefold()}
    return named


def _meetings(cases: Mapping[int, Episode], at: datetime) -> dict[int, date]:
    to_come = Meeting.objects.filter(Q(starts_at__gte=at), case__in=cases, held_at=None, cancelled_because="")
    found: dict[int, date] = {}
    for case, starts in to_come.order_by("starts_at").values_list("case_id", "starts_at"):
        found.setdefault(case, starts.date())
    return found
