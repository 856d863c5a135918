"""Taking in a file with a case, having it scanned, giving it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case
from breakwater.foundation import audit, storage
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from .models import Document

LIMITS = storage.Limits()


@dataclass(frozen=True)
class Upload:
    """A file as it was sent, with what its sender calls it and says that it is."""

    stream: BinaryIO
    name: str
    declared_type: str
    title: str = ""


class NotReady(Refusal):
    """The file waits for its scan, or was refused; nobody opens it."""


@transaction.atomic
def add(case: Case, facts: Upload, *, by: Actor, at: datetime, key: UUID | None = None) -> Document:
    """Check, encrypt and scan a file and keep it with the case. Where no scanner answers it is held and tried again.

    It is scanned before the case is held, so that nobody else who works on the case waits for the scanner. The same `key` again keeps
    nothing more. Raises storage.Refused, with words for the person, and cases.RepeatsTooMuch.
    """
    if key and (known := Document.objects.filter(key=key).first()):
        return known
    cases.keep_back(case, title=facts.title, file=facts.name)
    scanned = storage.scan(storage.store(facts.stream, facts.name, facts.declared_type, LIMITS))
    if known := cases.sent_before(Document, case=case, key=key):
        storage.discard(scanned)
        return known
    document = Document(
        case=case,
        title=(facts.title.strip() or scanned.name)[:200],
        media_type=scanned.media_type,
        size=scanned.size,
        stored_as=scanned.path,
        key_id=scanned.key_id,
        digest=scanned.sha256,
        state=Document.State.HELD,
        added_at=at,
        added_by=by,
        key=key,
    )
    _take_word(document, scanned)
    document.save()
    audit.did("added", "document", document.pk, case=case.pk)
    if document.state != Document.State.HELD:
        audit.did("scanned", "document", document.pk, state=document.state)
    return document


def _take_word(document: Document, scanned: storage.StoredFile) -> None:
    """What the scanner said of it; it stays held where nobody could say."""
    document.refusal = ""
    if storage.may_be_opened(scanned.state):
        document.state = Document.State.CLEAN
    elif scanned.state == storage.State.REFUSED:
        document.state, document.refusal = Document.State.REFUSED, scanned.note[:240]


@transaction.atomic
def file_with(
    *, case: Case, title: str, stored: storage.StoredFile, is_clean: bool, by: Actor, at: datetime
) -> Document:
    """Keep with a case a file that was taken in, checked and scanned elsewhere; where nobody could scan it, it is held."""
    document = Document.objects.create(
        case=case,
        title=title[:200],
        media_type=stored.media_type,
        size=stored.size,
        stored_as=stored.path,
        key_id=stored.key_id,
        digest=stored.sha256,
        state=Document.State.CLEAN if is_clean else Document.State.HELD,
        added_at=at,
        added_by=by,
    )
    audit.did("added", "document", document.pk, case=case.pk)
    return document


def stored(path: str, row) -> storage.StoredFile:
    """A stored file from a row that keeps its facts: title, media_type, size, digest, key_id."""
    return storage.StoredFile(
        path=path,
        name=row.title,
        kind="",
        media_type=row.media_type,
        size=row.size,
        sha256=row.digest,
        key_id=row.key_id,
        state=storage.State.HELD,
    )


@transaction.atomic
def scan(*, document: Document, by: Actor, at: datetime) -> Document:
    """Have a held file scanned. It stays held while nobody can say."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.state != Document.State.HELD:
        return document
    _take_word(document, storage.scan(_stored(document)))
    if document.state == Document.State.HELD:
        return document
    document.save(update_fields=["state", "refusal"])
    audit.did("scanned", "document", document.pk, state=document.state)
    return document


def open_document(*, document: Document, by: Actor) -> Iterator[bytes]:
    """The file's bytes in chunks, for an answer served as an attachment. On record. Raises NotReady."""
    if document.state != Document.State.CLEAN:
        raise NotReady(document.public_id)
    audit.saw("document", document.pk)
    audit.saw("case", document.case_id)
    return storage.open_stored(_stored(document, storage.State.CLEAN))


def _stored(document: Document, state: storage.State = storage.State.HELD) -> storage.StoredFile:
    return storage.StoredFile.kept_in(document, name=document.title, media_type=document.media_type, state=state)
