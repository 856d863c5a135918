"""A roll that a school's system sends is shown to the school and taken in at a person's word, never at the system's (SG-14)."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Enrolment, Roll
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.systems import System, key_of

CSV = b"Surname,Forename,Date of birth,Sex\nFish,Ana,04/05/2016,F\nFish,Ben,not a day,M\n"


def send(system, content=CSV, name="roll.csv", request=None):
    return system.browser.post(
        "/api/v1/rolls",
        {"file": SimpleUploadedFile(name, content)},
        headers={"Idempotency-Key": str(request or uuid4())},
    )


def test_sg_14_a_roll_waits_for_a_persons_word_and_gives_nobody_sight(school):
    system = System(key_of(school).secret)
    answer = send(system)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert (said["state"], said["counts"]["new"]) == (Roll.State.SHOWN, 1)
    assert [line[1] for line in said["refused"]] == ["Date of birth"]
    assert "Fish" not in answer.content.decode()
    assert system.get(f"rolls/{said['id']}").json() == said
    lead = make.membership("dsl", of=school)
    with acting_as(lead):
        assert not Enrolment.objects.exists()
        assert Roll.objects.get().state == Roll.State.SHOWN
    assert Notification.objects.filter(path=f"/rolls/{said['id']}/").exists()


def test_the_same_request_again_is_the_same_roll(school):
    system, once = System(key_of(school).secret), uuid4()
    first, again = send(system, request=once), send(system, request=once)
    assert (again.status_code, first.json()) == (201, again.json())
    assert send(system, content=CSV + b"Roe,Max,01/01/2015,M\n", request=once).status_code == 422


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"<CTfile>", "a.xml"),
        (b"<!DOCTYPE x [<!ENTITY e 'x'>]><CTfile/>", "a.xml"),
        (b"\0\1", "a.exe"),
    ],
)
def test_what_is_no_roll_is_refused_in_the_words_of_the_page(school, content, name):
    answer = send(System(key_of(school).secret), content, name)
    assert answer.status_code in (409, 422), answer.content
    assert answer.json()["detail"]
    with acting_as(make.intake()):
        assert not Roll.objects.exists()


def test_another_schools_roll_is_not_there(school):
    other = make.team("Safeguarding", of=make.organisation("Another Primary", kind="SCHOOL"))
    roll = send(System(key_of(school).secret)).json()["id"]
    assert System(key_of(other).secret).get(f"rolls/{roll}").status_code == 404


def test_columns_that_nobody_has_named_wait_for_a_person(school):
    answer = send(System(key_of(school).secret), b"hello\nyou\n")
    assert (answer.status_code, answer.json()["state"]) == (201, Roll.State.COLUMNS)
