"""Contacts in, and what became of them out."""

import base64
import binascii
import io
from uuid import UUID

from ninja import Header, Path, Query, Router, Status

from breakwater.casework.documents.operations import Upload
from breakwater.casework.recording import given_shapes
from breakwater.casework.recording.conditions import written
from breakwater.foundation import audit, storage
from breakwater.practice.front_door.contact_form.operations import systems
from breakwater.practice.front_door.contact_form.operations.attachments import Enclosure
from breakwater.practice.front_door.models import Attachment

from .. import adding, problems, sending
from ..models import Scope
from ..problems import Problem
from .marks import FOR_ONE, MARKED, marked
from .shapes import NEEDS_KEY, AddedOut, AdditionIn, ContactIn, ContactPage, FormOut, Key, SentOut, StatusOut, no

router = Router(tags=["Contacts"])
CURSOR = Query("", pattern="^[0-9]{0,17}$", description="next_cursor of the page before")
REFERENCE = Path(..., pattern="^[A-Za-z0-9-]{1,20}$", description="As it was answered when the contact was sent")
ONCE = Header(..., alias="Idempotency-Key", description="A UUID of your own; the same when you try again")
SENDS, READS = Key(Scope.SEND), Key(Scope.STATUS)


@router.get(
    "contact-form",
    auth=SENDS,
    response={200: FormOut, **NEEDS_KEY},
    openapi_extra=MARKED,
    operation_id="contact_form",
    summary="The questions of a contact",
)
@marked(FOR_ONE)
def contact_form(request):
    version = systems.version_for(request.api_key.system.area, at=request.at)
    form = systems.form_of(version)
    questions = [_question(page, each) for page, each in form.questions() if each.is_answered_by_people]
    files = [{"value": value, "label": label} for value, label in Attachment.Kind.choices]
    return {"title": form.title, "version": version.number, "questions": questions, "files": files}


def _question(page, question) -> dict:
    conditions = [condition for each in (page, question) if (condition := written(each.when))]
    return {
        "key": question.key,
        "page": page.title,
        "label": question.label or question.statement,
        "kind": question.kind.value,
        "required": question.required.value,
        "each": question.each,
        "options": [{"value": o.value, "label": o.label} for o in (*question.options, *question.states)],
        "codes": [{"value": code, "label": words} for code, words in given_shapes.codes_of(question)],
        "shape": given_shapes.shape_of(question),
        "when": {"all": conditions} if len(conditions) > 1 else next(iter(conditions), None),
        "questions": [_question(page, each) for each in question.questions if each.is_answered_by_people],
    }


@router.post(
    "contacts",
    auth=SENDS,
    response={201: SentOut, **NEEDS_KEY, **no(409, 413)},
    operation_id="send_contact",
    summary="Send a contact",
)
def send_contact(request, contact: ContactIn, idempotency_key: UUID = ONCE):
    key, enclosures, not_taken = request.api_key, {}, {}
    try:
        for number, each in enumerate(contact.files):
            try:
                enclosures[f"files.{number}"] = _enclosure(number, each)
            except Problem as wrong:
                if not problems.is_danger(contact.answers.get(problems.DANGER)):
                    raise
                not_taken[f"files.{number}"] = f"A file was not taken: {each.name}. {wrong.errors[0]['detail']}"
        what = systems.Given(contact.answers, enclosures, list(not_taken.values()))
        made = sending.send_contact(key, what, whole=contact.dict(), request=idempotency_key, at=request.at)
        made["files"] += [{"name": "", "state": "NOT_TAKEN", "words": words} for words in not_taken.values()]
        made["not_taken"] += not_taken
        return Status(201, made)
    except systems.NotAnswered as open_still:
        notes = systems.told(contact.answers, team=key.system.team, at=request.at).notes
        errors = [_asked(each) for each in open_still.faults]
        raise Problem(422, open_still.words, errors=errors, more={"notes": list(notes)}) from open_still
    except storage.Refused as refusal:
        raise Problem(422, "A file cannot be taken", errors=[{"field": "files", "detail": str(refusal)}]) from refusal


def _asked(fault) -> dict:
    return {
        "field": f"answers.{fault.question}",
        "detail": fault.words,
        "label": fault.label,
        "page": fault.page,
        "kind": fault.kind,
        "options": [{"value": value, "label": label} for value, label in fault.options],
    }


def _enclosure(number: int, given) -> Enclosure:
    here = f"files.{number}"
    if not given.is_lawful:
        words = "Nobody has looked at it. If it may be an indecent image of a child or terrorist material, do not send it: call the police"
        raise Problem(422, "A file cannot be taken", errors=[{"field": f"{here}.is_lawful", "detail": words}])
    if given.kind not in Attachment.Kind:
        raise Problem(422, "A file cannot be taken", errors=[{"field": f"{here}.kind", "detail": "Choose what it is"}])
    try:
        content = base64.b64decode(given.content, validate=True)
    except (binascii.Error, ValueError) as fault:
        errors = [{"field": f"{here}.content", "detail": "Send the content as base64"}]
        raise Problem(422, "A file cannot be taken", errors=errors) from fault
    return Enclosure(
        file=Upload(io.BytesIO(content), given.name, "", title=given.title),
        kind=given.kind,
        author_agency=given.author_agency,
        family_may_see=given.family_may_see,
    )


@router.post(
    "contacts/{reference}/additions",
    auth=SENDS,
    response={201: AddedOut, **NEEDS_KEY, **no(404, 409)},
    operation_id="add_to_contact",
    summary="Add to a contact that was sent",
)
def add_to_contact(request, addition: AdditionIn, reference: str = REFERENCE, idempotency_key: UUID = ONCE):
    said = {"in_danger": addition.immediate_danger, "request": idempotency_key, "at": request.at}
    return Status(201, adding.add(request.api_key, reference, addition.words, **said))


@router.get(
    "contacts",
    auth=READS,
    response={200: ContactPage, **NEEDS_KEY},
    operation_id="contacts",
    summary="What this system sent, newest first",
)
def contacts(request, cursor: str = CURSOR):
    return sending.contacts_of(request.api_key, cursor)


@router.get(
    "contacts/{reference}",
    auth=READS,
    response={200: StatusOut, **NEEDS_KEY, **no(404)},
    operation_id="contact_status",
    summary="What became of a contact",
)
def contact_status(request, reference: str = REFERENCE):
    given = sending.status(request.api_key, reference, at=request.at)
    audit.did("read the status of", "api_sent", given.pop("pk"))
    return given
