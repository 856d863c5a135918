"""Reviews, the outcome in the words of PL 9.7, and an incident that is opened again."""

from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ... import pathway
from ...models import Decision, Incident, Reopening
from ...models.incidents import Outcome
from .. import lookup
from .opening import locked

REVIEWED = {
    "CONTINUE": "Continue as it is",
    "ALTER": "Alter the plans, the measures or how it is answered",
    "CLOSE": "Prepare to close",
}


class NoReason(Refusal):
    words = "Enter why the outcome is changed. The one before stays in the history."
    box = "changed_why"


@transaction.atomic
def review(incident: Incident, *, decided: str, words: str, next_on: date, by: Actor, at: datetime) -> Incident:
    """The team looked at it: what changed, what it decided, when it looks again (PL 9.5). Raises ItIsClosed."""
    held = locked(incident)
    what = REVIEWED[decided]
    Decision.objects.create(incident=held, kind=Decision.Kind.REVIEW, what=what, why=words, made_at=at, made_by=by)
    held.next_on = next_on
    held.save(update_fields=["next_on"])
    audit.did("reviewed", "incident", held.pk)
    return held


@transaction.atomic
def record_outcome(
    incident: Incident,
    *,
    outcome: str,
    outcome_why: str,
    sanction: str = "",
    changed_why: str = "",
    by: Actor,
    at: datetime,
) -> Incident:
    """What the school found, on the balance of probability; interim while the police have not finished.

    Each is kept in the history. A final one is corrected for a reason. Raises ItIsClosed, NoReason.
    """
    held = locked(incident)
    if is_final(held) and not changed_why:
        raise NoReason
    _keep(held, outcome, f"{changed_why}\n{outcome_why}".strip(), sanction, by=by, at=at)
    held.outcome, held.outcome_why, held.sanction, held.outcome_at = outcome, outcome_why, sanction, at
    held.save(update_fields=["outcome", "outcome_why", "sanction", "outcome_at"])
    audit.did("recorded the outcome of", "incident", held.pk)
    return held


def is_final(incident: Incident) -> bool:
    """An outcome is recorded that no decision of the police has overtaken."""
    return bool(incident.outcome) and not lookup.is_interim(incident, list(incident.routes.all()))


def _keep(held: Incident, outcome: str, why: str, sanction: str, *, by: Actor, at: datetime) -> None:
    was, now = held.get_outcome_display(), Outcome(outcome).label
    what = f"{was} → {now}" if was and was != now else now
    what += f". Sanction: {sanction}" if sanction else ""
    Decision.objects.create(incident=held, kind=Decision.Kind.OUTCOME, what=what, why=why, made_at=at, made_by=by)


@transaction.atomic
def reopen(incident: Incident, *, why: str, by: Actor, at: datetime) -> Incident:
    """Open it again: what it was closed with is kept beside it. One that is open stays as it is."""
    held = Incident.objects.select_for_update(of=("self",)).select_related("area").get(pk=incident.pk)
    if held.is_open:
        return held
    Reopening.objects.create(
        **{name: getattr(held, name) for name in ("closed_at", "closed_by", "outcome", "outcome_why", "sanction")},
        incident=held,
        why=why,
        considered={
            str(key): words for key, words in held.children.exclude(considered="").values_list("pk", "considered")
        },
        reopened_at=at,
        reopened_by=by,
    )
    held.closed_at = held.closed_by = None
    held.next_on = pathway.first_review(held.area, london_date(at))
    held.save(update_fields=["closed_at", "closed_by", "next_on"])
    audit.did("reopened", "incident", held.pk)
    return held
