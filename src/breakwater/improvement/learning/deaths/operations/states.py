"""A review comes into a state: on a day, by whom (PL 7.12)."""

from datetime import date, datetime

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import ChildDeath, DeathState, DeathStateChange


class NotAtThisStage(Refusal):
    words = "The review is at another stage now. Open its page again to see what comes next."


class WasMerged(Refusal):
    words = "This record was merged into another of the same child. Open that one."


class WasMistaken(Refusal):
    words = "This record was opened by mistake. Open it again first."


def locked(death: ChildDeath, *, mistaken: bool = False) -> ChildDeath:
    """The record, held until this transaction ends. Raises WasMerged; WasMistaken, unless that is what it is held for."""
    found = ChildDeath.objects.select_for_update(of=("self",)).select_related("area", "team")
    held = found.prefetch_related("leaders").get(pk=death.pk)
    if held.merged_into_id:
        raise WasMerged
    if held.mistaken_at and not mistaken:
        raise WasMistaken
    return held


def save_over(held, revision: int, **values) -> None:
    """Save what was typed on a page of this revision into a row that the caller holds. Raises ChangedMeanwhile."""
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    for name, value in (values | {"revision": revision + 1}).items():
        setattr(held, name, value)
    held.save(update_fields=[*values, "revision"])


def move(
    death: ChildDeath, state: DeathState, words: str = "", *, on: date | None = None, by: Actor, at: datetime
) -> DeathStateChange:
    """Bring a review, held by the caller, into a state, on the day on which it came there."""
    death.state = state
    death.save(update_fields=["state"])
    audit.did(f"brought to {DeathState(state).label.lower()}", "child_death", death.pk)
    return DeathStateChange.objects.create(
        death=death, state=state, on=on or london_date(at), words=words, recorded_at=at, by=by
    )
