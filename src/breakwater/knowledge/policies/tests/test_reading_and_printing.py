"""Staff say by a link that they have read a version; agencies see who, officers see counts; any version goes on paper."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from breakwater.foundation.dates.months import months_later
from breakwater.knowledge.policies.jobs import forget_readers, remind_of_reviews
from breakwater.knowledge.policies.models import Chapter, Reading, Round
from breakwater.knowledge.policies.operations import reading
from breakwater.partnership.notifications.models import Notification
from breakwater.testing import factories as make

MARCH = date(2026, 3, 1)


@pytest.fixture
def version(settle, in_force):
    made = settle()
    in_force(made, "portsmouth", MARCH)
    return made


@pytest.fixture
def school(areas):
    return make.organisation("Harbour School", "SCHOOL")


@pytest.fixture
def dsl(signed_in, school):
    return signed_in(make.actor("dsl", of=make.team("Safeguarding", of=school)))


def _asked(browser, version, names: str = "Ann Example\nBob Example") -> str:
    due = timezone.localdate() + timedelta(days=30)
    said = {"names": names, "due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    page = browser.post(f"/policies/versions/{version.public_id}/reading/", said).content.decode()
    return "/procedures/read/" + page.split("/procedures/read/")[1].split('"')[0]


def test_a_school_asks_its_staff_who_need_no_account_and_counts_who_has_read(
    version, dsl, client, signed_in, officer, school
):
    assert "Not asked" in dsl.get("/policies/reading/").content.decode()
    link = _asked(dsl, version)
    assert "Babies who do not move rarely bruise" in client.get(link).content.decode()
    assert "Tick the box" in client.post(link, {"name": "Ann Example"}).content.decode()
    for name in ("ann  example", "Ann Example", "Cyd New"):
        told = client.post(link, {"name": name, "role": "Teacher", "understood": "yes"}).content.decode()
        assert "Thank you" in told
    assert Reading.objects.count() == 2
    assert Reading.objects.get(listed__name="Ann Example").digest == version.digest
    page = dsl.get(f"/policies/versions/{version.public_id}/reading/").content.decode()
    assert "1 of 2 on the list" in page
    assert "1 besides" in page
    counted = signed_in(officer).get(f"/policies/versions/{version.public_id}/reading/").content.decode()
    assert "Harbour School" in counted
    assert "Ann Example" not in counted


def test_a_new_link_ends_the_old_and_the_list_keeps_whoever_has_read(version, dsl, client):
    old = _asked(dsl, version)
    client.post(old, {"name": "Ann Example", "understood": "yes"})
    new = _asked(dsl, version, "Cyd New")
    assert client.get(old).status_code == 410
    assert client.get(new).status_code == 200
    assert sorted(Round.objects.get().listed.values_list("name", flat=True)) == ["Ann Example", "Cyd New"]
    Round.objects.update(ends_on=date(2026, 1, 1))
    assert client.get(new).status_code == 410
    assert client.get("/procedures/read/nonsense/").status_code == 410


def test_owners_hear_of_reviews_and_readers_are_forgotten_in_time(version, dsl, client, officer):
    link = _asked(dsl, version)
    client.post(link, {"name": "Ann Example", "understood": "yes"})
    Chapter.objects.update(review_by=months_later(timezone.localdate(), 3))
    remind_of_reviews()
    assert Notification.objects.filter(user=officer.membership.user, words__contains="to be reviewed").count() == 1
    forget_readers()
    assert Reading.objects.count() == 1
    Round.objects.update(ends_on=date(2026, 1, 1))
    reading.forget(before=timezone.now() + timedelta(days=1))
    assert (Round.objects.count(), Reading.objects.count()) == (0, 0)


def test_any_version_goes_on_paper(version, settle, client):
    here = "/procedures/shared/2.1/portsmouth/versions"
    paper = client.get(f"{here}/1.0.0/paper/")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    settle("Ring 环球 now\n\n- one\n- two\n\n1. first\n2. second")
    assert client.get(f"{here}/1.1.0/paper/").content.startswith(b"%PDF-")
    assert client.get(f"{here}/9.0.0/paper/").status_code == 404
