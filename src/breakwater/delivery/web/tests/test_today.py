"""Today: what waits, by nearness; nothing, in words; and what the service must say of itself."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.delivery.web.views import today
from breakwater.foundation.registries.registry import Registry
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.notifications.registry import Panel, Waiting
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import front_door


@pytest.fixture
def panels(monkeypatch):
    """An empty Today, to be filled by the test."""
    registry = Registry("panels_of_a_test", listed=False)
    monkeypatch.setattr(today, "TODAY_PANELS", registry)
    return registry


def test_nothing_waits_says_so_and_where_to_look_instead(sign_in, panels):
    panels.register("empty", lambda actor, now: Panel("Your tasks", empty_words="You have no task."))
    page = sign_in("business_manager").get("/today/").content.decode()
    assert "Nothing outstanding" in page
    assert "As at today" in page
    assert '<li><a class="govuk-link" href="/staff/">People and roles</a></li>' in page


def test_nothing_is_not_outstanding_while_a_notification_waits(sign_in, panels):
    """A teacher who was named for a child, or whose notice waits, read that nothing is outstanding."""
    browser = sign_in()
    said = {"words": "You are named", "path": "/me/", "by": make.intake(), "at": timezone.now()}
    [told] = notifications.tell(users=[browser.post_held.user], **said)
    page = browser.get("/today/").content.decode()
    assert "Nothing outstanding" not in page
    assert "You have 1 notification to read" in page
    browser.post(f"/notifications/{told.pk}/")
    assert "Nothing outstanding" in browser.get("/today/").content.decode()


def test_panels_stand_in_their_order_and_rows_open(sign_in, panels):
    panels.register("late", lambda actor, now: Panel("Offers to answer", (Waiting("A handover", "/b/"),), order=20))
    panels.register(
        "early",
        lambda actor, now: Panel(
            "Nearest clocks",
            (
                Waiting(
                    "PC-41-K",
                    "/a/",
                    hint="Decision",
                    clock={"name": "Decision", "words": "today 17:00", "state": "near"},
                ),
            ),
            order=10,
        ),
    )
    panels.register("clear", lambda actor, now: Panel("Your tasks", empty_words="You have no task.", order=5))
    page = sign_in().get("/today/").content.decode()
    assert page.index("Nearest clocks") < page.index("Offers to answer") < page.index("You have no task.")
    assert 'href="/a/">PC-41-K' in page
    assert "Due soon" in page


def test_what_is_past_its_day_says_so_once(sign_in, panels):
    """A school's list, an action of a call and a correction were due for days, and Today drew them as on the first."""
    now = timezone.now()
    rows = (
        Waiting("Late", "/a/", due_at=now - timedelta(hours=1)),
        Waiting("Late and new", "/b/", tag="New", due_at=now - timedelta(hours=1)),
        Waiting("Late and said", "/c/", tag="Overdue", due_at=now - timedelta(hours=1)),
        Waiting("In time", "/d/", due_at=now + timedelta(hours=1)),
    )
    panels.register("rows", lambda actor, now: Panel("Your school", rows))
    page = sign_in().get("/today/").content.decode()
    for path, said in (("/a/", 1), ("/b/", 1), ("/c/", 1), ("/d/", 0)):
        of_it = page.split(f'href="{path}"')[1].split("</li>")[0]
        assert of_it.count("Overdue") == said, path


def test_a_panel_says_how_many_more_there_are_and_leaves_out_what_stands_above(sign_in, panels):
    one, two, three = (Waiting(name, f"/{name}/") for name in ("one", "two", "three"))
    panels.register(
        "first", lambda actor, now: Panel("Clocks", (one, two), order=10, total=9, href="/all/", link="All")
    )
    panels.register(
        "second",
        lambda actor, now: Panel("Nobody has", (two, three), order=30, total=6, href="/b/", most=1, leaves_out=True),
    )
    panels.register(
        "third", lambda actor, now: Panel("Nobody else has", (one,), order=40, total=1, most=1, leaves_out=True)
    )
    page = sign_in().get("/today/").content.decode()
    first, rest = page[page.index("Clocks") :].split("Nobody has", 1)
    second, third = rest.split("Nobody else has", 1)
    assert "Clocks (9)" in page
    assert 'href="/all/"' in first
    assert 'href="/two/"' not in second
    assert 'href="/three/"' in second
    assert "1 of them is above" in second
    assert 'href="/b/"' in second
    assert "1 of them is above" in third
    assert "Nothing outstanding" not in third


