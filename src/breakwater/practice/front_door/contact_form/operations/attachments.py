"""Files that go with a form: checked, encrypted and scanned when they are added; each child's contact has them when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.documents import operations as documents
from breakwater.casework.models import Answers
from breakwater.foundation import audit, storage
from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import NotADate
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import Attachment, Contact

MOST = 10


class TooManyFiles(Refusal):
    """A form takes ten files."""

    words = f"A form takes {MOST} files. Take one out first"
    box = "file"


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a form, and what its sender says it is. `written_on` is a part date, as stored."""

    file: documents.Upload
    kind: str
    author_agency: str = ""
    written_on: str = ""
    marking: str = Attachment.Marking.SENSITIVE
    family_may_see: bool | None = None


@transaction.atomic
def attach(answers: Answers, facts: Enclosure, *, key: UUID, by: Actor, at: datetime) -> Attachment:
    """Take a file in for a draft. The same `key` again takes none. Raises TooManyFiles, storage.Refused."""
    held = Answers.objects.select_for_update(of=("self",)).get(pk=answers.pk, status=Answers.Status.DRAFT)
    if known := Attachment.objects.filter(key=key).first():
        return known
    if held.attachments.count() >= MOST:
        raise TooManyFiles(MOST)
    sent = facts.file
    stored = storage.store(sent.stream, sent.name, sent.declared_type, documents.LIMITS)
    scanned = storage.scan(stored)
    state = Attachment.State.HELD
    if storage.may_be_opened(scanned.state):
        state = Attachment.State.CLEAN
    elif scanned.state == storage.State.REFUSED:
        state = Attachment.State.REFUSED
    made = Attachment.objects.create(
        answers=held,
        title=(sent.title.strip() or stored.name)[:200],
        author_agency=facts.author_agency.strip()[:120],
        written_on=facts.written_on[:12],
        **values_of(facts, "kind", "marking", "family_may_see"),
        media_type=stored.media_type,
        size=stored.size,
        stored_as=stored.path,
        key_id=stored.key_id,
        digest=stored.sha256,
        state=state,
        key=key,
        added_at=at,
        added_by=by,
    )
    audit.did("added", "attachment", made.pk)
    return made


@transaction.atomic
def take_out(*, attachment: Attachment, by: Actor) -> None:
    """Take a file out of a draft again: the row and the file go."""
    Answers.objects.select_for_update(of=("self",)).get(pk=attachment.answers_id, status=Answers.Status.DRAFT)
    audit.did("removed", "attachment", attachment.pk)
    stored = documents.stored(attachment.stored_as, attachment)
    attachment.delete()
    transaction.on_commit(lambda: storage.discard(stored))


def attachments_of(answers: Answers) -> list[Attachment]:
    return list(Attachment.objects.filter(answers=answers).order_by("added_at", "pk"))


def words_of(attachment: Attachment) -> str:
    """A file in a line: what it is, whose, of when, how marked, whether the family may see it."""
    try:
        written = PartDate.parse(attachment.written_on).in_words() if attachment.written_on else ""
    except NotADate:
        written = attachment.written_on
    family = {True: "the family may see it", False: "not for the family"}.get(attachment.family_may_see, "")
    parts = [
        attachment.title,
        attachment.get_kind_display().lower(),
        attachment.author_agency,
        written,
        attachment.get_marking_display().lower(),
        family,
        "refused by the scanner, not sent" if attachment.state == Attachment.State.REFUSED else "",
    ]
    return "; ".join(filter(None, parts))


def hand_over(*, files: Sequence[Attachment], contacts: Sequence[Contact], by: Actor, at: datetime) -> None:
    """Give every file that was not refused to each child's contact, as a document of it."""
    for each in files:
        if each.state == Attachment.State.REFUSED:
            continue
        for contact in contacts:
            documents.file_with(
                case=contact.case,
                title=f"{each.get_kind_display()}: {each.title}"[:200],
                stored=documents.stored(each.stored_as, each),
                is_clean=each.state == Attachment.State.CLEAN,
                by=by,
                at=at,
            )
