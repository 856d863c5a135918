"""What stands in the audit of sign-ins and refusals, although the request itself was undone."""

import pytest
from django.core.cache import caches
from django.test import Client

from breakwater.partnership.organisations.models import User
from breakwater_dev.testing import factories as make

PASSWORD = "three odd lanterns"


@pytest.fixture
def screener(transactional_db):
    post = make.membership("mash_screener")
    post.user.set_password(PASSWORD)
    post.user.save()
    return post


def entries(owner_connection, kind):
    rows = owner_connection.execute(
        "select human_id, acting_as, route, verb, facts::text || reason || route from audit_entry where kind = %s order by id",
        [kind],
    )
    return rows.fetchall()


def test_a_failed_sign_in_is_on_record_without_what_was_typed(screener, owner_connection):
    for typed in (screener.user.email, "nobody@example.org"):
        Client().post("/account/login/", {"login": typed, "password": "wrong one here"})
    found = entries(owner_connection, "sign_in_failed")
    assert [row[0] for row in found] == [screener.user_id, None]
    assert "nobody" not in str(found)


def test_a_sign_in_is_on_record(screener, owner_connection):
    Client().post("/account/login/", {"login": screener.user.email, "password": PASSWORD})
    [row] = entries(owner_connection, "sign_in")
    assert row[0] == screener.user_id
    assert '"methods": ["password"]' in row[4]


def test_a_refusal_is_on_record_although_all_else_is_undone(screener, owner_connection):
    browser = Client()
    browser.force_login(screener.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session["factor_added"] = True
    session.save()
    assert browser.get("/staff/").status_code == 403
    [row] = entries(owner_connection, "refusal")
    assert (row[0], row[2]) == (screener.user_id, "staff/")
    assert row[1].startswith("MASH screener, ")
    assert "PEOPLE_INVITE" in row[4]


def test_the_limit_on_failures_holds_in_every_process_and_in_an_undone_request(screener):
    assert caches["default"]._table == "delivery_cache"
    for _ in range(10):
        Client().post("/account/login/", {"login": screener.user.email, "password": "wrong one here"})
    page = Client().post("/account/login/", {"login": screener.user.email, "password": PASSWORD}).content.decode()
    assert "Too many failed" in page
    assert User.objects.get(pk=screener.user_id).last_login is None


def test_another_spelling_under_which_the_account_is_found_gives_a_guesser_no_more_tries(screener):
    User.objects.filter(pk=screener.user_id).update(email="tess.innis@example.org")
    for typed in ("tess.innis@example.org", "te\u017fs.innis@example.org") * 5:
        Client().post("/account/login/", {"login": typed, "password": "wrong one here"})
    for typed in ("te\u017f\u017f.innis@example.org", "tess.inni\u017f@example.org", "TESS.INNIS@example.org"):
        page = Client().post("/account/login/", {"login": typed, "password": PASSWORD}).content.decode()
        assert "Too many failed" in page, typed
    assert User.objects.get(pk=screener.user_id).last_login is None
