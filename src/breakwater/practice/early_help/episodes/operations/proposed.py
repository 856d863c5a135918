"""Grown-ups whom the MASH matched on a contact about a child of an episode: proposed for it, and added by who works on it.

Proposed to whoever may read that contact, by the wall's rules. Once added, whoever leads sees them and may give them a family link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, Participant
from breakwater.casework.chronology import operations as chronology
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.episodes.participants import CHILDREN_OF_THE_FAMILY, people_of
from breakwater.practice.early_help.models import Episode

from .episodes import lock


class NotProposed(Refusal):
    """Nobody by that key is proposed, as far as the actor sees."""

    words = "That person is no longer proposed for this episode. Look at the family again."


@dataclass(frozen=True)
class AddPerson:
    """Whom to add to an episode, by the public id of their record."""

    key: str


def proposed_for(episode: Episode) -> Sequence[Participant]:
    """Who takes part in what came in about the children, each once, and was never in the episode: one query.

    Looked for in what the episode came out of, and what came in since it opened.
    """
    children = Participant.objects.filter(case=episode.case_id, capacity=Capacity.CHILD, ends_at=None)
    about = Participant.objects.filter(
        person__in=children.values("person"), capacity=Capacity.CHILD, ends_at=None
    ).exclude(case=episode.case_id)
    later = Q(case=episode.source_case_id) | Q(case__opened_at__gte=episode.opened_at)
    found = (
        Participant.objects.filter(later, case__in=about.values("case"), ends_at=None)
        .exclude(capacity__in=CHILDREN_OF_THE_FAMILY)
        .exclude(person__in=Participant.objects.filter(case=episode.case_id).values("person"))
        .select_related("person", "case")
        .order_by("-case__opened_at", "pk")
    )
    return list({part.person_id: part for part in reversed(found)}.values())


@transaction.atomic
def add_proposed(episode: Episode, facts: AddPerson, *, by: Actor, at: datetime) -> str:
    """Add somebody proposed to the episode and answer with their name; sent twice, nothing is added twice.

    Raises NotProposed, EpisodeIsClosed.
    """
    episode = lock(episode)
    part = next((one for one in proposed_for(episode) if one.person.public_id == facts.key), None)
    if part is None:
        there = next((person for person in people_of(episode) if person.public_id == facts.key), None)
        if there is None:
            raise NotProposed(episode.reference)
        return there.name
    note = f"From {part.case.reference}"
    cases.add_participant(case=episode.case, person=part.person, capacity=part.capacity, by=by, at=at, note=note)
    chronology.record(
        case=episode.case,
        person=part.person,
        kind="early_help",
        what=f"Added to the episode: {part.get_capacity_display()}. {note}",
        process=True,
        by=by,
        at=at,
    )
    return part.person.name
