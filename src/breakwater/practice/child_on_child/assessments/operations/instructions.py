"""What staff who must act are asked to do: to whom it is given is recorded, and they acknowledge it (PL 9.4)."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models.keys import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, User

from ...incidents.naming import how_many_named
from ...models import Incident, Instruction, InstructionReader
from .. import lookup
from .writing import PlanIsClosed

READ = "The safeguarding team asks you to do something: read and acknowledge it"
WHY = re.compile(
    r"\b(rape\w*|assault\w*|sexual\w*|victim\w*|perpetrat\w*|alleg\w+|accus\w+|harass\w*|abus\w+|penetrat\w*|upskirt\w*|nudes?|"
    r"police|bail|crim\w+|offen[cs]\w*|harm\w*|hurt\w*|attack\w*|touch\w*|grop\w*|threat\w*|bull(?:y|ied)\w*|incidents?|reported)\b",
    re.IGNORECASE,
)


class SaysWhy(Refusal):
    words = "Say what to do, not why: staff who must act read practical instructions only. Take out “{}”."
    box = "words"


class NamesTwo(Refusal):
    """One name says whom to act for; two say who was in it with whom (PL 9.4)."""

    words = "This names more than one child of the incident. Give an instruction about one pupil at a time, and name no other."
    box = "words"


@transaction.atomic
def give(
    incident: Incident, *, words: str, starts_on: date, readers: Sequence[User], key: UUID, by: Actor, at: datetime
) -> Instruction:
    """Give an instruction to staff. The same key again gives nothing. Raises PlanIsClosed, SaysWhy, NamesTwo."""
    one_at_a_time(key)
    if known := Instruction.objects.filter(key=key).first():
        return known
    if not incident.is_open:
        raise PlanIsClosed
    if said := WHY.search(words):
        raise SaysWhy(words=SaysWhy.words.format(said[0]))
    if how_many_named(words, incident) > 1:
        raise NamesTwo
    made = Instruction.objects.create(
        incident=incident,
        area=incident.area,
        team=incident.team,
        words=words,
        starts_on=starts_on,
        given_at=at,
        given_by=by,
        key=key,
    )
    _add(made, readers, by=by, at=at)
    return made


@transaction.atomic
def add_readers(instruction: Instruction, *, readers: Sequence[User], by: Actor, at: datetime) -> Instruction:
    """More staff must act on it."""
    _add(instruction, readers, by=by, at=at)
    return instruction


def _add(instruction: Instruction, readers: Sequence[User], *, by: Actor, at: datetime) -> None:
    have = set(instruction.readers.values_list("user", flat=True))
    fresh = [each for each in readers if each.pk not in have]
    InstructionReader.objects.bulk_create(InstructionReader(instruction=instruction, user=each) for each in fresh)
    audit.did("gave to staff", "instruction", instruction.pk, readers=[each.pk for each in fresh])
    notifications.tell(users=fresh, words=READ, path=lookup.href("instruction", instruction), by=by, at=at)


@transaction.atomic
def acknowledge(instruction: Instruction, *, by: Actor, at: datetime) -> Instruction:
    """Whoever must act has read it. A second time changes nothing."""
    mine = instruction.readers.filter(user=by.membership.user_id, read_at=None, ended_at=None)
    if mine.update(read_at=at):
        audit.did("acknowledged", "instruction", instruction.pk)
    return instruction


@transaction.atomic
def end(instruction: Instruction, *, by: Actor, at: datetime) -> Instruction:
    """Nobody acts on it any more, and nobody but the safeguarding team reads it."""
    held = Instruction.objects.select_for_update(of=("self",)).get(pk=instruction.pk)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        held.readers.filter(ended_at=None).update(ended_at=at)
        audit.did("ended", "instruction", held.pk)
    return held