def test_what_nobody_has_is_said_of_the_row_above_and_stands_once(sign_in, panels):
    due = {"name": "First rating", "words": "yesterday", "state": "late"}
    panels.register(
        "late", lambda actor, now: Panel("Clocks", (Waiting("Finley", "/a/", hint="Contact C-1", clock=due),), order=10)
    )
    rows = (Waiting("Finley", "/a/", hint="C-1, not rated"), Waiting("Isla", "/c/"))
    panels.register("free", lambda actor, now: Panel("Nobody has", rows, order=30, leaves_out=True, mark="Unallocated"))
    page = sign_in().get("/today/").content.decode()
    assert page.count('href="/a/"') == page.count('href="/c/"') == 1
    assert "Contact C-1. Unallocated" in page
    assert page.count("Unallocated") == 1
    assert "First rating" in page
    assert "1 of them is above" in page


def test_work_with_a_clock_stands_before_what_stands_beside_and_what_presses_before_both(sign_in, panels):
    due = {"name": "Decision", "words": "today", "state": "near"}
    panels.register("mine", lambda actor, now: Panel("Mine", (Waiting("A", "/a/", clock=due),), order=40))
    panels.register(
        "beside",
        lambda actor, now: Panel("Beside", [Waiting(f"B{n}", f"/b{n}/") for n in range(5)], order=12, href="/b/"),
    )
    panels.register("alarm", lambda actor, now: Panel("Alarm", (Waiting("C", "/c/", tag="In danger now"),), order=1))
    page = sign_in().get("/today/").content.decode()
    assert page.index("Alarm") < page.index("Mine") < page.index("Beside (5)")
    assert page.count('href="/b0/"') + page.count('href="/b1/"') == 2
    assert 'href="/b2/"' not in page


def test_a_panel_not_meant_for_the_post_is_not_drawn(sign_in, panels):
    panels.register(
        "board", lambda actor, now: None if actor.membership.role_id == "dsl" else Panel("The board", order=1)
    )
    panels.register("own", lambda actor, now: Panel("Own", (Waiting("one", "/"),)))
    assert "The board" not in sign_in("dsl").get("/today/").content.decode()
    assert "The board" in sign_in("mash_screener").get("/today/").content.decode()


def test_sg_05_a_stopped_worker_and_a_stuck_outbox_are_said(sign_in, panels):
    browser = sign_in()
    notifications.tell(users=[browser.post_held.user], words="x", path="/", by=make.intake(), at=timezone.now())
    OutboxMessage.objects.update(made_at=timezone.now() - timedelta(minutes=30))
    page = browser.get("/today/").content.decode()
    assert "The worker is stopped" in page
    assert "E-mails waiting for more than 10 minutes: 1." in page


def test_unread_notifications_are_counted_and_read_where_they_point(sign_in, panels):
    browser = sign_in()
    [told] = notifications.tell(
        users=[browser.post_held.user],
        words="You have a contact to read",
        path="/me/",
        by=make.intake(),
        at=timezone.now(),
    )
    assert "Notifications (1)" in browser.get("/today/").content.decode()
    assert browser.post(f"/notifications/{told.pk}/")["Location"] == "/me/"
    assert "Notifications (1)" not in browser.get("/today/").content.decode()


def test_a_notification_that_points_at_the_home_of_everyone_leads_to_today(sign_in):
    browser = sign_in()
    [told] = notifications.tell(
        users=[browser.post_held.user], words="x", path="/", by=make.intake(), at=timezone.now()
    )
    assert browser.post(f"/notifications/{told.pk}/")["Location"] == "/today/"


def test_nobody_reads_anothers_notifications(sign_in):
    mine, other = sign_in(), sign_in()
    [told] = notifications.tell(
        users=[other.post_held.user], words="Secret", path="/", by=make.intake(), at=timezone.now()
    )
    assert mine.post(f"/notifications/{told.pk}/").status_code == 404
    assert "Secret" not in mine.get("/notifications/").content.decode()


def test_single_keys_are_off_until_switched_on(sign_in):
    browser = sign_in()
    assert "data-bw-keys" not in browser.get("/me/").content.decode()
    browser.post("/me/keys/", {"on": "yes"})
    assert "data-bw-keys" in browser.get("/me/").content.decode()
    browser.post("/me/keys/", {"on": "no"})
    assert "data-bw-keys" not in browser.get("/me/").content.decode()


def test_a_list_of_notifications_asks_the_same_for_one_and_for_three(sign_in):
    browser = sign_in()
    browser.get("/notifications/")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            notifications.tell(users=[browser.post_held.user], words="x", path="/", by=make.intake(), at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            browser.get("/notifications/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_state_of_the_service_is_for_those_who_keep_it_running(sign_in):
    page = sign_in("system_administrator").get("/service/").content.decode()
    assert "The worker is stopped" in page
    assert "None is running" in page
    assert sign_in("mash_manager").get("/service/").status_code == 403


def test_a_head_of_service_begins_with_the_figures_and_sees_no_case(db):
    front_door()
    browser = signed_in(make.membership("head_of_service", of=make.team("Heads of service")))
    page = browser.get("/today/").content.decode()
    assert "The MASH in" in page
    assert browser.get("/mash/figures/").status_code == browser.get("/early-help/figures/").status_code == 200
    assert browser.get("/mash/").status_code == 403
