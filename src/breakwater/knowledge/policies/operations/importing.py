"""An existing manual comes in from Word: looked at first, then each chapter of the file becomes a draft, which somebody reads and finalises."""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit, storage
from breakwater.foundation.design import childs_data
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from .. import blocks
from ..models import Chapter, Manual, Version, WordImport
from ..registry import PICTURES
from ..word_files import LIMITS, Found, WordFile, read
from . import drafting, manuals


class TakenAlready(Refusal):
    words = "Somebody has taken this file in already, or discarded it."


@dataclass
class Taken:
    """What became of the chapters of a file, by their headings; `pictures` are those that were refused, by what they show."""

    new: list[str] = field(default_factory=list)
    next_version: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Planned:
    """What a chapter of the file would become."""

    found: Found
    heading: str
    becomes: str


@transaction.atomic
def receive(*, manual: Manual, stream: BinaryIO, name: str, declared: str, by: Actor, at: datetime) -> WordImport:
    """Check the file, have it scanned, read it, and hold it until it is taken in. Raises storage.Refused."""
    content = stream.read(LIMITS.largest + 1)
    stored = storage.store(BytesIO(content), name, declared, LIMITS)
    try:
        state = storage.scan(stored).state
        _require_opened(state)
        _hold_nothing_of_a_child(read(content))
        audit.did("received", "manual", manual.pk)
        return WordImport.objects.create(
            manual=manual,
            stored_as=stored.path,
            size=stored.size,
            digest=stored.sha256,
            key_id=stored.key_id,
            is_scanned=state == storage.State.CLEAN,
            sent_by=by,
            sent_at=at,
        )
    except Exception:
        storage.discard(stored)
        raise


def waiting(area: Area) -> QuerySet[WordImport]:
    """The files that wait to be taken into a manual that the area shares."""
    return WordImport.objects.filter(manual__areas=area).select_related("manual").order_by("-sent_at", "pk")


def opened(entry: WordImport) -> WordFile:
    """The file read again. Raises storage.Refused."""
    return read(b"".join(storage.open_stored(_stored(entry))))


def plan(*, manual: Manual, file: WordFile) -> list[Planned]:
    """What each chapter would become, in the order of the file."""
    known, numbers = _known(manual), {}
    open_now = set(
        Version.objects.filter(
            chapter__manual=manual, state__in=(Version.State.DRAFT, Version.State.CONSULTATION)
        ).values_list("chapter__number", flat=True)
    )
    made = []
    for each in file.chapters:
        number = each.number or _number_of(each.title, known | numbers)
        becomes = "its next version" if number in known else "a new chapter"
        if number in open_now or number in numbers:
            becomes = "left as it is: a draft is open already"
        numbers.setdefault(number, Chapter(number=number, title=each.title))
        made.append(Planned(each, f"{number} {each.title}", becomes))
    return made


@transaction.atomic
def take(entry: WordImport, *, by: Actor, at: datetime) -> Taken:
    """Make drafts of the chapters. A chapter of which a draft is open already is left as it is. Raises storage.Refused, TakenAlready."""
    _forget(entry)
    file, taken, manual = opened(entry), Taken(), entry.manual
    known = _known(manual)
    for each in file.chapters:
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
        parts = _with_pictures(each.parts, file, taken, by)
        draft.title, draft.body, draft.revision = each.title, blocks.carried(parts, draft.body), 1
        draft.words = drafting.words_of(draft)
        draft.save(update_fields=["title", "body", "revision", "words"])
        (taken.new if is_new else taken.next_version).append(chapter.heading)
    audit.did("imported", "manual", manual.pk, new=len(taken.new), next_version=len(taken.next_version))
    return taken


@transaction.atomic
def drop(entry: WordImport, *, by: Actor, at: datetime) -> None:
    """Take nothing of it in."""
    audit.did("dropped", "manual", entry.manual_id)
    _forget(entry)


def forget_old(*, before: datetime) -> int:
    """Let go of files that nobody took in."""
    old = list(WordImport.objects.filter(sent_at__lt=before))
    for entry in old:
        _forget(entry)
    return len(old)


def _forget(entry: WordImport) -> None:
    """Let go of the row, which only one of two who press at once can, and of the file once that is done. Raises TakenAlready."""
    stored = _stored(entry)
    if not WordImport.objects.filter(pk=entry.pk).delete()[0]:
        raise TakenAlready(entry.public_id)
    transaction.on_commit(lambda: storage.discard(stored))


def _stored(entry: WordImport) -> storage.StoredFile:
    state = storage.State.CLEAN if entry.is_scanned else storage.State.NOT_SCANNED
    return storage.StoredFile.kept_in(entry, name="manual.docx", media_type="", kind="docx", state=state)


def _require_opened(state: storage.State) -> None:
    if state == storage.State.REFUSED:
        raise storage.Refused("The file was refused: a scanner found something harmful in it.")
    if state == storage.State.HELD:
        raise storage.Refused("The virus scanner does not answer, so the file was not opened. Try again in a while.")
    if not storage.may_be_opened(state):
        raise storage.Refused("No virus scanner is set up, so the file was not opened. Ask whoever runs this system.")


def _with_pictures(parts, file: WordFile, taken: Taken, by: Actor) -> list[tuple[str, str]]:
    """The parts with each picture kept and named by its address; one that is refused goes, and is said."""
    made = []
    for kind, text in parts:
        if kind == "picture":
            picture, content = file.pictures[int(text)]
            try:
                address = PICTURES["site"](
                    content=content, name=picture.part, declared="", alternative=picture.alternative, by=by
                )
            except storage.Refused:
                taken.pictures.append(picture.alternative)
                continue
            text = f"![{picture.alternative}]({address})"
        made.append((kind, text))
    return made


def _known(manual: Manual) -> dict[str, Chapter]:
    return {each.number: each for each in Chapter.objects.filter(manual=manual).select_related("manual")}


def _hold_nothing_of_a_child(file: WordFile) -> None:
    for place, each in enumerate(file.chapters, 1):
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
