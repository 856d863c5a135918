"""What is said of one pupil while talking: kept as it is typed, the authority's own notes in a table of their own (LK-05)."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.foundation import audit
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.education.models import CallAction, CallItem, CallNote, Disagreement
from breakwater.practice.education.pathway import CALL_WORRY

_TO_THE_FRONT_DOOR = UUID("a7e3b1c2-58d4-4c39-8f06-1b9d2e6f7043")

DRAFT = ("what", "owner", "who", "when", "on")


class LetterIsOut(Refusal):
    words = "The school has its letter already. Take the letter back first, then change it and send it again."


class AtTheFrontDoor(Refusal):
    words = "The MASH has it already. If a child is in danger now, call 999, then the MASH."


@dataclass(frozen=True)
class Talk:
    """What was said of one thing."""

    view: str = ""
    said: str = ""
    invited: bool | None = None
    help_needed: bool | None = None
    challenge: str = ""
    challenge_answer: str = ""
    topics: list[str] = field(default_factory=list)
    draft: dict[str, str] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        of = self
        return bool(
            of.view or of.said or of.challenge or of.topics or of.invited is not None or of.help_needed is not None
        )


@transaction.atomic
def keep(*, item: CallItem, talk: Talk, note: str, revision: int | None, by: Actor, at: datetime) -> CallItem:
    """Keep what is typed. A child counts as talked about once something is recorded, and never for a page turned.

    Raises ChangedMeanwhile, LetterIsOut.
    """
    held = CallItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    require_not_sent(item)
    if revision is not None and revision != held.revision:
        raise ChangedMeanwhile(held)
    for name, value in vars(talk).items():
        setattr(held, name, value)
    if talk.says_something or note or has_come_to_something(held):
        held.talked_at = held.talked_at or at
    else:
        held.talked_at = None
    held.revision, held.saved_at, held.saved_by = held.revision + 1, at, by
    held.save(update_fields=[*vars(talk), "talked_at", "revision", "saved_at", "saved_by"])
    _keep_note(held, note, by=by, at=at)
    audit.did("kept what was said in", "call", held.call_id, item=held.pk)
    return held


def has_come_to_something(item: CallItem) -> bool:
    """Whether something was agreed of this item, seen differently, or brought to the front door."""
    if item.case_id:
        return True
    about = {"letter__call": item.call_id, "person": item.person_id, "named_as": item.name[:240]}
    return CallAction.objects.filter(**about, dropped_at=None).exists() or Disagreement.objects.filter(**about).exists()


def _keep_note(item: CallItem, words: str, *, by: Actor, at: datetime) -> None:
    known = CallNote.objects.filter(item=item).first()
    if known is None and words:
        CallNote.objects.create(item=item, words=words, at=at, by=by)
    elif known and not words:
        known.delete()
    elif known and known.words != words:
        known.words, known.at, known.by = words, at, by
        known.save(update_fields=["words", "at", "by"])


def note_why_left(item: CallItem, because: str, *, by: Actor, at: datetime) -> None:
    """Why a pupil who may be at risk was not talked about: beside what is the authority's alone, for whoever calls next."""
    known = CallNote.objects.filter(item=item).values_list("words", flat=True).first()
    _keep_note(item, "\n".join(filter(None, [known, f"Not talked about: {because}"])), by=by, at=at)


def forget_draft(item: CallItem) -> None:
    """The action that was being typed is agreed."""
    CallItem.objects.filter(pk=item.pk).update(draft={})


def require_not_sent(item: CallItem) -> None:
    """Raises LetterIsOut."""
    if item.call.letter.sent_at:
        raise LetterIsOut(item.public_id)


@transaction.atomic
def bring_to_the_front_door(*, item: CallItem, words: str, danger: Danger, by: Actor, at: datetime) -> CallItem:
    """Significant harm came up: a contact is made at once, with its clock (SG-01).

    Sent again, what is new in it is added to that contact. Raises AtTheFrontDoor where it was made before that could be.
    """
    held = CallItem.objects.select_for_update(of=("self",)).select_related("case").get(pk=item.pk)
    person = item.row.person if item.row_id else item.worry.person if item.worry_id else None
    reason = words if person else f"{item.name}: {words}"
    offered = handovers.Offer(to="front_door", reason=reason, danger=danger)
    key = uuid5(_TO_THE_FRONT_DOOR, str(held.pk))
    if held.case_id:
        try:
            handovers.offer([held.case], offered, by=by, at=at, key=key)
        except cases.CaseIsClosed:
            raise AtTheFrontDoor(held.public_id) from None
        return held
    case = cases.open_case(
        kind=CALL_WORRY,
        area=by.membership.team.area,
        team=by.membership.team,
        by=by,
        at=at,
        people=[(person, Capacity.CHILD)] if person else [],
    )
    handovers.offer([case], offered, by=by, at=at, key=key)
    held.case = handovers.close_case(case=case, reason="Stepped up to the MASH", by=by, at=at)
    held.talked_at = held.talked_at or at
    held.save(update_fields=["case", "talked_at"])
    audit.did("stepped up to the MASH", "call", held.call_id, item=held.pk)
    return held
