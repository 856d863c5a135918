"""Work of an episode that changes hands between tiers."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.design.moments import spoken
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.models import Assessment, Episode

from .episodes import lock

FOUR_WEEKS = timedelta(weeks=4)  # for which a step-up is said on every page of its episode


class NothingToSay(Refusal):
    """The assessment says no harm that the front door may have been told of just before."""

    words = "Nothing was saved. Open this again to see what the MASH has heard."


@transaction.atomic
def step_up(
    episode: Episode, *, reason: str, by: Actor, at: datetime, danger: Danger, key: UUID | None = None
) -> Handover:
    """Bring the family to the front door. The offer is the receipt: the contact exists at once (SG-01).

    A child in danger now pages emergency duty while the office is closed (SG-04).
    """
    episode = lock(episode)
    made = handovers.offer(
        [episode.case], handovers.Offer(to="front_door", reason=reason, danger=danger), by=by, at=at, key=key
    )
    episode.stepped_up_at = made.offered_at
    episode.save(update_fields=["stepped_up_at"])
    return made


@transaction.atomic
def told_before(*, episode: Episode, by: Actor, at: datetime) -> Assessment:
    """Keep that someone says the front door heard of the harm when the family was brought there, before it was written down.

    Raises NothingToSay, EpisodeIsClosed.
    """
    episode = lock(episode)
    says = Assessment.objects.select_for_update(of=("self",)).select_related("episode").filter(episode=episode).first()
    if says is None or not says.may_be_known():
        raise NothingToSay(episode.reference)
    says.harm_told_at = at
    says.save(update_fields=["harm_told_at"])
    when = exact_moment(episode.stepped_up_at)
    chronology.record(
        case=episode.case,
        kind="early_help",
        by=by,
        at=at,
        significant=True,
        what=f"The MASH is said to have heard of the harm that the {episode.label} says when the family was brought there on {when}",
    )
    audit.did("said the MASH knew", "case", episode.case_id)
    return says


def brought_up(episode: Episode, now: datetime) -> str:
    """That the front door has heard of the family, for four weeks: nobody who opens the page brings it there again, or less gravely."""
    up = episode.stepped_up_at
    if up is None or episode.case.closed_at or now - up > FOUR_WEEKS:
        return ""
    return (
        f"{spoken(up)[:1].upper()}{spoken(up)[1:]}. It decides within one working day of that, and tells whoever brought it. "
        "Whoever leads goes on until it has decided. Something new or worse: bring that there too."
    )
