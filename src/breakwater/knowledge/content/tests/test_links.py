"""Links of the library are looked at weekly, from within our network without opening it: only the public web, and little of it."""

import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.knowledge.content import links, waiting
from breakwater.knowledge.content.models import Page, PageLink, Resource
from breakwater.knowledge.content.models.resources import State
from breakwater.knowledge.content.operations import checking_links, checking_pages, sent
from breakwater.partnership.notifications.registry import TODAY_PANELS
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


class Web(BaseHTTPRequestHandler):
    """Says of each path what the test told it to; counts nothing, keeps nothing."""

    pages = {}

    def do_GET(self):
        status, headers, body = self.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


HTML = {"Content-Type": "text/html"}


def page(title: str) -> tuple:
    return 200, HTML, f"<html><title>{title}</title> {timezone.now()}".encode()


@pytest.fixture
def web():
    """A web of one server; `dial` leads every public name to it. Returns its pages and the dial."""
    Web.pages = {"/lesson": page("Consent")}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def dial(host, port, *, secure):
        links.public_address(host, port, _known)
        return socket.create_connection(server.server_address, timeout=5)

    yield Web.pages, dial
    server.shutdown()
    server.server_close()


def _known(host, port):
    return ["10.0.0.7"] if host == "inside.example" else ["93.184.215.14"]


@pytest.fixture
def resource(db):
    return published()


def published() -> Resource:
    now = timezone.now()
    return Resource.objects.create(
        area=make.area(),
        title="Consent",
        summary="A lesson",
        sort="lesson",
        subject="consent",
        address="http://example.org/lesson",
        credit="A school",
        licence="Free",
        offered_at=now,
        state=State.PUBLISHED,
        published_at=now,
        reviewed_on=now.date(),
        expires_on=now.date() + timedelta(days=300),
        words="consent",
    )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b:1::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:7",
        "::7f00:1",
        "::a9fe:a9fe",
        "fec0::1",
    ],
)
def test_no_link_leads_into_a_private_network(address):
    with pytest.raises(links.NotPublic):
        links.public_address("name.example", 443, lambda host, port: ["93.184.215.14", address])


@pytest.mark.parametrize(
    "link",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "http://example.org:5432/",
        "http://user:word@example.org/",
        "http:///lesson",
        "http://example.org:wrong/",
        "http://[x",
    ],
)
def test_only_addresses_of_the_web_are_opened(web, link):
    with pytest.raises(links.NotPublic):
        links.look(link, dial=web[1])


def test_an_address_translated_from_a_public_one_is_public():
    found = ["64:ff9b::5db8:d70e", "2606:2800:220:1::1"]
    assert links.public_address("name.example", 443, lambda host, port: found) == found[0]


def test_a_redirect_to_what_is_no_address_ends_the_look(web):
    pages, dial = web
    pages["/lesson"] = (302, {"Location": "http://[x"}, b"")
    with pytest.raises(links.NotPublic):
        links.look("http://example.org/lesson", dial=dial)


def test_one_that_speaks_byte_by_byte_does_not_hold_up_the_others(monkeypatch):
    monkeypatch.setattr(links, "AT_MOST", 0.3)
    ours, theirs = socket.socketpair()

    def drip():
        with theirs, suppress(OSError):
            theirs.sendall(b"HTTP/1.1 200 OK\r\n")
            for _ in range(200):
                theirs.sendall(b"X")
                time.sleep(0.02)

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    with pytest.raises(links.NotReached, match="in time"):
        links.look("http://example.org/", dial=lambda host, port, *, secure: ours)
    assert time.monotonic() - began < 2


def test_a_redirect_into_a_private_network_is_not_followed(web):
    pages, dial = web
    pages["/lesson"] = (302, {"Location": "http://inside.example/secret"}, b"")
    with pytest.raises(links.NotPublic):
        links.look("http://example.org/lesson", dial=dial)


