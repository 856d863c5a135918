"""Signing in, whole: password, then a passkey or a code, and nothing opens before."""

import re
import time

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, resolve

from breakwater.delivery.web.sign_in import AccountAdapter
from breakwater.delivery.web.templatetags.shell import browser_in_words
from breakwater.foundation.design.pages import is_public
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater_dev.testing import factories as make

PASSWORD = "three odd lanterns"


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def screener(db):
    post = make.membership("mash_screener")
    post.user.set_password(PASSWORD)
    post.user.save()
    return post


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def password_step(browser, post, password=PASSWORD):
    return browser.post("/account/login/", {"login": post.user.email, "password": password})


def test_a_password_alone_opens_nothing_but_the_setting_up(screener):
    browser = Client()
    password_step(browser, screener)
    for path in ("/today/", "/notifications/", "/me/", "/staff/", "/kept-text/", "/gallery/"):
        assert browser.get(path)["Location"] == "/account/second-factor/", path
    assert "Set up a passkey" in browser.get("/account/second-factor/").content.decode()


def test_no_page_of_ours_opens_to_a_password_alone(screener, sign_in):
    browser = sign_in(factor=False, membership=screener)
    opened = []
    for pattern in plain_patterns():
        if is_public(resolve(f"/{pattern}").func) or pattern.startswith("account/"):
            continue
        if browser.get(f"/{pattern}").status_code == 200:
            opened.append(pattern)
    assert opened == []


