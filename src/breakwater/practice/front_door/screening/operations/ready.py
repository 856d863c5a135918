"""Ready for decision: a screener hands a contact to a manager, who decides it or sends it back with a reason.

The move is a row of the pathway: who, when, why. No clock stops or starts: one deadline runs across both.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Transition
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.models import Actor, Membership, Team, User

from ...models import Contact
from ...pathway import READY, TO_SCREEN
from ..rating_floors import floor_for, is_rated_below
from .claims import end_of_shift, is_claimed
from .locking import lock
from .record import needs_contacts
from .requirements import SIBLING, ContactAlreadyDecided, missing_of_record


class NotWholeYet(Refusal):
    """Something is missing that a manager needs, and nobody said why it goes to them without. `lacks` names it."""

    def __init__(self, lacks: Sequence[str]):
        self.lacks = lacks
        words = "Say why the manager should decide without what is missing"
        super().__init__("; ".join(lacks), words=words, box="note")


class NotReady(Refusal):
    """The contact is not with a manager now, so there is nothing to send back."""

    words = "It is not with a manager now, so there is nothing to send back. Open it to see where it is."


class ReasonForReturnNeeded(Refusal):
    """Whoever gets a contact back must read what is still to do."""

    words = "Write what is missing"
    box = "why"


def lacks_of(contact: Contact, *, at: datetime) -> list[str]:
    """What a manager would look for and not find, in words."""
    floor = floor_for(contact, on=london_date(at))
    is_low = is_rated_below(contact, floor, contact.ratings.order_by("-at", "-pk").first())
    return [
        *(["who the child is"] if contact.child_id is None else []),
        *(["a RAG rating"] if not contact.rag else []),
        *([f"a higher rating: {floor.words}"] if is_low else []),
        *(["a new rating, after what was added since"] if contact.rag and contact.told_more_at else []),
        *([SIBLING] if needs_contacts(contact) else []),
        *missing_of_record(contact, contact.outcome),
    ]


@transaction.atomic
def hand_to_manager(contact: Contact, *, note: str, by: Actor, at: datetime) -> Contact:
    """A screener says that a contact is ready for decision; managers are told. Handed over already, it stays as it is.

    Whoever hands it over keeps it allocated to them until the end of the shift. Raises NotWholeYet, ContactAlreadyDecided.
    """
    contact = lock(contact)
    if contact.is_decided:
        raise ContactAlreadyDecided(contact.reference)
    if contact.case.stage == READY:
        return contact
    if (lacks := lacks_of(contact, at=at)) and not note.strip():
        raise NotWholeYet(lacks)
    if not is_claimed(contact, at):
        _allocate(contact, by.membership, at=at)
    if contact.case.stage == "received":
        contact.case = cases.move(case=contact.case, to_stage="screening", by=by, at=at, why="claimed")
    contact.case = cases.move(case=contact.case, to_stage=READY, by=by, at=at, why=note.strip())
    audit.did("handed to a manager", "case", contact.case_id)
    _tell(managers_of(contact.case.responsible_team, at=at), "A contact is ready for your decision", contact, at=at)
    return contact


@transaction.atomic
def send_back(contact: Contact, *, reason: str, by: Actor, at: datetime) -> Contact:
    """A manager sends a contact back to whoever handed it over, and says what is still to do. It is theirs again until the end
    of their shift, or nobody's where they are not at work. Raises NotReady, ReasonForReturnNeeded.
    """
    if not reason.strip():
        raise ReasonForReturnNeeded(contact.reference)
    contact = lock(contact)
    if contact.case.stage != READY:
        raise NotReady(contact.reference)
    handed = last_moves([contact.case_id])[contact.case_id]
    back_to = handed.from_stage if handed.from_stage in TO_SCREEN else "screening"
    contact.case = cases.move(case=contact.case, to_stage=back_to, by=by, at=at, why=reason.strip())
    screener = handed.by.membership
    if screener and not rota.is_at_work(screener, at=at):
        screener = None
    _allocate(contact, screener, at=at)
    audit.did("sent back", "case", contact.case_id)
    if screener:
        _tell([screener.user], "A manager sent a contact back to you", contact, at=at)
    return contact


def _allocate(contact: Contact, membership: Membership | None, *, at: datetime) -> None:
    contact.claimed_by, contact.claimed_until = (
        membership,
        end_of_shift(contact, at, membership) if membership else None,
    )
    contact.save(update_fields=["claimed_by", "claimed_until"])


def _tell(users: Collection[User], words: str, contact: Contact, *, at: datetime) -> None:
    notifications.show(
        users=users,
        words=words,
        path=f"/mash/contacts/{contact.reference}/",
        reference=contact.reference,
        at=at,
    )


def managers_of(team: Team, *, at: datetime) -> list[User]:
    """Who decides for a team and is at work; where nobody is, everyone who decides: nothing waits unseen."""
    deciding = [one for one in rota.of_team(team, at=at) if one.membership.role.decides]
    here = [one for one in deciding if one.is_at_work] or deciding
    return list({one.membership.user_id: one.membership.user for one in here}.values())


def last_moves(cases_of: Collection[int]) -> dict[int, Transition]:
    """The last move of each case into the hands of a manager or out of them, by the case's key: one query."""
    moves = Transition.objects.filter(Q(to_stage=READY) | Q(from_stage=READY), case__in=cases_of)
    last = moves.order_by("case", "-at", "-pk").distinct("case")
    return {
        move.case_id: move
        for move in last.select_related("by__membership__user", "by__membership__role", "by__membership__team")
    }


def is_sent_back(move: Transition | None) -> bool:
    """Whether that move is a manager's, who said what is still to do."""
    return move is not None and move.to_stage in TO_SCREEN and bool(move.why)
