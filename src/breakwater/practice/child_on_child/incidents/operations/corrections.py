"""An answer that was recorded wrongly is corrected for a reason by one that follows it: both stay in the history."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import PoliceUpdate, Route, SocialCareUpdate
from . import routes

State, Answer = Route.State, SocialCareUpdate.Answer


class AnotherRuns(Refusal):
    words = "The police were told again since, and that report runs. Record their answer there."
    box = "state"


@transaction.atomic
def correct_police(
    route: Route, facts: routes.PoliceFacts, *, which: PoliceUpdate, why: str, revision: int, by: Actor, at: datetime
) -> PoliceUpdate:
    """What the police or the court really said. Where it was their last answer, the route runs or ends by it.

    Raises ItIsClosed, ChangedMeanwhile, NobodyIsBound, ConditionsName, AnotherRuns.
    """
    held = routes.locked_route(route)
    if held.revision != revision or which.is_corrected:
        raise ChangedMeanwhile(held)
    routes.check_police(facts)
    made = PoliceUpdate.objects.create(
        **values_of(facts, *routes.SAID_BY_POLICE), route=held, corrects=which, why=why, recorded_at=at, recorded_by=by
    )
    _follow(held, last_of(held).state, at)
    routes.after_police(held.incident, made, by=by, at=at)
    audit.did("corrected an answer of the police to", "incident", held.incident_id, state=facts.state)
    return made


@transaction.atomic
def correct_social_care(
    route: Route, facts: routes.SocialCareFacts, *, which: SocialCareUpdate, why: str, by: Actor, at: datetime
) -> SocialCareUpdate:
    """What social care really decided. Raises ItIsClosed, ChangedMeanwhile."""
    held = routes.locked_route(route)
    if which.is_corrected:
        raise ChangedMeanwhile(held)
    made = SocialCareUpdate.objects.create(
        **values_of(facts, *routes.SAID_BY_SOCIAL_CARE),
        route=held,
        corrects=which,
        why=why,
        recorded_at=at,
        recorded_by=by,
    )
    routes.after_social_care(held, by=by, at=at)
    audit.did("corrected an answer of social care to", "incident", held.incident_id, answer=facts.answer)
    return made


def last_of(route: Route) -> PoliceUpdate:
    """The last answer of the police that stands, in the order in which they came: a correction has the place of what it corrects."""
    every = {each.pk: each for each in route.updates.order_by("pk")}

    def place(said: PoliceUpdate) -> int:
        return said.pk if said.corrects_id is None else place(every[said.corrects_id])

    corrected = {each.corrects_id for each in every.values()}
    return max((each for each in every.values() if each.pk not in corrected), key=place)


def _follow(held: Route, state: str, at: datetime) -> None:
    """The state of the route, and whether it runs, by the last answer that stands."""
    was, held.state, held.revision = held.state, state, held.revision + 1
    if not held.is_investigated:
        if state != was or held.ended_at is None:  # what the school found since, it found on what was wrong
            held.ended_at = at
        held.ended_words = held.get_state_display()
    elif held.ended_at is not None:
        if Route.objects.filter(incident=held.incident_id, kind=held.kind, ended_at=None).exists():
            raise AnotherRuns
        held.ended_at, held.ended_words = None, ""
    held.save(update_fields=["state", "revision", "ended_at", "ended_words"])
