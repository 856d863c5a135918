"""How long a sign-in lasts, and what happens to typed text when it ends."""

import pytest
from django.core.cache import cache
from django.test import Client

from breakwater.delivery.web import sessions


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def shift(browser, **moments):
    """Set the session's clocks so many seconds into the past."""
    session = browser.session
    for name, seconds in moments.items():
        session[name] = sessions.now() - seconds
    session.save()


def test_fourteen_minutes_away_is_no_matter(sign_in):
    browser = sign_in()
    shift(browser, seen_at=14 * 60)
    assert browser.get("/today/").status_code == 200
    assert sessions.now() - browser.session["seen_at"] < 5


def test_fifteen_minutes_away_ends_the_sign_in(sign_in):
    browser = sign_in()
    shift(browser, seen_at=15 * 60)
    answer = browser.get("/today/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=%2Ftoday%2F&why=away")
    assert "_auth_user_id" not in browser.session


def test_the_sign_in_page_opened_by_a_tab_left_alone_leads_back_to_where_its_person_was(sign_in):
    browser = sign_in()
    page = browser.get("/me/keys/?from=here").content.decode()
    assert 'data-signed-out="/account/login/?next=%2Fme%2Fkeys%2F%3Ffrom%3Dhere&amp;why=away"' in page
    shift(browser, seen_at=15 * 60)
    answer = browser.get("/account/login/?next=%2Fme%2Fkeys%2F&why=away")
    assert answer.status_code == 200
    assert '<input type="hidden" name="next" value="/me/keys/">' in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_what_was_sent_leads_back_to_the_page_it_was_sent_from_and_nowhere_else(sign_in):
    for came_from, leads_to in (
        ("http://testserver/me/keys/?from=here", "%2Fme%2Fkeys%2F%3Ffrom%3Dhere"),
        ("http://elsewhere.example/me/", "%2Ftoday%2F"),
        ("", "%2Ftoday%2F"),
    ):
        browser = sign_in()
        shift(browser, seen_at=15 * 60)
        answer = browser.post("/posts/", headers={"referer": came_from})
        assert answer["Location"] == f"/account/login/?next={leads_to}&why=away"


def test_eight_hours_end_the_sign_in_of_someone_who_never_stopped(sign_in):
    browser = sign_in()
    shift(browser, began_at=8 * 3600, seen_at=5)
    assert browser.get("/today/")["Location"].startswith("/account/login/")


def test_typed_text_is_kept_encrypted_and_given_back_after_signing_in(sign_in):
    browser = sign_in()
    shift(browser, seen_at=16 * 60)
    answer = browser.post("/me/keys/", {"words": "The boy said he was cold.", "csrfmiddlewaretoken": "x"})
    assert (answer.status_code, answer["Location"]) == (303, "/account/login/?next=%2Fkept-text%2F&why=kept")
    sealed = cache.get(f"kept-text:{browser.post_held.user.pk}")
    assert "cold" not in str(sealed)

    again = sign_in(membership=browser.post_held)
    page = again.get("/kept-text/").content.decode()
    assert "The boy said he was cold." in page
    assert 'action="/me/keys/"' in page
    assert "We kept what you were sending" in again.get("/today/").content.decode()

    again.post("/kept-text/", {"number": "0"})
    assert sessions.kept_text(browser.post_held.user) == []


def test_a_second_tab_sent_after_the_first_is_kept_too(sign_in):
    browser = sign_in()
    shift(browser, seen_at=16 * 60)
    browser.post("/me/keys/", {"words": "first tab"})
    browser.post("/posts/", {"words": "second tab"})
    assert [entry["path"] for entry in sessions.kept_text(browser.post_held.user)] == ["/me/keys/", "/posts/"]


def test_nobody_else_gets_kept_text(sign_in):
    browser = sign_in()
    shift(browser, seen_at=16 * 60)
    browser.post("/me/keys/", {"words": "The boy said he was cold."})
    assert "cold" not in sign_in().get("/kept-text/").content.decode()


def test_a_page_elsewhere_cannot_leave_text_with_us(sign_in):
    browser = sign_in()
    shift(browser, seen_at=16 * 60)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    strict.post("/me/keys/", {"words": "planted"})
    assert sessions.kept_text(browser.post_held.user) == []


def test_a_password_is_never_kept(sign_in):
    browser = sign_in()
    shift(browser, seen_at=16 * 60)
    browser.post("/account/password/change/", {"oldpassword": "secret one", "password1": "secret two"})
    assert sessions.kept_text(browser.post_held.user) == []


def test_an_autosave_after_the_end_hears_401_and_keeps_its_words_in_the_tab(sign_in):
    browser = sign_in()
    shift(browser, seen_at=16 * 60)
    assert browser.post("/me/keys/", {"words": "x"}, headers={"X-Requested-With": "fetch"}).status_code == 401


def test_htmx_is_sent_to_sign_in_as_a_whole_page(sign_in):
    browser = sign_in()
    shift(browser, seen_at=16 * 60)
    answer = browser.get("/today/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/account/login/")


def test_staying_signed_in_starts_the_fifteen_minutes_again(sign_in):
    browser = sign_in()
    shift(browser, seen_at=14 * 60)
    assert browser.post("/keep-alive/").status_code == 204
    assert sessions.now() - browser.session["seen_at"] < 5


def test_a_stranger_is_asked_to_sign_in_and_then_goes_on(db):
    assert Client().get("/notifications/")["Location"] == "/account/login/?next=%2Fnotifications%2F"
