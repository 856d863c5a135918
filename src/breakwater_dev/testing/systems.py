"""A school's own system with its key, for tests: asked for, approved and made as people do it; and what speaks to the interface by it."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording.operations import product_form
from breakwater.casework.recording.respondent import Asking
from breakwater.delivery.api import keys
from breakwater.delivery.api.models import ConnectedSystem, Scope
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Team
from breakwater.practice.front_door.models import Attachment
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.telling import CONTACT_PAGES

ALL = tuple(Scope.values)
FOR_ANY = tuple(each for each in ALL if each != Scope.ROLLS)
IN_DANGER = {"immediate_danger": "yes", "worry": "He has a knife"}
# A program in the dress of a picture.
PROGRAM = {
    "name": "a.png",
    "content": base64.b64encode(b"MZ" + b"\0" * 90).decode(),
    "kind": Attachment.Kind.values[0],
    "family_may_see": False,
    "is_lawful": True,
}


def key_of(
    team: Team,
    *scopes: str,
    name: str = "Invented MIS",
    system: ConnectedSystem | None = None,
    days: int = 100,
    at=None,
) -> keys.Shown:
    """A key of a team's system, of a new one unless it is given. Its lead asks, a business manager of the area approves, the lead
    makes it.
    """
    at = at or timezone.now()
    lead = make.actor("dsl" if team.organisation.kind == "SCHOOL" else "agency_lead", of=team)
    office = make.actor("business_manager", of=make.team("Partnership office", in_area=team.area))
    scopes = scopes or (ALL if team.organisation.kind == "SCHOOL" else FOR_ANY)
    wanted = keys.Wanted(name, "Send contacts", scopes, london_date(at) + timedelta(days=days))
    with acting_as(lead):
        asked = keys.ask(system, wanted, key=uuid4(), by=lead, at=at)
    with acting_as(office):
        approved = keys.approve(asked, by=office, at=at)
    with acting_as(lead):
        return keys.make(approved, by=lead, at=at)


class System:
    """What a school's system says over HTTP."""

    def __init__(self, secret: str = ""):
        self.browser = Client(headers={"Authorization": f"Bearer {secret}"} if secret else {})

    def get(self, path: str, **more):
        return self.browser.get(f"/api/v1/{path}", **more)

    def post(self, path: str, said, *, request=None, **more):
        headers = {"Idempotency-Key": str(request or uuid4())} | more.pop("headers", {})
        body = said if isinstance(said, str | bytes) else json.dumps(said)
        return self.browser.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers, **more)

    def put(self, path: str, said, **headers):
        body = json.dumps(said)
        return self.browser.put(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def answers(**changed) -> dict:
    """A contact about two children with every answer that must be given, as a system gives it; `changed` in it, None takes one out."""
    form, values = product_form("front_door.contact"), {}
    for page in form.pages:
        if page.key in CONTACT_PAGES:
            opened = recording_answers.open_page(form, page, values, data=CONTACT_PAGES[page.key], asking=Asking())
            assert opened.errors == {}, (page.key, opened.errors)
            values = recording_answers.merge_page(
                form, page, values, opened.cleaned, on=london_date(timezone.now()), seen=False
            )
    asked = {question.key for _, question in form.questions() if question.is_answered_by_people}
    return {key: value for key, value in (values | changed).items() if key in asked and value is not None}


def sent(system: System, **changed):
    """What is answered to a contact with these answers."""
    return system.post("contacts", {"answers": answers(**changed)})