def test_a_page_whose_words_change_is_the_same_while_its_title_is(web):
    pages, dial = web
    before = links.look("http://example.org/lesson", dial=dial)
    pages["/lesson"] = page("Consent")
    assert links.look("http://example.org/lesson", dial=dial) == before
    pages["/lesson"] = page("This name is for sale")
    assert links.look("http://example.org/lesson", dial=dial) != before


def test_what_is_large_is_read_only_so_far_and_circles_end(web):
    pages, dial = web
    pages["/large"] = (200, {"Content-Type": "application/pdf"}, b"x" * (links.LARGEST * 3))
    pages["/round"] = (302, {"Location": "/round"}, b"")
    assert links.look("http://example.org/large", dial=dial).mark
    assert links.look("http://example.org/round", dial=dial).why == "It leads in circles"


@pytest.mark.parametrize(
    ("answer", "why"), [((404, {}, b""), "not there any more"), (page("A casino"), "something else")]
)
def test_a_dead_or_changed_link_is_taken_out_and_listed_to_its_keeper(web, resource, signed_in, answer, why):
    pages, dial = web
    desk, now = signed_in(make.actor("business_manager")), timezone.now()
    assert checking_links.check(resource=resource, at=now, dial=dial) == ""
    assert checking_links.due(at=now) == []
    pages["/lesson"] = answer
    later = now + timedelta(days=8)
    (due,) = checking_links.due(at=later)
    assert why in checking_links.check(resource=due, at=later, dial=dial)
    assert Resource.objects.get().state == State.ARCHIVED
    shown = desk.get("/site/").content.decode()
    assert "Links that died or lead elsewhere" in shown
    assert why in shown


def test_what_somebody_took_out_meanwhile_stays_so_and_the_check_goes_on(web, resource):
    pages, dial = web
    pages["/lesson"] = (404, {}, b"")
    Resource.objects.filter(pk=resource.pk).update(state=State.ARCHIVED)
    assert checking_links.check(resource=resource, at=timezone.now(), dial=dial) == ""


def test_a_site_that_refuses_machines_for_an_hour_is_not_dead(web, resource):
    pages, dial = web
    now = timezone.now()
    checking_links.check(resource=resource, at=now, dial=dial)
    pages["/lesson"] = (403, {}, b"")
    later = now + timedelta(days=8)
    assert checking_links.check(resource=Resource.objects.get(), at=later, dial=dial) == ""
    assert Resource.objects.get().state == State.PUBLISHED
    (due,) = checking_links.due(at=later + timedelta(days=1))
    assert "It refuses us (403)" in checking_links.check(resource=due, at=later + timedelta(days=1), dial=dial)


def test_what_nobody_has_looked_at_yet_comes_first(resource, monkeypatch):
    now = timezone.now()
    Resource.objects.filter(pk=resource.pk).update(link_checked_at=now - timedelta(days=9))
    never = published()
    monkeypatch.setattr(checking_links, "AT_ONCE", 1)
    assert checking_links.due(at=now) == [never]


def test_a_site_that_does_not_answer_for_an_hour_is_not_dead(web, resource):
    pages, dial = web
    pages["/lesson"] = (503, {}, b"")
    now = timezone.now()
    assert checking_links.check(resource=resource, at=now, dial=dial) == ""
    assert Resource.objects.get().state == State.PUBLISHED
    assert checking_links.due(at=now + timedelta(hours=1)) == []
    (due,) = checking_links.due(at=now + timedelta(days=1))
    assert "two days running" in checking_links.check(resource=due, at=now + timedelta(days=1), dial=dial)


def body(*addresses: str) -> list:
    rich = "".join(f'<p>See <a href="{each}">there</a>.</p>' for each in addresses)
    alone = {"words": "There", "address": "https://example.org/alone", "note": ""}
    return [
        {"type": "parts", "value": [{"type": "item", "id": "1", "value": {"heading": "Part", "words": rich}}]},
        {"type": "links", "value": [{"type": "item", "id": "2", "value": alone}]},
    ]


def leads_to(page: Page) -> set[str]:
    return set(page.leads_to.values_list("address", flat=True))


