"""A session's key is made anew whenever more is opened by it, and opens nothing once its sign-in has ended."""

import re
import time
from pathlib import Path

import allauth
import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings as product
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from breakwater.delivery.web.sign_in import CHANGED
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater_dev.testing import factories as make

PASSWORD = "three odd lanterns"


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def somebody(db):
    """(user, the secret of their code app)."""
    user, secret = make.membership("mash_screener").user, generate_totp_secret()
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, secret)
    return user, secret


def key_of(browser: Client) -> str:
    return browser.cookies[product.SESSION_COOKIE_NAME].value if product.SESSION_COOKIE_NAME in browser.cookies else ""


def sign_in(browser: Client, somebody) -> None:
    user, secret = somebody
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    browser.post("/account/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})
    cache.clear()  # a code is taken once; these tests sign in several times within its half minute
    assert browser.get("/today/").status_code == 200


def at_desk(key: str) -> Client:
    browser = Client()
    browser.cookies[product.SESSION_COOKIE_NAME] = key
    return browser


def test_a_key_that_was_there_before_signing_in_opens_nothing_afterwards(somebody):
    browser = Client()
    browser.post("/account/login/", {"login": somebody[0].email, "password": PASSWORD})
    planted = key_of(browser)
    assert planted
    sign_in(browser, somebody)
    assert key_of(browser) != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert at_desk(planted).get("/today/").status_code == 302


def test_a_key_that_the_visitor_made_up_is_not_taken(somebody):
    browser = at_desk("abcdefghijklmnopqrstuvwxyz012345")
    sign_in(browser, somebody)
    assert key_of(browser) != "abcdefghijklmnopqrstuvwxyz012345"
    assert not Session.objects.filter(session_key="abcdefghijklmnopqrstuvwxyz012345").exists()


def test_a_code_that_was_used_signs_nobody_in_again(somebody):
    user, secret = somebody
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    opened = []
    for browser in (Client(), Client()):
        browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
        browser.post("/account/2fa/authenticate/", {"code": code})
        opened.append(browser.get("/today/").status_code)
    assert opened == [200, 302]


def test_signing_out_ends_the_session_on_the_server(somebody):
    browser = Client()
    sign_in(browser, somebody)
    key = key_of(browser)
    browser.post("/account/logout/")
    assert not Session.objects.filter(session_key=key).exists()
    assert at_desk(key).get("/today/").status_code == 302


@pytest.mark.parametrize("how", ["changed by its owner", "changed otherwise", "closed"])
def test_a_new_password_or_a_closed_account_ends_every_sign_in(somebody, how):
    mine, theirs = Client(), Client()
    for browser in (mine, theirs):
        sign_in(browser, somebody)
    user = somebody[0]
    if how == "changed by its owner":
        new = {"oldpassword": PASSWORD, "password1": "four even candles", "password2": "four even candles"}
        mine.post("/account/password/change/", new)
    elif how == "changed otherwise":
        user.set_password("four even candles")
        user.save()
    else:
        user.is_active = False
        user.save()
    assert theirs.get("/today/").status_code == 302
    assert mine.get("/today/").status_code == 302


def test_whoever_signs_in_is_told_of_each_change_to_how_they_do(somebody):
    user, browser = somebody[0], Client()
    sign_in(browser, somebody)
    new = {"oldpassword": PASSWORD, "password1": "four even candles", "password2": "four even candles"}
    browser.post("/account/password/change/", new)
    told = OutboxMessage.objects.get(to=user.email)
    assert (told.subject, told.body.split("\n")[0]) == (
        "How you sign in to Breakwater changed",
        "Your password was changed.",
    )
    assert user.name not in told.body


def test_each_change_that_the_library_knows_of_has_words():
    library = Path(allauth.__file__).parent
    sent = re.compile(r'"(?:mfa|account)/email/(\w+)"')
    found = {name for path in (library / "mfa").rglob("*.py") for name in sent.findall(path.read_text())}
    assert found >= {"totp_activated", "webauthn_removed"}
    assert found - CHANGED.keys() == set()


def test_a_session_says_nothing_of_its_owner_and_no_script_reads_it(somebody):
    browser = Client()
    sign_in(browser, somebody)
    cookie = browser.cookies[product.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) == 32  # of 36 signs each: 165 bits
    assert somebody[0].email not in str(browser.cookies)
