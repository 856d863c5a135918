"""A page alike for everyone is drawn once in some seconds, and nothing of anybody is in what is kept."""

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from breakwater.delivery.web import kept_pages
from breakwater.foundation.design.pages import is_alike
from breakwater.knowledge.content.models import Feedback, Page
from breakwater_dev.testing.telling import front_door

NONCE = re.compile(r"nonce-([\w-]+)")
OF_ITS_READER = re.compile(rb'nonce="[^"]*"|inlineScriptNonce": "[^"]*"|name="idempotency" value="[^"]*"')
CHANGED = "Mended on a Friday"


@pytest.fixture
def keeping(site_here, settings):
    settings.BREAKWATER_KEPT_SECONDS = 60
    return settings


def changed(site_here) -> str:
    """The address of a page whose title is changed behind the back of what was kept."""
    Page.objects.of(site_here).filter(slug="prevent").update(title=CHANGED)
    return "/guide/prevent/"


def nonce_of(answer) -> str:
    (nonce,) = set(NONCE.findall(answer.headers["Content-Security-Policy"]))
    return nonce


def test_the_second_reader_asks_the_database_nothing_and_has_a_nonce_of_their_own(keeping, client):
    first = client.get("/")
    with CaptureQueriesContext(connection) as made:
        second = client.get("/")
    assert len(made) == 0
    one, other = nonce_of(first), nonce_of(second)
    assert one != other
    assert first.content.count(one.encode()) > 1
    assert second.content == first.content.replace(one.encode(), other.encode())
    assert dict(second.items()) == dict(first.items()) | {
        "Content-Security-Policy": first.headers["Content-Security-Policy"].replace(one, other)
    }


def test_what_changed_is_read_once_the_seconds_are_over(keeping, site_here, client):
    address = changed(site_here)
    assert CHANGED in client.get(address).content.decode()
    Page.objects.of(site_here).filter(slug="prevent").update(title="Mended again")
    assert CHANGED in client.get(address).content.decode()
    keeping.BREAKWATER_KEPT_SECONDS = 0.01
    time.sleep(0.02)
    assert "Mended again" in client.get(address).content.decode()


def test_who_brings_a_cookie_or_a_script_is_answered_anew_and_leaves_nothing_for_others(keeping, site_here, client):
    address = "/guide/prevent/"
    before = client.get(address).content.decode()
    changed(site_here)
    client.cookies["collection"] = "one of one's own"
    assert CHANGED in client.get(address).content.decode()
    client.cookies.clear()
    assert CHANGED in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert CHANGED not in before
    assert CHANGED not in client.get(address).content.decode()


def test_another_host_is_never_answered_with_what_one_was(keeping, site_here, client):
    keeping.ALLOWED_HOSTS = ["north.example.org", "south.example.org"]
    client.get("/guide/prevent/", headers={"Host": "north.example.org"})
    address = changed(site_here)
    assert CHANGED in client.get(address, headers={"Host": "south.example.org"}).content.decode()


@pytest.mark.parametrize(
    "address",
    ["/library/?kind=video", "/no-such-page/", "/find/", "/account/login/", "/worried/public/start/", "/healthz/live"],
)
def test_an_answer_to_a_choice_an_error_a_form_of_ones_own_and_a_sign_of_life_are_not_kept(
    keeping, client, address, monkeypatch
):
    monkeypatch.setattr(kept_pages.KeptPages, "_keep", lambda *said: pytest.fail("kept"))
    client.get(address)


def test_no_more_pages_are_kept_than_there_is_room_for_and_the_newest_stays(keeping, client, monkeypatch):
    monkeypatch.setattr(kept_pages, "MOST_PAGES", 3)
    for number in range(1, 6):
        client.get(f"/services/?page={number}")
    with CaptureQueriesContext(connection) as newest:
        client.get("/services/?page=5")
    with CaptureQueriesContext(connection) as oldest:
        client.get("/services/?page=1")
    assert (len(newest), len(oldest) > 0) == (0, True)


def test_two_readers_of_one_kept_page_both_send_what_they_say(keeping, client):
    for words in ("The number is wrong", "The link is broken"):
        page = client.get("/guide/prevent/").content.decode()
        (token,) = re.findall(r'name="idempotency" value="([^"]+)"', page)
        said = {"idempotency": token, "about": "prevent/", "was_useful": "no", "words": words}
        assert client.post("/feedback/", said).status_code == 302
    assert Feedback.objects.count() == 2


def light_addresses() -> list[str]:
    """Every address without a name in it at which everyone reads the same."""
    found = []

    def walk(resolver, before: str) -> None:
        for each in resolver.url_patterns:
            whole = before + str(each.pattern)
            if not isinstance(each, URLPattern):
                walk(each, whole)
            elif is_alike(each.callback) and "<" not in whole:
                found.append(f"/{whole}")

    walk(get_resolver(), "")
    return sorted(found)


def test_what_is_alike_for_everyone_is_the_same_twice_and_gives_nobody_a_cookie(site_here):
    front_door()
    addresses = [*light_addresses(), "/guide/prevent/"]
    assert {"/", "/worried/", "/library/", "/services/", "/procedures/"} <= set(addresses)
    for address in addresses:
        one, other = (Client().get(address) for _ in range(2))
        assert not one.cookies, address
        assert OF_ITS_READER.sub(b"", one.content) == OF_ITS_READER.sub(b"", other.content), address