def test_every_link_within_a_page_is_known_and_forgotten_when_it_leads_there_no_more(site_here):
    page = Page.objects.get(slug="tier-2-co-ordinators")
    page.body = body("https://example.org/a?b=1&amp;c=2", "/library/")
    page.save()
    assert checking_pages.gather() > 2
    assert leads_to(page) == {"https://example.org/a?b=1&c=2", "https://example.org/alone"}
    assert checking_pages.gather() == 0
    page.body = body()
    page.save()
    checking_pages.gather()
    assert leads_to(page) == {"https://example.org/alone"}


def test_a_dead_link_in_a_page_is_listed_to_whoever_keeps_it_until_it_is_there_again(web, site_here, signed_in, by):
    pages, dial = web
    page, now = Page.objects.get(slug="tier-2-co-ordinators"), timezone.now()
    page.body = body("http://example.org/lesson", "http://example.org/gone")
    page.save()
    checking_pages.gather()
    PageLink.objects.exclude(address__startswith="http://example.org/").delete()
    desk = signed_in(by)
    for address in checking_pages.due(at=now):
        checking_pages.check(address=address, at=now, dial=dial)
    assert checking_pages.due(at=now) == []
    for shown in (desk.get("/site/").content.decode(), desk.get("/today/").content.decode()):
        assert "http://example.org/gone" in shown
        assert "http://example.org/lesson" not in shown
    pages["/gone"], later = (200, HTML, b"Here again"), now + timedelta(days=8)
    assert set(checking_pages.due(at=later)) == {"http://example.org/gone", "http://example.org/lesson"}
    assert checking_pages.check(address="http://example.org/gone", at=later, dial=dial) == ""
    assert "leads nowhere" not in desk.get("/today/").content.decode()


def test_what_readers_wrote_stands_on_today_before_dead_links_and_each_team_hears_of_its_own(
    site_here, by, monkeypatch
):
    now = timezone.now()
    facts = {"failed_at": now - timedelta(days=3), "why": "Not there", "checked_at": now}
    page = Page.objects.get(slug="tier-2-co-ordinators")
    for number in range(6):
        PageLink.objects.create(page=page, address=f"https://example.org/{number}", **facts)
    sent.send(area=make.area(), about="prevent/", was_useful=False, words="He hits her", key=uuid4(), at=now)
    with acting_as(by):
        rows = TODAY_PANELS["content.site"](by, now).rows
    assert rows[0].text == "A reader wrote about the site"
    assert rows[1].tag == "Dead link"
    writer = make.actor("link_manager")
    last = Page.objects.get(slug="babies")
    Page.objects.filter(pk=last.pk).update(kept_by=writer.membership.team)
    PageLink.objects.create(page=last, address="https://example.org/last", **facts | {"failed_at": now})
    monkeypatch.setattr(waiting, "MOST", 3)
    with acting_as(writer):
        assert [row.text for row in TODAY_PANELS["content.site"](writer, now).rows] == [
            f"A link in “{last.title}” leads nowhere"
        ]


def test_a_page_link_that_does_not_answer_for_an_hour_or_refuses_machines_is_not_dead(web, site_here):
    pages, dial = web
    page, now = Page.objects.get(slug="tier-2-co-ordinators"), timezone.now()
    PageLink.objects.create(page=page, address="http://example.org/slow")
    pages["/slow"] = (503, {}, b"")
    assert checking_pages.check(address="http://example.org/slow", at=now, dial=dial) == ""
    assert not PageLink.objects.dead().exists()
    assert checking_pages.due(at=now + timedelta(days=1)) == ["http://example.org/slow"]
    why = checking_pages.check(address="http://example.org/slow", at=now + timedelta(days=1), dial=dial)
    assert "two days running" in why
    pages["/slow"] = (403, {}, b"")
    assert checking_pages.check(address="http://example.org/slow", at=now + timedelta(days=9), dial=dial) == ""
    assert not PageLink.objects.dead().exists()
