"""Every staff page of one alert, bulletin, resource or message refuses another area's editor, and whoever does not edit."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.knowledge.content.models import Alert, Feedback, Issue, Resource
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater_dev.testing import factories as make

PAGES = [
    ("get", "/alerts/{alert}/"),
    ("post", "/alerts/{alert}/approve/"),
    ("post", "/alerts/{alert}/chase/"),
    ("post", "/alerts/{alert}/withdraw/"),
    ("get", "/site/bulletins/{issue}/"),
    ("post", "/site/bulletins/{issue}/"),
    ("get", "/site/bulletins/{issue}/compose/"),
    ("post", "/site/bulletins/{issue}/compose/"),
    *(("post", f"/site/bulletins/{{issue}}/{what}/now/") for what in ("ask", "approve", "take_back", "send")),
    ("get", "/site/resources/{resource}/"),
    ("post", "/site/resources/{resource}/"),
    ("get", "/site/resources/{resource}/file/"),
    ("get", "/site/feedback/{feedback}/"),
    ("post", "/site/feedback/{feedback}/"),
]


@pytest.fixture
def things(keeper):
    area, by, now = make.area(), actor_of(keeper), timezone.now()
    until = now + timedelta(days=7)
    made = {
        "alert": Alert.objects.create(
            area=area,
            title="Tablets",
            words="Sold.",
            what_to_do="Call.",
            reach="public",
            roles=["dsl"],
            expires_at=until,
            written_by=by,
            written_at=now,
        ),
        "issue": Issue.objects.create(
            area=area, topic="prevent", title="Winter", lead="New.", written_by=by, written_at=now
        ),
        "resource": Resource.objects.create(
            area=area,
            title="Consent",
            summary="A lesson",
            sort="lesson",
            subject="consent",
            stored_as="a",
            credit="A school",
            licence="Free",
            offered_at=now,
            words="consent",
        ),
        "feedback": Feedback.objects.create(area=area, about="/guide/", words="Good.", sent_at=now),
    }
    return {name: thing.public_id for name, thing in made.items()}


@pytest.fixture
def others():
    """Who keeps another area's site, and a safeguarding lead of this one."""
    return [
        make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire"))),
        make.membership("dsl"),
    ]


@pytest.mark.parametrize(("method", "page"), PAGES)
def test_it_refuses_another_areas_editor_and_whoever_does_not_edit(signed_in, things, others, method, page):
    address = page.format(**things)
    said = {"idempotency": str(uuid4()), "why": "Wrong", "what": "read", "words": "W", "title": "T", "since_then": "S"}
    for other in others:
        desk = signed_in(other)
        answer = desk.get(address) if method == "get" else desk.post(address, said)
        assert answer.status_code == 403
