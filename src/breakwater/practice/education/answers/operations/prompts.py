"""A school takes a prompt up, declines it with a reason, or wants to talk about it (FD 5.6)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.education.models import ListRow, Marker, PromptAnswer

from .answers import NotOpened

Said = PromptAnswer.Said


class NotAsked(Refusal):
    """Nothing of the kind is asked beside that row."""


@transaction.atomic
def say(*, row: ListRow, prompt: str, said: str, reason: str, key: UUID, by: Actor, at: datetime) -> PromptAnswer:
    """Say something to a prompt of a row. The same `key` again says nothing. Raises NotAsked, NotOpened."""
    if known := made_before(PromptAnswer, key):
        return known
    if prompt not in row.prompts:
        raise NotAsked(row.public_id)
    if row.list.opened_at is None:
        raise NotOpened(row.public_id)
    made = PromptAnswer.objects.create(row=row, prompt=prompt, said=said, reason=reason, at=at, by=by, key=key)
    audit.did("answered a prompt of", "school_list", row.list_id, row=row.pk, said=said)
    return made


def standing(rows: Iterable[ListRow]) -> Mapping[tuple[int, str], PromptAnswer]:
    """The answers that count, by row and prompt."""
    found = PromptAnswer.objects.filter(row__in=list(rows)).order_by("at", "pk")
    return {(one.row_id, one.prompt): one for one in found}


def still_to_ask(prompts: Iterable[str], *, marker: str, row_before: int | None, answers: Mapping) -> list[str]:
    """Of the prompts of a row those to ask: what the school declined is let rest while nothing about the pupil changes."""
    if marker != Marker.SAME or row_before is None:
        return list(prompts)
    given = ((prompt, answers.get((row_before, prompt))) for prompt in prompts)
    return [prompt for prompt, answer in given if answer is None or answer.said != Said.DECLINED]