def plain_patterns(resolver=None, prefix=""):
    """Every address without parameters."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if hasattr(pattern, "url_patterns"):
            yield from plain_patterns(pattern, route)
        elif not re.search(r"[<(\\]", route):
            yield route


def test_setting_up_a_code_app_makes_the_sign_in_whole(transactional_db):
    screener = make.membership("mash_screener")
    screener.user.set_password(PASSWORD)
    screener.user.save()
    browser = Client()
    password_step(browser, screener)
    page = browser.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]+)<', page)[1]
    answer = browser.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    assert browser.get("/today/").status_code == 200
    assert Authenticator.objects.filter(user=screener.user, type="recovery_codes").exists()


def test_whoever_chose_a_password_by_the_page_for_a_forgotten_one_sets_up_a_second_factor(transactional_db):
    """As the first of an area does, who was given a role on the command line and no password."""
    first = make.membership("business_manager")
    browser = Client()
    browser.post("/account/password/reset/", {"email": first.user.email})
    link = re.search(r"http://\S+?(/account/\S+)", OutboxMessage.objects.get().body)[1]
    page = browser.get(link, follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": "four even candles", "password2": "four even candles"})
    password_step(browser, first, "four even candles")
    page = browser.get("/account/2fa/totp/activate/", follow=True).content.decode()
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]+)<', page)[1]
    browser.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert browser.get("/today/").status_code == 200


def test_afterwards_the_code_is_asked_for_at_every_sign_in(screener):
    secret = generate_totp_secret()
    TOTP.activate(screener.user, secret)
    browser = Client()
    assert password_step(browser, screener)["Location"].startswith("/account/2fa/authenticate/")
    assert browser.get("/today/")["Location"].startswith("/account/login/")
    assert browser.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    answer = browser.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert answer["Location"] == "/today/"
    assert browser.get("/today/").status_code == 200


def test_the_last_second_factor_cannot_be_taken_away(screener, sign_in):
    TOTP.activate(screener.user, generate_totp_secret())
    browser = Client()
    browser.force_login(screener.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=screener.user, type="totp").exists()


def test_a_failed_sign_in_is_on_record_without_the_address_that_was_typed(screener, owner_connection):
    for password in ("wrong one here", "wrong two here"):
        assert "There is a problem" in password_step(Client(), screener, password).content.decode()


def fails(screener, browser=None, times=1, **more):
    browser = browser or Client()
    for _ in range(times):
        answer = browser.post("/account/login/", {"login": screener.user.email, "password": "wrong one here"}, **more)
    return "Too many failed" in answer.content.decode()


def test_ten_failures_of_an_account_have_to_wait_whatever_host_they_ask_for(screener, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for number in range(10):
        assert not fails(
            screener, headers={"host": f"host{number}.example:{8000 + number}"}, REMOTE_ADDR=f"192.0.2.{number}"
        )
    assert fails(screener, headers={"host": "another.example"}, REMOTE_ADDR="192.0.2.99")
    assert "Too many failed" in password_step(Client(), screener).content.decode()


def test_a_guesser_elsewhere_does_not_lock_the_owner_out_of_a_device_they_signed_in_on(screener):
    own = Client()
    assert password_step(own, screener).status_code == 302
    own.post("/account/logout/")
    fails(screener, times=11)
    assert "Too many failed" in password_step(Client(), screener).content.decode()
    assert password_step(own, screener).status_code == 302
    own.post("/account/logout/")
    assert not fails(screener, own, times=10)
    assert fails(screener, own)


def test_a_hundred_failures_of_a_source_have_to_wait_and_its_sign_ins_do_not_count(screener, monkeypatch):
    monkeypatch.setattr(AccountAdapter, "authentication_failed", lambda *_, **__: None)
    monkeypatch.setattr(
        AuthenticationBackend, "authenticate", lambda *_, **__: None
    )  # a hundred real hashes take a minute
    for number in range(100):
        answer = Client().post(
            "/account/login/", {"login": f"person{number}@example.org", "password": "wrong one here"}
        )
        assert "Too many failed" not in answer.content.decode()
    assert fails(screener)
    assert not fails(screener, REMOTE_ADDR="192.0.2.5")


def test_sign_ins_behind_one_address_are_not_counted(screener):
    for _ in range(12):
        assert password_step(Client(), screener).status_code == 302
    assert not fails(screener, times=10)


def test_a_new_password_comes_through_the_outbox(screener):
    browser = Client()
    browser.post("/account/password/reset/", {"email": screener.user.email})
    mail = OutboxMessage.objects.get()
    assert (mail.to, mail.subject) == (screener.user.email, "Choose a new password for Breakwater")
    assert screener.user.name not in mail.body
    link = re.search(r"http://\S+?(/account/\S+)", mail.body)[1]
    page = browser.get(link, follow=True)
    assert "Choose a new password" in page.content.decode()
    browser.post(page.redirect_chain[-1][0], {"password1": "four even candles", "password2": "four even candles"})
    screener.user.refresh_from_db()
    assert screener.user.check_password("four even candles")


def test_an_unknown_address_is_answered_in_the_same_words(screener):
    known = Client().post("/account/password/reset/", {"email": screener.user.email}, follow=True).content.decode()
    unknown = Client().post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True).content.decode()
    assert re.sub(r'nonce="[^"]*"|value="[^"]{20,}"', "", known) == re.sub(
        r'nonce="[^"]*"|value="[^"]{20,}"', "", unknown
    )


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "password/set/",
        "3rdparty/",
        "3rdparty/signup/",
        "social/signup/",
        "social/connections/",
    ],
)
def test_what_is_switched_off_is_not_there(sign_in, path):
    assert sign_in().get(f"/account/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-abc/",
        "inactive/",
        "3rdparty/login/cancelled/",
        "3rdparty/login/error/",
    ],
)
def test_pages_before_sign_in_wear_the_shell(db, path):
    page = Client().get(f"/account/{path}", follow=True).content.decode()
    assert page.count("<h1 ") == 1
    assert 'class="bw-header bw-header--public"' in page
    assert "bw-danger-bar" not in page


@pytest.mark.parametrize(
    "path",
    [
        "2fa/",
        "2fa/webauthn/",
        "password/change/",
        "sessions/",
        "logout/",
        "reauthenticate/",
        "2fa/totp/deactivate/",
        "2fa/webauthn/add/",
        "2fa/recovery-codes/generate/",
    ],
)
def test_pages_behind_sign_in_wear_the_shell(screener, path):
    secret = generate_totp_secret()
    TOTP.activate(screener.user, secret)
    browser = Client()
    password_step(browser, screener)
    browser.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    answer = browser.get(f"/account/{path}", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1 ") == 1
    assert "as <strong>MASH screener</strong>" in page


def test_whoever_has_no_password_here_is_offered_none_to_change(screener, sign_in):
    link = "/account/password/change/"
    assert link in sign_in(membership=screener).get("/me/").content.decode()
    screener.user.set_unusable_password()
    screener.user.save()
    page = sign_in(membership=screener).get("/me/").content.decode()
    assert link not in page
    assert "you sign in without one" in page


def test_what_is_typed_wrong_is_answered_with_what_to_do(screener):
    TOTP.activate(screener.user, generate_totp_secret())
    browser = Client()
    assert (
        "The e-mail address or the password is not right" in password_step(browser, screener, "not it").content.decode()
    )
    password_step(browser, screener)
    answer = browser.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "Enter the one the app shows now" in answer


def test_a_password_is_changed_in_our_words_and_signs_out(screener, sign_in):
    browser = sign_in(membership=screener)
    page = browser.get("/account/password/change/", follow=True).content.decode()
    assert all(
        words in page for words in ("Your password of today", "The new password again", "At least 12 characters")
    )
    wrong = {"oldpassword": "not it at all", "password1": "four even candles", "password2": "four even candles"}
    assert "That is not your password of today" in browser.post("/account/password/change/", wrong).content.decode()
    browser.post("/account/password/change/", wrong | {"oldpassword": PASSWORD})
    assert browser.get("/me/")["Location"].startswith("/account/login/")
    assert password_step(Client(), screener).status_code == 200
    assert password_step(Client(), screener, "four even candles").status_code == 302


def test_one_shell_is_drawn_by_both_engines(screener, sign_in):
    browser = sign_in(membership=screener)
    ours, theirs = (browser.get(path).content.decode() for path in ("/kept-text/", "/account/logout/"))

    def shell(page):
        header = re.search(r"<header.*?</header>", page, re.S)[0]
        footer = re.search(r"<footer.*?</footer>", page, re.S)[0]
        return [re.sub(r'nonce="[^"]*"|value="[^"]{20,}"', "", part) for part in (header, footer)]

    def landmarks(page):
        return re.findall(r"<(header|main|footer|nav)\b", re.sub(r'<nav aria-label="(?!Main)[^>]*>', "", page))

    assert shell(ours) == shell(theirs)
    assert landmarks(ours) == landmarks(theirs)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8", "Another browser"),
    ],
)
def test_a_browser_is_named_in_words(said, words):
    assert browser_in_words(said) == words
