"""A session's key is made anew whenever more is opened by it, and opens nothing once its sign-in has ended."""

import re
import time
from pathlib import Path

import allauth
import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
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


def code_now(somebody) -> str:
    return format_hotp_value(hotp_value(somebody[1], int(time.time()) // 30))


def test_whoever_shows_again_that_it_is_them_goes_on_under_a_new_key(somebody):
    browser = Client()
    sign_in(browser, somebody)
    before = key_of(browser)
    assert browser.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    after = key_of(browser)
    assert after != before
    assert browser.get("/today/").status_code == 200
    assert at_desk(before).get("/today/").status_code == 302
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [after]


@pytest.mark.parametrize("page", ["/account/2fa/webauthn/add/", "/account/2fa/recovery-codes/generate/"])
def test_a_change_to_how_one_signs_in_asks_again_after_five_minutes(somebody, page):
    browser = Client()
    sign_in(browser, somebody)
    assert browser.get(page).status_code == 200
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert browser.get(page)["Location"].startswith("/account/reauthenticate/")


def test_nobody_ends_others_sign_ins_at_a_screen_that_was_left(somebody):
    left, theirs = Client(), Client()
    for browser in (left, theirs):
        sign_in(browser, somebody)
    session = left.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert left.post("/account/sessions/")["Location"].startswith("/account/reauthenticate/")
    assert theirs.get("/today/").status_code == 200
    assert left.post("/account/reauthenticate/?next=/account/sessions/", {"password": PASSWORD}).status_code == 302
    left.post("/account/sessions/")
    assert (theirs.get("/today/").status_code, left.get("/today/").status_code) == (302, 200)


def test_a_code_of_the_half_minute_before_is_not_taken(somebody):
    user, secret = somebody
    late = format_hotp_value(hotp_value(secret, int(time.time()) // 30 - 2))
    browser = Client()
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    browser.post("/account/2fa/authenticate/", {"code": late})
    assert browser.get("/today/").status_code == 302


@pytest.mark.parametrize("password", ["  three odd lanterns  ", "Zwölf 🌊 Wörter, ein Satz. " * 8])
def test_a_password_is_taken_as_it_was_typed_however_long(somebody, password):
    user = somebody[0]
    user.set_password(password)
    user.save()
    for typed, passes in (
        (password, True),
        (password.strip(), False),
        (password.upper(), False),
        (password[:-3], False),
    ):
        cache.clear()
        answer = Client().post("/account/login/", {"login": user.email, "password": typed})
        assert (answer.status_code == 302) is passes, typed


def test_the_way_out_stands_on_every_page_of_both_engines(somebody):
    browser = Client()
    sign_in(browser, somebody)
    for page in ("/today/", "/me/", "/me/keys/", "/notifications/", "/account/sessions/", "/account/password/change/"):
        assert 'action="/account/logout/"' in browser.get(page).content.decode(), page


def test_the_owner_hears_once_a_day_that_somebody_guesses(somebody):
    user = somebody[0]
    for _ in range(13):
        Client().post("/account/login/", {"login": user.email.upper(), "password": "four odd lanterns"})
    told = OutboxMessage.objects.get()
    assert (told.to, told.subject) == (user.email, "Somebody tried to sign in to Breakwater as you")
    Client().post("/account/login/", {"login": "nobody@example.org", "password": "x"})
    assert OutboxMessage.objects.count() == 1


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
