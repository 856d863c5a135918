"""Saying how urgent a contact is, and the MASH's own clocks that follow from it (FD 2.1, 2.2)."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks.rules import ClockRule
from breakwater.casework.models import Clock
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor

from ...models import Contact, Rag, Rating
from ...pathway import BASIC_CHECKS, BASIC_CHECKS_NOW, FIRST_RATING, FIRST_RATING_NOW, OF_THE_MASH, RATED
from ..rating_floors import RANK, Floor, floor_for
from . import groups
from .locking import lock


class RatingNeedsAManager(Refusal):
    """Only a manager rates lower what was red, or lower than the facts allow (TR-05, TR-06). `floor` says why."""

    def __init__(self, reference: str, floor: Floor):
        self.floor = floor
        why = f": {floor.because}" if floor.rag else ", because it was red"
        super().__init__(reference, words=f"Only a manager rates this lower{why}. Ask your manager.", box="rag")


class OverrideNotSaid(Refusal):
    """A manager rates below the floor only by saying that they do (TR-06)."""

    def __init__(self, reference: str, floor: Floor):
        self.floor = floor
        words = f"The facts allow no less than {floor.words}. Rate it so, or tick that you override it"
        super().__init__(reference, words=words, box="overrides")


class ReasonForRatingNeeded(Refusal):
    """A rating, and every change of it, says why (TR-04)."""

    words = "Write why it is rated so"
    box = "reason"


def first_clocks(*, in_danger: bool) -> tuple[ClockRule, ClockRule]:
    """The times of basic checks and of the first rating, shorter where a child is said to be in danger now."""
    return (BASIC_CHECKS_NOW, FIRST_RATING_NOW) if in_danger else (BASIC_CHECKS, FIRST_RATING)


def stop(*, contact: Contact, rules, by: Actor, at: datetime) -> None:
    """End the MASH's own times named by `rules`, those that run."""
    Clock.objects.running().filter(case=contact.case_id, rule__in=[rule.key for rule in rules]).update(
        stopped_at=at, stopped_by=by
    )


def checks_done(*, contact: Contact, by: Actor, at: datetime) -> None:
    """Basic checks are done: who it is, and what is known."""
    stop(contact=contact, rules=(BASIC_CHECKS, BASIC_CHECKS_NOW), by=by, at=at)


def decided(*, contact: Contact, by: Actor, at: datetime) -> None:
    """Every time of the MASH's own ends with the decision."""
    stop(contact=contact, rules=OF_THE_MASH, by=by, at=at)


def at_least(*, contact: Contact, rag: str, at: datetime) -> str:
    """A rating, or the lowest that the facts allow without a manager where that is higher."""
    floor = floor_for(contact, on=london_date(at)).rag
    return floor if floor and RANK[floor] > RANK[rag] else rag


@transaction.atomic
def rate(
    *, contact: Contact, rag: str, reason: str, by: Actor, at: datetime, evidence: str = "", overrides: bool = False
) -> Contact:
    """Say how urgent a contact is, and why. The statutory clock does not move.

    Below its floor, or down from red, it takes a manager; a manager says that it is an override. Anyone rates higher.
    Raises ReasonForRatingNeeded, RatingNeedsAManager, OverrideNotSaid.
    """
    if not reason.strip():
        raise ReasonForRatingNeeded(contact.reference)
    contact = lock(contact)
    before, floor = contact.rag, floor_for(contact, on=london_date(at))
    is_manager = by.membership is not None and allows(by.membership.role_id, Permission.CONTACT_DECIDE)
    below, down_from_red = floor.is_above(rag), before == Rag.RED and rag != Rag.RED
    if (below or down_from_red) and not is_manager:
        raise RatingNeedsAManager(contact.reference, floor)
    if below and not overrides:
        raise OverrideNotSaid(contact.reference, floor)
    contact.rag, contact.rag_reason, contact.told_more_at = rag, reason, None
    contact.save(update_fields=["rag", "rag_reason", "told_more_at"])
    Rating.objects.create(
        contact=contact,
        rag=rag,
        before=before,
        reason=reason,
        evidence=evidence,
        floor=floor.rag,
        floor_because=floor.because[:500],
        is_override=below,
        at=at,
        by=by,
    )
    _turn_clocks(contact, before, by=by, at=at)
    was = f", before {Rag(before).label.lower()}" if before else ""
    lower = f" A manager's override: {floor.words}." if below else ""
    chronology.record(
        case=contact.case,
        kind="rating",
        what=f"Rated {Rag(rag).label.lower()}{was}: {reason}{lower}",
        process=True,
        by=by,
        at=at,
    )
    audit.did("rated", "case", contact.case_id, rag=rag, before=before, override=below)
    for other in groups.joined_with([contact]):  # one incident, one triage (FD 1.7)
        if other.rag != rag:
            rate(
                contact=other,
                rag=rag,
                reason=f"As contact {contact.reference}, of the same incident: {reason}",
                by=by,
                at=at,
                evidence=evidence,
                overrides=overrides,
            )
    return contact


def _turn_clocks(contact: Contact, before: str, *, by: Actor, at: datetime) -> None:
    """The rating's own time: from receipt, or from the moment it was found to be more urgent than thought."""
    stop(contact=contact, rules=(FIRST_RATING, FIRST_RATING_NOW), by=by, at=at)
    if contact.rag == before or contact.is_decided:
        return
    stop(contact=contact, rules=RATED.values(), by=by, at=at)
    rule = RATED.get(contact.rag)
    if rule:
        risen = bool(before) and RANK[contact.rag] > RANK[before]
        clocks.start(
            case=contact.case, rule=rule, team=contact.case.responsible_team, at=at if risen else groups.began(contact)
        )
