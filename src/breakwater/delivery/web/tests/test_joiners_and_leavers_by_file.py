"""A file of personnel: shown first, then each line as if it were typed, nobody invited twice, and what cannot be is said by line."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.models import Invitation, Membership
from breakwater_dev.testing import factories as make

HEADS = "change,email,name,organisation,team,role,job title,last day\n"


@pytest.fixture
def keeper(sign_in):
    return sign_in("business_manager")


@pytest.fixture
def school():
    return make.membership("dsl").team


def show(keeper, lines, heads=HEADS):
    file = SimpleUploadedFile("changes.csv", (heads + lines).encode())
    return keeper.post("/staff/changes/", {"file": file}).content.decode()


def confirm(keeper, page):
    text = re.search(r'name="text"[^>]* value="([^"]*)"', page)[1]
    key = re.search(r'name="idempotency"[^>]* value="([^"]+)"', page)[1]
    sent = {"text": unescape(text), "idempotency": key}
    return keeper.post("/staff/changes/make/", sent, follow=True).content.decode()


def joiner(team, mail="new@example.org"):
    return f'joiner,{mail},Nia New,"{team.organisation.name}","{team.name}",dsl,,\n'


def test_a_joiner_is_shown_then_invited_and_only_once(keeper, school):
    page = show(keeper, joiner(school))
    assert "Nothing is changed yet. 1 of 1 lines will be made" in page
    assert not Invitation.objects.exists()
    assert "1 invited, 0 roles ended" in confirm(keeper, page)
    confirm(keeper, page)
    held = Invitation.objects.get()
    assert (held.email, held.role_id, held.team) == ("new@example.org", "dsl", school)
    assert OutboxMessage.objects.count() == 1
    assert "Nia" not in OutboxMessage.objects.get().body


def test_a_leavers_roles_end_after_the_last_day_and_a_day_that_is_over_ends_them_now(keeper, school):
    stays, goes = make.membership("agency_professional"), make.membership("dsl")
    today = timezone.localdate()
    later = today + timedelta(days=9)
    lines = f"leaver,{stays.user.email},,,,,,{later:%d/%m/%Y}\nleaver,{goes.user.email},,,,,,{today - timedelta(days=3):%Y-%m-%d}\n"
    page = show(keeper, lines)
    assert "now, and they are signed out" in page
    assert Membership.objects.get(pk=goes.pk).revoked_at is None
    confirm(keeper, page)
    goes.refresh_from_db()
    stays.refresh_from_db()
    assert (stays.ends_on, stays.revoked_at) == (later, None)
    assert goes.revoked_at is not None
    goes.user.refresh_from_db()
    assert not goes.user.is_active


def test_a_mover_is_invited_to_the_new_role_and_the_old_one_ends(keeper, school):
    post = make.membership("agency_professional")
    line = f'mover,{post.user.email},,"{school.organisation.name}","{school.name}",dsl,Deputy head,\n'
    confirm(keeper, show(keeper, line))
    post.refresh_from_db()
    assert post.ends_on == timezone.localdate()
    assert Invitation.objects.get().job_title == "Deputy head"


def test_what_is_wrong_is_said_by_line_and_the_rest_is_made(keeper, school):
    lines = (
        joiner(school)
        + joiner(school)
        + 'joiner,two@example.org,Two,"No such school",,dsl,,\n'
        + f'joiner,three@example.org,Three,"{school.organisation.name}",,wizard,,\n'
        + f'joiner,admin@example.org,Ada,"{school.organisation.name}",,system_administrator,,\n'
        + "vanished,four@example.org,,,,,,\n"
        + "mover,nobody@example.org,,,,,,\n"
        + "leaver,nobody@example.org,,,,,,31.02.2026\n"
    )
    page = show(keeper, lines)
    assert "1 of 8 lines will be made" in page
    for words in (
        "The same address is on line 2",
        "No open team of your area has this name",
        "No role that you may give has this name",
        "The column change says joiner, mover or leaver",
        "Holds no role here: joiner is meant",
    ):
        assert words in page
    answer = confirm(keeper, page)
    assert "1 invited" in answer
    assert Invitation.objects.count() == 1


def test_nobody_ends_their_own_role_by_a_file(keeper):
    page = show(keeper, f"leaver,{keeper.post_held.user.email},,,,,,\n")
    assert "Someone else ends your own role" in page


def test_another_areas_people_are_not_there(keeper):
    elsewhere = make.membership("dsl", of=make.team(in_area=make.area("852", "Southampton")))
    page = show(keeper, f"leaver,{elsewhere.user.email},,,,,,\n")
    assert "Holds no such role here" in page
    assert elsewhere.user.name not in page


@pytest.mark.parametrize(
    ("heads", "words"),
    [("who,when\n", "The first line names the columns"), ("change,email,salary\n", "“salary” is none of them")],
)
def test_a_file_of_something_else_is_refused(keeper, heads, words):
    assert words in show(keeper, "a,b,c\n", heads)
