"""What a contact's page says to whoever reads it beyond the MASH: nothing of it repeats an answer that is for the MASH alone (TR-08)."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from breakwater.partnership.organisations.models import Actor

from ..information_requests.operations import labels
from ..models import Contact, DutyAction, Oversight, SiblingConsidered
from ..screening.findings import Side


def side(actor: Actor, contact: Contact, side: Side) -> Side:
    """What screening found, whether it was written before an answer was narrowed or stands in a draft, which keeps what a page
    refused.
    """
    texts = [row["value"] for rows in (side.rows, *(one["rows"] for one in side.versions)) for row in rows]
    texts += [text for group in side.items for item in group["items"] for text in (item["words"], item["shown_by"])]
    texts += [text for one in side.considered for text in (one.named_as, one.why)]
    texts += [side.rated_because, *(each["words"] for each in side.ratings)]
    read = {"": ""} | labels.as_read_by(actor, contact, in_words=texts)

    def rows_read(rows: Sequence[dict]) -> list[dict]:
        return [row | {"value": read[row["value"]]} for row in rows]

    def considered_read(one: SiblingConsidered) -> SiblingConsidered:
        shown = copy(one)
        shown.named_as, shown.why = read[one.named_as], read[one.why]
        return shown

    def items_read(items: Sequence[dict]) -> list[dict]:
        return [item | {"words": read[item["words"]], "shown_by": read[item["shown_by"]]} for item in items]

    return replace(
        side,
        rows=rows_read(side.rows),
        versions=[one | {"rows": rows_read(one["rows"])} for one in side.versions],
        items=[group | {"items": items_read(group["items"])} for group in side.items],
        considered=[considered_read(one) for one in side.considered],
        ratings=[each | {"words": read[each["words"]]} for each in side.ratings],
        rated_because=read[side.rated_because],
    )


def oversight(actor: Actor, contact: Contact, oversight: Sequence[Oversight]) -> Sequence[Oversight]:
    """What managers wrote, as emergency duty reads it."""
    texts = [text for one in oversight for text in (one.direction, one.reflection)]
    read = {"": ""} | labels.as_read_by(actor, contact, in_words=texts)
    for one in oversight:
        one.direction, one.reflection = read[one.direction], read[one.reflection]
    return oversight


def duty(actor: Actor, contact: Contact, actions: Sequence[DutyAction]) -> Sequence[DutyAction]:
    """What emergency duty wrote, as whoever opens the contact reads it."""
    read = {"": ""} | labels.as_read_by(
        actor, contact, in_words=[text for one in actions for text in (one.words, one.still_to_do)]
    )
    for one in actions:
        one.words, one.still_to_do = read[one.words], read[one.still_to_do]
    return actions
