"""An incident comes into a state: on a day, by whom, and on what it rests (PL 6.7)."""

from datetime import date, datetime

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import SeriousIncident, State, StateChange


class NotAtThisStage(Refusal):
    words = "The incident is at another stage now. Open its page again to see what comes next."


def locked(incident: SeriousIncident) -> SeriousIncident:
    """The incident, held until this transaction ends."""
    held = SeriousIncident.objects.select_for_update(of=("self",)).select_related("area")
    return held.get(pk=incident.pk)


def move(
    incident: SeriousIncident,
    state: State,
    words: str = "",
    *,
    on: date | None = None,
    by: Actor,
    at: datetime,
) -> StateChange:
    """Bring an incident, held by the caller, into a state. `words` say what it rests on, `on` the day where that is another."""
    incident.state = state
    incident.save(update_fields=["state"])
    audit.did(f"brought to {State(state).label.lower()}", "serious_incident", incident.pk)
    return note(incident, words, on=on, by=by, at=at)


def note(incident: SeriousIncident, words: str, *, on: date | None = None, by: Actor, at: datetime) -> StateChange:
    """Say something of an incident, held by the caller, in the state in which it is: what was recorded before, and stays."""
    return StateChange.objects.create(
        incident=incident, state=incident.state, on=on or london_date(at), words=words, recorded_at=at, by=by
    )
