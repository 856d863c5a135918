"""To notify or not: each limb with reasons, and a decision that needs the same evidence either way (PL 6.2, 6.9).

The duty is the authority's alone and runs for five working days (section 16C): its decision waits for no partner. Their views follow, and
one that is against a decision not to notify has it decided again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import NotPermitted, Permission
from breakwater.partnership.organisations.models import Actor

from ...models import (
    Decision,
    DecisionReview,
    LimbFinding,
    Member,
    PartnerView,
    SeriousIncident,
    State,
)
from .. import lookup
from ..criteria import BINDING
from .naming import tell, tell_managers, tell_raiser
from .states import NotAtThisStage, locked, move

OPEN = (State.RAISED, State.CONSIDERED, State.NOT_NOTIFIED)
FOLLOWS = (*OPEN, State.RAPID_OPEN)  # what of the evidence may follow a notification


class NotEvidenced(Refusal):
    """What is still missing before anybody decides, whatever is decided."""

    def __init__(self, missing: list[str]):
        super().__init__(
            words=f"First record: {'; '.join(missing)}. A decision not to notify needs the same evidence as one to notify."
        )


class AgainstTheDuty(Refusal):
    box = "notify"

    def __init__(self, follows: str):
        super().__init__(words=f"{follows}. Notify, or record first, with reasons, which limb is not met after all.")


class NotesNothingToReview(Refusal):
    words = "A decision not to notify is looked at again, and there is none now. Open the page of the incident."


class SpokeForAnother(Refusal):
    words = "You gave the view of another partner already. Three partners are three people: name somebody else for this one."


class LookedAlready(Refusal):
    words = "You recorded this decision, or looked at it again already. The next look is somebody else’s: name who takes it."


@dataclass(frozen=True)
class ViewFacts:
    notify: bool
    words: str


@dataclass(frozen=True)
class DecisionFacts:
    """What was decided, why, by whom and when."""

    notify: bool
    why: str
    decided_by: str
    on: date


@dataclass(frozen=True)
class AgainFacts:
    agrees: bool
    words: str


@transaction.atomic
def find_limbs(incident: SeriousIncident, facts: Mapping[str, tuple[str, str]], *, by: Actor, at: datetime) -> int:
    """Record which limbs are met, each with reasons; one that says the same as before makes no new row. Raises NotAtThisStage."""
    held = _open(incident, FOLLOWS)
    before = {limb: (found.met, found.reasons) for limb, found in lookup.limbs_of(held).items()}
    anew = {limb: said for limb, said in facts.items() if before.get(limb) != said}
    for limb, (met, reasons) in anew.items():
        LimbFinding.objects.create(incident=held, limb=limb, met=met, reasons=reasons, at=at, by=by)
    audit.did("recorded the criteria of", "serious_incident", held.pk, limbs=len(anew))
    return len(anew)


@transaction.atomic
def give_view(incident: SeriousIncident, facts: ViewFacts, *, by: Actor, at: datetime) -> PartnerView:
    """What the partner whom the actor speaks for thinks; three partners are three people.

    Raises NotPermitted, SpokeForAnother, NotAtThisStage.
    """
    held = _open(incident, FOLLOWS)
    partner = lookup.partner_of(held, by)
    if not partner:
        raise NotPermitted(
            Permission.SERIOUS_VIEW, "Only who speaks for a safeguarding partner on this incident gives its view."
        )
    if held.views.exclude(partner=partner).filter(by__membership__user=by.membership.user_id).exists():
        raise SpokeForAnother
    made = PartnerView.objects.create(
        incident=held, partner=partner, notify=facts.notify, words=facts.words, at=at, by=by
    )
    audit.did("gave a partner's view on", "serious_incident", held.pk, partner=partner)
    is_against = held.state == State.NOT_NOTIFIED and facts.notify
    words = (
        "A partner would notify what is not notified: decide again"
        if is_against
        else "A partner's view was given: read it"
    )
    tell_managers(held, words, by=by, at=at)
    return made


@transaction.atomic
def decide(incident: SeriousIncident, facts: DecisionFacts, *, by: Actor, at: datetime) -> Decision:
    """Decide, on the same evidence either way. Raises NotEvidenced, AgainstTheDuty, NotAtThisStage.

    A decision not to notify goes to the learning group and the scrutineer; one to notify waits for the form to be sent. Partners who have
    not given their view are asked for it.
    """
    held = _open(incident)
    if missing := lookup.limbs_missing(held):
        raise NotEvidenced([f"the limb “{limb.label}”, with reasons" for limb in missing])
    what = lookup.what_follows(held)
    if not facts.notify and what in BINDING:
        raise AgainstTheDuty(what)
    made = Decision.objects.create(
        incident=held, notify=facts.notify, why=facts.why, decided_by=facts.decided_by, on=facts.on, at=at, by=by
    )
    if held.state == State.RAISED:
        move(held, State.CONSIDERED, on=facts.on, by=by, at=at)
    if not facts.notify:
        move(held, State.NOT_NOTIFIED, facts.why, on=facts.on, by=by, at=at)
        again = Member.objects.named().filter(incident=held, part__in=lookup.LOOKS_AGAIN).select_related("user")
        words = "A decision of the partners waits for you to look at it again"
        tell(held, {each.user_id: each.user for each in again}.values(), words, by=by, at=at)
    elif held.state == State.NOT_NOTIFIED:
        move(held, State.CONSIDERED, facts.why, on=facts.on, by=by, at=at)
    ask_for_views(held, by=by, at=at)
    tell_raiser(held, by=by, at=at)
    return made


def ask_for_views(incident: SeriousIncident, *, by: Actor, at: datetime) -> None:
    """Tell each partner whose view is not there that the authority decided without waiting for it."""
    waiting = Member.objects.named().filter(incident=incident, partner__in=lookup.views_missing(incident))
    users = [each.user for each in waiting.select_related("user")]
    tell(incident, users, "The authority has decided: your partner's view is still asked for", by=by, at=at)


@transaction.atomic
def look_again(incident: SeriousIncident, facts: AgainFacts, *, by: Actor, at: datetime) -> DecisionReview:
    """The learning group or the scrutineer on a decision not to notify; who disagrees sends it back.

    Nobody looks again at what they recorded, nor in both parts. Raises NotesNothingToReview, LookedAlready.
    """
    held = locked(incident)
    decision, part = lookup.decision_of(held), lookup.looks_again_as(held, by)
    if decision is None or decision.notify or held.state != State.NOT_NOTIFIED or not part:
        raise NotesNothingToReview
    user = by.membership.user_id
    if decision.by.membership.user_id == user or decision.reviews.filter(by__membership__user=user).exists():
        raise LookedAlready
    made = DecisionReview.objects.create(
        decision=decision, part=part, agrees=facts.agrees, words=facts.words, at=at, by=by
    )
    audit.did("looked again at a decision in", "serious_incident", held.pk, part=part, agrees=facts.agrees)
    if not facts.agrees:
        move(held, State.CONSIDERED, "Sent back: the decision not to notify was not agreed with", by=by, at=at)
        tell_managers(held, "A decision not to notify was sent back to the partners", by=by, at=at)
    return made


def _open(incident: SeriousIncident, states=OPEN) -> SeriousIncident:
    held = locked(incident)
    if held.state not in states:
        raise NotAtThisStage
    return held
