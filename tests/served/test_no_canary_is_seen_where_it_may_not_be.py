"""A marker in every text of every protected row; everyone opens every page; nobody reads a marker of a row that is not theirs."""

import re
from html import unescape

import pytest
from django.db import connections
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.partnership.organisations.access import Role, acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.testing import canaries, databases, world
from breakwater.testing import served as serving
from breakwater.testing.expectations import ROUTES

pytestmark = [pytest.mark.slow]
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
STARTS = (
    "/today/",
    "/mash/",
    "/handovers/",
    "/tasks/",
    "/early-help/",
    "/contacts/",
    "/requests/",
    "/notifications/",
    "/designated-officer/",
    "/specialist-route/",
    "/looks/",
    "/restricted/",
    "/opened/",
    "/conflicts/",
    "/me/conflicts/",
    "/staff/",
)
NEVER_FOLLOWED = ("/account/", "/static/", "/tell-us/", "/demo/")
MOST = 90
POSTS = [("home", role) for role in Role] + [
    (relation, role)
    for relation in ("other_agency", "other_area", "in_the_case")
    for role in (Role.MASH_MANAGER, Role.TIER2_COORDINATOR, Role.DSL, Role.SYSTEM_ADMINISTRATOR)
]


@pytest.fixture(scope="module")
def planted(test_cluster, django_db_setup, django_db_blocker):
    """The small world with its markers, served."""
    name = databases.clone(test_cluster, f"{django_db_setup}_canaries")
    before = connections["default"].settings_dict["NAME"]
    _point_at(name)
    with django_db_blocker.unblock():
        made = world.build()
        _point_at(name)
        with databases.connect(test_cluster, name, role="postgres") as superuser:
            assert canaries.plant(superuser) > 200
        port = serving.free_port()
        process = serving.start(name, port)
        yield serving.Served(f"http://127.0.0.1:{port}", name, test_cluster, process, made)
        serving.end(process)
        _point_at(before)
    databases.drop(test_cluster, name)


def _point_at(name: str) -> None:
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def addresses_of_every_record(served, role: str) -> list[str]:
    """Every address that is read, for every record in every circumstance, whether or not the reader may know of it."""
    found = []
    for records in served.world.records.values():
        subjects = {
            "screening": records.contact, "card": records.contact,
            **{name: getattr(records, name) for name in ("person", "contact", "case", "episode", "offer", "receipt", "task", "meeting", "document", "request", "allegation", "concern")},
        }  # fmt: skip
        for route in ROUTES:
            thing = subjects.get(route.subject)
            if thing is None or "GET" not in route.methods:
                continue
            path = "/" + route.pattern.replace("<str:kind>", "person").replace("<str:key>", records.person.public_id)
            path = path.replace("<str:public_id>", getattr(thing, "public_id", "")).replace(
                "<str:reference>", getattr(thing, "reference", "")
            )
            found.append(path)
        found += [f"/people/search/?q={word}" for word in (records.person.forename, "Example")]
        found.append(f"/why/case/{records.contact.reference}/")
        found.append(f"/looks/case/{records.contact.reference}/")
    return found


def crawl(visitor, starts: list[str], most: int):
    """Each page once, following links; yields (path, answer)."""
    waiting, seen = list(dict.fromkeys(starts)), set()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = visitor.get(path)
        yield path, answer
        links = (
            [answer.location] if answer.status in (301, 302) else [unescape(link) for link in LINK.findall(answer.text)]
        )
        waiting += [
            link for link in links if link.startswith("/") and link not in seen and not link.startswith(NEVER_FOLLOWED)
        ]


@pytest.mark.parametrize(("relation", "role"), POSTS)
def test_no_page_shows_a_row_that_the_wall_hides_and_none_breaks(planted, test_cluster, relation, role):
    post = planted.world.post(role, relation)
    visitor = planted.visitor(post)
    with databases.connect(test_cluster, planted.database) as app:
        theirs = canaries.rows_for(app, actor_of(post).pk)
    direct = addresses_of_every_record(planted, role)
    leaks, broken, shown = [], [], set()
    for path, answer in crawl(visitor, [*STARTS, *direct], most=len(direct) + MOST):
        found = canaries.rows_in(answer.text)
        shown |= found
        if found - theirs:
            leaks.append(f"{path}: {sorted(found - theirs)}")
        if answer.status >= 500:
            broken.append(f"{path}: {answer.status}")
    assert leaks == []
    assert broken == []
    if role in (Role.MASH_MANAGER, Role.TIER2_COORDINATOR) and relation == "home":
        assert len(shown) > 10


def test_no_public_page_shows_any_row(planted):
    visitor = planted.visitor()
    pages = [
        "/",
        "/privacy/",
        "/accessibility/",
        "/tell-us/again/",
        "/tell-us/public/",
        "/tell-us/child/",
        "/healthz",
        "/account/login/",
    ]
    answers = list(crawl(visitor, pages, most=60))
    assert [path for path, answer in answers if canaries.rows_in(answer.text)] == []
    assert [path for path, answer in answers if answer.status >= 500] == []


def test_no_mail_and_no_notice_carries_a_word_of_a_record(planted, test_cluster):
    manager, coordinator = planted.world.post("mash_manager"), planted.world.post("tier2_coordinator")
    offer = planted.world.records["ordinary"].offer
    with acting_as(actor_of(coordinator)) as by:
        offer.refresh_from_db()
        handovers.ask(handover=offer, question="zq0x0x1q Which school?", by=by, at=timezone.now())
        handovers.decline(handover=offer, reason="zq0x0x2q The family moved", by=by, at=timezone.now())
    with databases.connect(test_cluster, planted.database, role="bw_owner") as owner:
        sent = owner.execute(
            "select n::text from notifications_notification n union all select o::text from notifications_outboxmessage o"
        )
        words = [text for (text,) in sent.fetchall()]
    assert words
    assert [text for text in words if canaries.rows_in(text) or "Robin" in text] == []
    assert manager
