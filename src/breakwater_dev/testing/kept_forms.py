"""Keeping an area's forms at a browser without script: a page filled in as it was drawn, and sent."""

import re
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import find
from breakwater.practice.front_door.contact_form.operations.sending import PROFESSIONAL_FORM as CONTACT


def at(name, *arguments):
    """The address of a page."""
    return reverse(f"casework:{name}", args=arguments)


def words(page) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def send(desk, address, **data):
    """Fill in a page as it was drawn, and send it."""
    page = desk.get(address).content.decode()
    drawn = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)
        for name in ("seen", "revision", "carried")
        if name not in data
    }
    hidden = {name: found[1] for name, found in drawn.items() if found}
    return desk.post(address, {"idempotency": str(uuid4()), **hidden, **data}, follow=True)


def asked(draft, key) -> dict:
    """A question of the draft as it stands now."""
    draft.refresh_from_db()
    return find(keeping.data_of(draft), key).question


def draft_keys(draft):
    """The keys of all the draft asks."""
    draft.refresh_from_db()
    return [each.key for _, question in keeping.form_of(draft).questions() for each in (question, *question.questions)]


def attempt(desk, draft, page, **data):
    """Try a page of the draft."""
    return desk.post(at("form_try", draft.public_id), {"page": page, "carried": "", "narrow": "", **data})


def carried(page) -> str:
    """The answers so far, as the page carries them."""
    return re.search(r'name="carried" value="([^"]*)"', page.content.decode())[1]


def day(when) -> dict:
    """A day as the release page sends it."""
    return {"starts_on-day": when.day, "starts_on-month": when.month, "starts_on-year": when.year}


def release_now(desk, draft, when=None, **more):
    """Release a draft from today, or from another day."""
    return send(
        desk,
        at("form_release", draft.public_id),
        note="As agreed by the partners",
        **day(when or timezone.localdate()),
        **more,
    )


def send_file(desk, content: bytes):
    """Send a file on the contact form's page."""
    file = SimpleUploadedFile("form.json", content)
    return desk.post(at("form_send_file", CONTACT), {"file": file, "idempotency": str(uuid4())})


def reword(desk, draft, label: str):
    """Give the question where the child is other words."""
    return send(
        desk, at("form_question_words", draft.public_id, "location"), label=label, hint="", why="", missing="Say where"
    )
