"""Every way in without a sign-in, found by the addresses: each says why it tells nobody who or what is known.

A new address that takes something in fails until it stands here: with the test that proves its answers alike for what is known and what is
not, or with the reason why what is sent there names nobody. What opens by the key in its address is tried here with keys of nobody.
"""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.cache import cache as kept
from django.test import Client
from django.urls import URLPattern, get_resolver

from breakwater.delivery.api.v1.gathering import written
from breakwater.foundation.design.pages import is_public
from breakwater_dev.testing.telling import front_door

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = "tests/security/test_nobody_is_found_out.py::"
API = "src/breakwater/delivery/api/tests/"
WITHOUT = "src/breakwater/practice/front_door/contact_form/tests/test_without_an_account.py::"

# What is asked for somebody who may be known or not, and the test that its answers are alike.
ALIKE = {
    "account/login/": HERE + "test_a_password_that_is_wrong_is_answered_alike_whoever_is_named",
    "account/password/reset/": HERE
    + "test_a_forgotten_password_is_answered_alike_and_writes_one_message_whoever_is_named",
    "contacts/without-account/resume/": HERE
    + "test_a_code_that_is_one_and_a_code_that_is_none_are_refused_in_the_same_words",
    "contacts/without-account/receipt/": HERE
    + "test_a_code_that_is_one_and_a_code_that_is_none_are_refused_in_the_same_words",
    "tell-us/again/": "src/breakwater/practice/front_door/contact_form/tests/test_telling_us_more.py::"
    "test_sg_26_the_answer_is_the_same_whether_the_reference_is_one_or_not",
    "bulletins/join/": "src/breakwater/knowledge/content/tests/test_bulletins.py::"
    "test_nothing_tells_whether_an_address_is_subscribed",
    "api/v1/<path:rest>": API + "test_keys_of_systems.py::test_a_key_that_is_none_is_answered_in_the_same_words",
}
# What is sent there is about nobody who could be known: it is searched in what is public, or begins something new.
NOBODY = {
    "services/": "a search of public entries",
    "services/<uuid:uuid>/suggest/": "of a public entry",
    "find/": "a search of the public site",
    "library/": "a search of published resources",
    "library/<str:public_id>/keep/": "a published resource, into a collection without a name",
    "library/offer/": "something new",
    "library/ask-the-police/": "something new",
    "feedback/": "something new",
    "training/certificates/": "says of a number whether it is a certificate's, which is what it is for, and no name",
    "training/courses/<str:public_id>/need/": "something new, of a published course",
    "contacts/without-account/": "begins a form of one's own",
    "contacts/without-account/form/<slug:page>/": "one's own form, by a cookie",
    "contacts/without-account/send/": "one's own form, by a cookie",
    "contacts/without-account/stop/": "forgets one's own form",
    "tell-us/": "begins a form of one's own",
    "tell-us/leave/": "leads away",
    "tell-us/<concern_route:route>/carried/": "one's own words, from the search",
    "tell-us/<concern_route:route>/send/": "one's own form, by a cookie",
    "tell-us/<concern_route:route>/stop/": "forgets one's own form",
    "tell-us/<concern_route:route>/q/<slug:page>/": "one's own form, by a cookie",
    "notify-a-death/": "something new; no child is looked up before a colleague reads it",
    "guide/": "leads to the first page",
}
# Behind a link that was opened: without it every one of them is the same closed page.
BEHIND_A_LINK = {
    "family/plan/",
    "family/part/",
    "family/comment/",
    "family/danger/",
    "family/plan.pdf",
    "family/meeting.ics",
    "agency-return/",
    "agency-summary/",
    "agency-audit/",
}
KEY = re.compile(r"<str:(?:token|key)>|\(\?P<uidb36>.*")
WELL_FORMED, OTHER = "X8xT_paKwBOmqLYqkW4bCZ3VF8lX-Dn6", "Zb7T-qaKwBOmqLYqkW4bCZ3VF8lX_Dn5"
UUID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    kept.clear()


