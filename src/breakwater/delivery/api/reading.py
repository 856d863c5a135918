"""A contact as a request gives it, with its files; what it must still answer, in the shape of the document."""

import base64
import binascii
import io
from datetime import datetime
from uuid import UUID

from breakwater.casework.documents.operations import Upload
from breakwater.foundation import storage
from breakwater.practice.front_door.contact_form.operations import systems
from breakwater.practice.front_door.contact_form.operations.attachments import Enclosure
from breakwater.practice.front_door.models import Attachment

from . import problems, sending
from .models import ApiKey
from .problems import Problem


def send_contact(key: ApiKey, contact, *, request: UUID, at: datetime) -> dict:
    """Send what a request gives (`shapes.ContactIn`). In danger a file that cannot be taken holds nothing up. Raises Problem."""
    enclosures, not_taken = _enclosures(contact)
    what = systems.Given(contact.answers, enclosures, list(not_taken.values()))
    try:
        made = sending.send_contact(key, what, whole=contact.dict(), request=request, at=at)
    except systems.NotAnswered as open_still:
        notes = systems.told(contact.answers, team=key.system.team, at=at).notes
        errors = [_asked(each) for each in open_still.faults]
        raise Problem(422, open_still.words, errors=errors, more={"notes": list(notes)}) from open_still
    except storage.Refused as refusal:
        raise Problem(422, "A file cannot be taken", errors=[{"field": "files", "detail": str(refusal)}]) from refusal
    made["files"] += [{"name": "", "state": "NOT_TAKEN", "words": words} for words in not_taken.values()]
    made["not_taken"] += not_taken
    return made


def _enclosures(contact) -> tuple[dict[str, Enclosure], dict[str, str]]:
    """The files by their place, and in danger those that cannot be taken, in words to people."""
    taken, not_taken = {}, {}
    for number, each in enumerate(contact.files):
        place = f"files.{number}"
        try:
            taken[place] = _enclosure(number, each)
        except Problem as wrong:
            if not problems.is_danger(contact.answers.get(problems.DANGER)):
                raise
            not_taken[place] = f"A file was not taken: {each.name}. {wrong.errors[0]['detail']}"
    return taken, not_taken


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
