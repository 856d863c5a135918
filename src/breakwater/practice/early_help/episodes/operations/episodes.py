"""Opening an early help episode, who co-ordinates it, closing it."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import involvement
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case, WorkCapacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.practice.early_help.models import Episode
from breakwater.practice.early_help.pathway import CALL_FAMILY, EPISODE, FIND_LEAD


class EpisodeIsClosed(Refusal):
    words = "It is closed. If the family needs help again, a new one is opened."


def open_episode(*, handover: Handover, by: Actor, at: datetime) -> Case:
    """Open an episode for the people in an accepted handover. Whoever accepted co-ordinates it until it is passed on."""
    carried = [row.case for row in handover.carried.select_related("case")]
    people = cases.people_of(carried)
    case = cases.open_case(kind=EPISODE, area=handover.area, team=handover.to_team, by=by, at=at, people=people)
    begin_record(case=case, concern=handover.reason, source=carried[0] if carried else None, by=by, at=at)
    if by.membership_id:
        cases.assign(case=case, membership=by.membership, capacity=WorkCapacity.COORDINATOR, by=by, at=at)
    clocks.start(case=case, rule=FIND_LEAD, team=handover.to_team, at=at)
    involvement.begin(case=case, reason=handover.reason, by=handover.offered_by, at=at)
    return case


def begin_record(*, case: Case, concern: str, by: Actor, at: datetime, source: Case | None = None) -> Episode:
    """The episode of a case that was opened, with the duty to speak with the family and a line in each child's chronology."""
    label = case.area.early_help_label
    made = Episode.objects.create(
        case=case, reference=case.reference, label=label, concern=concern, source_case=source, opened_at=at
    )
    clocks.start(case=case, rule=CALL_FAMILY, team=case.responsible_team, at=at)
    for part in case.participants.filter(capacity="CHILD", ends_at=None).select_related("person"):
        chronology.record(
            case=case,
            person=part.person,
            kind="early_help",
            what=f"{label} opened",
            by=by,
            at=at,
            significant=True,
            detail=chronology.in_a_line(concern),
        )
    return made


def lock(episode: Episode) -> Episode:
    """The episode and its case as they stand, held until the transaction ends."""
    held = (
        Episode.objects.select_for_update(of=("self",))
        .select_related("case__responsible_team", "case__area")
        .get(pk=episode.pk)
    )
    if held.case.closed_at:
        raise EpisodeIsClosed(held.reference)
    return held


@transaction.atomic
def coordinate(*, episode: Episode, membership: Membership, by: Actor, at: datetime) -> Episode:
    """Name who co-ordinates; whoever did before is released. Raises EpisodeIsClosed."""
    episode = lock(episode)
    cases.assign(case=episode.case, membership=membership, capacity=WorkCapacity.COORDINATOR, by=by, at=at)
    chronology.record(
        case=episode.case, kind="early_help", what=f"Co-ordinator: {membership.user.name}", process=True, by=by, at=at
    )
    handovers.next_is_named(case=episode.case, who=membership, by=by, at=at)
    return episode


@transaction.atomic
def close_episode(*, episode: Episode, reason: str, by: Actor, at: datetime) -> Case:
    """Close the episode for a reason. Raises OfferStillWaiting, EpisodeIsClosed."""
    episode = lock(episode)
    chronology.record(case=episode.case, kind="early_help", what=f"Closed: {reason}", by=by, at=at, significant=True)
    return handovers.close_case(case=episode.case, reason=reason, by=by, at=at)
