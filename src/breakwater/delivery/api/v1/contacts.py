"""Contacts in, and what became of them out."""

from uuid import UUID

from ninja import Header, Path, Query, Router, Status

from breakwater.casework.recording import given_shapes
from breakwater.casework.recording.conditions import written
from breakwater.foundation import audit
from breakwater.practice.front_door.contact_form.operations import systems
from breakwater.practice.front_door.models import Attachment

from .. import adding, reading, sending
from ..models import Scope
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
    return Status(201, reading.send_contact(request.api_key, contact, request=idempotency_key, at=request.at))


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
