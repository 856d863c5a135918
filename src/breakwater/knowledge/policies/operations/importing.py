"""An existing manual comes in from Word: each chapter of the file becomes a draft, which somebody reads over and settles."""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.db import transaction

from breakwater.foundation import audit, storage
from breakwater.foundation.design import childs_data
from breakwater.partnership.organisations.models import Actor

from .. import blocks
from ..models import Chapter, Manual
from ..word_files import LIMITS, Found, chapters_in
from . import drafting, manuals


@dataclass
class Taken:
    """What became of the chapters of a file, by their headings."""

    new: list[str] = field(default_factory=list)
    next_version: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read(stream: BinaryIO, name: str, declared: str) -> list[Found]:
    """Check the file, have it scanned, read its chapters, and keep nothing of it. Raises storage.Refused."""
    content = stream.read(LIMITS.largest + 1)
    stored = storage.store(BytesIO(content), name, declared, LIMITS)
    try:
        state = storage.scan(stored).state
    finally:
        storage.discard(stored)
    if state == storage.State.REFUSED:
        raise storage.Refused("The file was refused: a scanner found something harmful in it.")
    if state == storage.State.HELD:
        raise storage.Refused("The virus scanner does not answer, so the file was not opened. Try again in a while.")
    if not storage.may_be_opened(state):
        raise storage.Refused("No virus scanner is set up, so the file was not opened. Ask whoever runs this system.")
    return chapters_in(content)


@transaction.atomic
def take(*, manual: Manual, found: list[Found], by: Actor, at: datetime) -> Taken:
    """Make drafts of chapters. A chapter of which a draft is open already is left as it is. Raises storage.Refused."""
    _hold_nothing_of_a_child(found)
    taken = Taken()
    known = {each.number: each for each in Chapter.objects.filter(manual=manual).select_related("manual")}
    for each in found:
        number = each.number or _number_of(each.title, known)
        chapter, is_new = known.get(number), number not in known
        if is_new:
            chapter = manuals.add_chapter(
                manual=manual, number=number, title=each.title, kept_by=by.membership.team, by=by, at=at
            )
            known[number] = chapter
        draft = drafting.begin(chapter=chapter, by=by, at=at)
        if draft.revision or draft.begun_at != at:
            taken.left_out.append(chapter.heading)
            continue
        draft.title, draft.body, draft.revision = each.title, blocks.carried(each.parts, draft.body), 1
        draft.words = drafting.words_of(draft)
        draft.save(update_fields=["title", "body", "revision", "words"])
        (taken.new if is_new else taken.next_version).append(chapter.heading)
    audit.did("imported", "manual", manual.pk, new=len(taken.new), next_version=len(taken.next_version))
    return taken


def _hold_nothing_of_a_child(found: list[Found]) -> None:
    for place, each in enumerate(found, 1):
        said = childs_data.found_in("\n".join([each.title, *(text for _, text in each.parts)]))
        if said:
            raise storage.Refused(
                f"Chapter {place} of the file seems to hold {' and '.join(said)}. Take it out: nothing about a child belongs in a manual."
            )


def _number_of(title: str, known: dict[str, Chapter]) -> str:
    """The number of the chapter of that name, or the first whole number that no chapter begins with."""
    named = next((number for number, each in known.items() if each.title.lower() == title.lower()), "")
    used = {number.partition(".")[0] for number in known}
    return named or next(str(number) for number in range(1, 1000) if str(number) not in used)
