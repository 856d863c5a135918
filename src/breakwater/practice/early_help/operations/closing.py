"""Ending an episode: why, what was achieved, who will notice if things slip (FD 4.8)."""

from datetime import datetime, timedelta

from django.db import transaction

from breakwater.casework.models import Meeting
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor

from ..models import Assessment, Closing, Episode, Goal, Plan
from .assessments import HarmNotBrought
from .episodes import close_episode, lock
from .links import end_family_link

SIX_MONTHS = timedelta(days=183)
GOOD = (Closing.Code.MET, Closing.Code.ENOUGH)


class GoalsStillOpen(Exception):
    """Each goal says what became of it before an episode ends well."""


class NoContingency(Exception):
    """An episode that ends well says first what happens if things go wrong again."""


class NotSaid(Exception):
    """What this way of ending asks for is missing: the name of its field."""


ASKED_OF = {
    Closing.Code.MET: ("family_view",),
    Closing.Code.ENOUGH: ("words",),
    Closing.Code.WITHDRAWN: ("risk",),
    Closing.Code.NO_CONTACT: ("details", "risk"),
    Closing.Code.STEPPED_UP: ("details",),
    Closing.Code.MOVED: ("details",),
    Closing.Code.IN_ERROR: ("details",),
    Closing.Code.NO_LEAD: ("details", "risk"),
}


@transaction.atomic
def end_episode(
    *, episode: Episode, code: str, words: str, by: Actor, at: datetime, helped: str = "", support: str = "",
    who_notices: str = "", family_view: str = "", details: str = "", risk: str = "",
) -> Closing:  # fmt: skip
    """End an episode and keep how. Six months later its team asks whether it lasted; links of the family end, meetings to come are called off.

    Raises HarmNotBrought, GoalsStillOpen, NoContingency, NotSaid, OfferStillWaiting, EpisodeIsClosed.
    """
    episode = lock(episode)
    assessed = Assessment.objects.select_for_update(of=("self",)).select_related("episode").filter(episode=episode)
    if any(one.harm_waits() for one in assessed):
        raise HarmNotBrought(episode.reference)
    said = {"family_view": family_view, "words": words, "risk": risk, "details": details}
    for name in ASKED_OF.get(Closing.Code(code), ()):
        if not said[name]:
            raise NotSaid(name)
    if code in GOOD and episode.goals.filter(state=Goal.State.OPEN).exists():
        raise GoalsStillOpen(episode.reference)
    if code == Closing.Code.MET and not Plan.objects.filter(episode=episode).exclude(contingency="").exists():
        raise NoContingency(episode.reference)
    label = Closing.Code(code).label
    look_back_on = london_date(at) + SIX_MONTHS if code in GOOD else None
    for link in episode.family_links.filter(ended_at=None):
        end_family_link(link=link, because="The help has ended", by=by, at=at)
    for meeting in Meeting.objects.filter(case=episode.case, held_at=None, cancelled_because="", starts_at__gt=at):
        tasks.cancel_meeting(meeting=meeting, because="The help has ended", by=by, at=at)
    closing = Closing.objects.create(
        episode=episode, code=code, words=words, helped=helped, support=support, who_notices=who_notices,
        family_view=family_view, details=details, risk=risk, look_back_on=look_back_on, at=at, by=by,
    )  # fmt: skip
    if look_back_on:
        tasks.make(
            title="Six months on: did it last?", team=episode.case.responsible_team, case=episode.case,
            due_at=at + SIX_MONTHS, by=by, at=at,
        )  # fmt: skip
    close_episode(episode=episode, reason=f"{label}. {words}"[:240], by=by, at=at)
    return closing