def filled(route: str, key: str = WELL_FORMED) -> str:
    route = re.sub(r"\(\?P<uidb36>.*", f"1-{key}/", route).replace("<uuid:uuid>", UUID)
    route = route.replace("<concern_route:route>", "public")
    return "/" + re.sub(
        r"\(\?P<\w+>[^)]*\)", "a", re.sub(r"<(?:\w+:)?\w+>", lambda found: key if KEY.match(found[0]) else "1", route)
    )


def answered(path: str, said: dict | None = None) -> tuple:
    """(status, where it leads, what is read but for what changes with each page)."""
    kept.clear()
    answer = Client().get(path) if said is None else Client().post(path, said)
    page = answer.content.decode() if not answer.streaming else ""
    page = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page)
    return answer.status_code, answer.headers.get("Location", ""), page


@cache
def open_addresses() -> tuple[str, ...]:
    """Each address that is answered without a sign-in, by its pattern."""
    found = []

    def walk(resolver, before: str) -> None:
        for each in resolver.url_patterns:
            whole = before + str(each.pattern).lstrip("^").rstrip("$")
            if not isinstance(each, URLPattern):
                walk(each, whole)
            elif is_public(each.callback) or whole.startswith("account/"):
                found.append(whole)

    walk(get_resolver(), "")
    return tuple(dict.fromkeys(found))


def doors() -> set[str]:
    """Those of them that take something in, or have a key in their address: not closed (404 of a page that is off), nor asking to sign in."""
    found = set()
    for route in open_addresses():
        if KEY.search(route):
            found.add(route)
            continue
        status, leads, page = answered(filled(route), {})
        is_closed = status == 405 or leads.startswith("/account/login/")
        is_off = status == 404 and route.startswith("account/")
        if not is_closed and not is_off:
            found.add(route)
    return found


def test_every_door_stands_in_one_of_the_lists(db):
    front_door()
    by_key = {route for route in open_addresses() if KEY.search(route)}
    assert doors() - by_key == ALIKE.keys() | NOBODY.keys() | BEHIND_A_LINK
    assert not ALIKE.keys() & NOBODY.keys()
    assert len(by_key) > 20


def test_each_test_that_a_door_names_is_there():
    for reference in ALIKE.values():
        path, _, name = reference.partition("::")
        assert name in {
            each.name for each in ast.parse((CHECKOUT / path).read_text()).body if isinstance(each, ast.FunctionDef)
        }, reference


def test_a_key_of_nobody_opens_nothing_and_two_of_them_are_answered_alike_read_or_sent(db):
    front_door()
    for route in sorted(route for route in open_addresses() if KEY.search(route)):
        for said in (
            None,
            {"number": "123456", "name": "x", "password": "three odd lanterns", "email": "a@example.org"},
        ):
            seen = {
                tuple(str(part).replace(key, "KEY") for part in answered(filled(route, key), said))
                for key in (WELL_FORMED, OTHER)
            }
            assert len(seen) == 1, (route, said)
            assert {int(status) for status, *_ in seen} <= {200, 302, 403, 404, 405, 410}, route


def test_behind_a_link_that_nobody_opened_every_page_is_the_same_closed_one(db):
    front_door()
    plain = {
        answered(f"/{route}")[::2] for route in BEHIND_A_LINK if route.startswith("family/") and "danger" not in route
    }
    statuses = {status for status, _ in plain}
    assert statuses <= {200, 404, 405, 410}
    assert len({page for status, page in plain if status == 200}) == 1


def test_without_a_key_the_interface_is_closed_but_for_what_everyone_may_read(db):
    """Each operation of the document: whoever has no key reads the same words, whether what they name is there or not."""
    open_to_all = {f"/api/v1/{name}" for name in ("", "library", "news", "training", "policies", "openapi.json")}
    said = json.loads(written())["paths"]
    assert len(said) >= 8
    for path, methods in said.items():
        if path in open_to_all:
            continue
        for method in methods:
            seen = set()
            for reference in ("C-26-AAAAA-A", "C-26-BBBBB-B"):
                kept.clear()
                ask = getattr(Client(), method)
                address = re.sub(r"\{\w+\}", reference, path)
                answer = ask(address) if method == "get" else ask(address, "{}", content_type="application/json")
                seen.add((answer.status_code, answer.content))
            assert len(seen) == 1, (method, path)
            assert next(iter(seen))[0] == 401, (method, path, seen)
