"""A family that moved away: who there took the help over, their receipt, and the clock that runs until it comes (SG-08)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import receipts
from breakwater.casework.handovers.danger import Danger
from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.practice.early_help.episodes.operations.step_up import step_up
from breakwater.practice.early_help.models import Episode, MovedOn
from breakwater.practice.early_help.pathway import MOVED_ON

TakenOver = MovedOn.TakenOver


class IsSettled(Refusal):
    words = "A colleague has recorded another answer meanwhile. Call the other area."


@dataclass(frozen=True)
class Onward:
    """Who takes the help over where a family moved to: who has it or is asked, their receipt, or who was told that nobody does."""

    taken_over: str
    their_worker: str = ""
    their_receipt: str = ""
    informed: str = ""


@dataclass(frozen=True)
class PassOn:
    """Nobody there has it: the MASH refers the family to their authority, with what they must know."""

    words: str
    danger: Danger


def by_the_mash(episode: Episode, to_name: str, facts: PassOn, *, by: Actor, at: datetime) -> Onward:
    """Make the MASH a contact to refer to the authority there: from then on somebody has it (SG-01, SG-08)."""
    reason = (
        f"The family has moved to {to_name}, and their early help here ends. Nobody there has it yet: refer them to the "
        f"authority there (“Refer to another authority”).\n\n{facts.words}"
    )
    made = step_up(episode, reason=reason, danger=facts.danger, by=by, at=at)
    held = receipts.held_of(episode.case, at)
    return Onward(TakenOver.ASKED, f"our MASH, which refers them there ({held.reference if held else made.reference})")


def keep(episode: Episode, to_name: str, onward: Onward, *, by: Actor, at: datetime) -> MovedOn:
    """Keep with an ending where the family went and who has it there. The clock of who is only asked outlives the episode."""
    is_settled = onward.taken_over != TakenOver.ASKED
    made = MovedOn.objects.create(
        episode=episode,
        to_name=to_name,
        settled_at=at if is_settled else None,
        settled_by=by if is_settled else None,
        **vars(onward),
    )
    if not is_settled:
        clocks.start(case=episode.case, rule=MOVED_ON, team=episode.case.responsible_team, at=at)
    return made


@transaction.atomic
def settle(moved: MovedOn, facts: Onward, *, by: Actor, at: datetime) -> MovedOn:
    """Record who there took it over, with their receipt, or that nobody does; the clock stops. Raises IsSettled."""
    held = MovedOn.objects.select_for_update(of=("self",)).select_related("episode__case").get(pk=moved.pk)
    if held.is_settled:
        if Onward(held.taken_over, held.their_worker, held.their_receipt, held.informed) == facts:
            return held
        raise IsSettled(held.episode.reference)
    for name, value in vars(facts).items():
        setattr(held, name, value)
    held.settled_at, held.settled_by = at, by
    held.save(update_fields=[*vars(facts), "settled_at", "settled_by"])
    case = held.episode.case
    clocks.stop(case=case, rule=MOVED_ON, by=by, at=at)
    what = f"{held.to_name}: {held.get_taken_over_display()}"
    chronology.record(case=case, kind="early_help", what=what, by=by, at=at, process=True)
    audit.did("settled who took over", "case", case.pk)
    return held


def waiting_for_a_receipt(team: Team) -> QuerySet[MovedOn]:
    """Families of a team that moved away, and nobody there has said yet that they have them: the longest waiting first."""
    found = MovedOn.objects.filter(episode__case__responsible_team=team, settled_at=None)
    return found.select_related("episode__case").order_by("episode__case__closed_at", "pk")
