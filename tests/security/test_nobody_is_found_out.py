"""Who has an account, an invitation or a link is not found out by asking: the same answer, the same statements, the same hashing.

Time is not measured with a clock, which a busy machine makes worthless: what takes the time is counted. Records that are hidden and that are
absent: `tests/wall/test_hidden_and_absent_take_as_long.py`.
"""

import re
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve
from django.utils import timezone

from breakwater.delivery.api import keys
from breakwater.foundation.design.pages import is_public
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.practice.front_door.contact_form.operations import guests
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.systems import key_of
from breakwater_dev.testing.telling import front_door

PASSWORD = "three odd lanterns"


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def person(*, password=PASSWORD, **facts):
    user = make.membership("mash_screener").user
    user.set_password(password)
    for name, value in facts.items():
        setattr(user, name, value)
    user.save()
    return user


@pytest.fixture
def addresses(db) -> dict[str, str]:
    return {
        "known": person().email,
        "closed": person(is_active=False).email,
        "without a password": person(password=None).email,
        "unknown": "nobody.of.that.name@example.org",
    }


def asked(path: str, said: dict) -> tuple:
    """(status, what is read but for what changes with each page, statements by their kind, passwords hashed)."""
    hashed = []
    encode = ScryptPasswordHasher.encode

    def counted(self, *args, **kwargs):
        hashed.append(1)
        return encode(self, *args, **kwargs)

    browser = Client()
    browser.get(path)
    with (
        patch.object(ScryptPasswordHasher, "encode", counted),
        CaptureQueriesContext(
            connection,
        ) as made,
    ):
        answer = browser.post(path, said, follow=True)
    page = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.content.decode())
    kinds = [re.sub(r"'[^']*'|\d+", "?", query["sql"]).split(" WHERE ")[0][:80] for query in made]
    return answer.status_code, [step[0] for step in answer.redirect_chain], page, kinds, len(hashed)


def test_a_password_that_is_wrong_is_answered_alike_whoever_is_named(addresses):
    found = {
        who: asked("/account/login/", {"login": email, "password": "four odd lanterns"})
        for who, email in addresses.items()
    }
    status, way, page, _, hashed = found["known"]
    assert (status, way, hashed) == (200, [], 1)
    for who, (*seen, kinds, work) in found.items():
        assert seen == [status, way, page], who
        assert work == 1, who
        assert abs(len(kinds) - len(found["unknown"][3])) <= 1, (who, kinds, found["unknown"][3])


def test_a_forgotten_password_is_answered_alike_and_writes_one_message_whoever_is_named(addresses):
    found, mails = {}, {}
    for who, email in addresses.items():
        before = OutboxMessage.objects.count()
        found[who] = asked("/account/password/reset/", {"email": email})
        mails[who] = OutboxMessage.objects.count() - before
    assert all(each[:3] == found["unknown"][:3] for each in found.values())
    assert {each[4] for each in found.values()} == {0}
    assert set(mails.values()) == {1}


def worked(ask) -> list[str]:
    """The statements that a question makes, by their kind and table, whoever is named in it."""
    with CaptureQueriesContext(connection) as made:
        ask()
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"]).split(" WHERE ")[0][:60] for query in made]


@pytest.mark.parametrize("door", [guests.resume, guests.lines_for])
def test_a_code_that_is_one_and_a_code_that_is_none_take_as_much_work(db, door):
    """SG-25: no time tells that a form was begun under a code, nor that it was locked."""
    front_door()
    who = {"name": "Ida Post", "job": "Nursery manager", "organisation": "Invented Nursery", "reach": "01632 960100"}
    code = guests.begin(**who, at=timezone.now()).code
    none = worked(lambda: door(code="AAAAA-AAAAA", fact="01632 960999", at=timezone.now()))
    for _ in range(7):  # from the sixth on it is locked
        assert worked(lambda: door(code=code, fact="01632 960999", at=timezone.now())) == none
    assert any(each.startswith("UPDATE") for each in none)


def test_a_key_of_a_system_that_is_wrong_takes_as_much_work_as_one_that_never_was(db):
    front_door()
    shown = key_of(make.team("Safeguarding", of=make.organisation("Invented Clinic", kind="HEALTH")))
    wrong, none = f"{shown.secret[:-4]}AAAA", "bw_00000000_" + "A" * 43
    compared = []
    compare = keys.hmac.compare_digest
    with patch.object(keys.hmac, "compare_digest", lambda one, other: compared.append(1) or compare(one, other)):
        work = [worked(lambda secret=each: keys.key_behind(secret, at=timezone.now())) for each in (wrong, none)]
    assert work[0] == work[1]
    assert len(compared) == 2


def patterns(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, route)
        else:
            yield route


KEYS = re.compile(r"<str:(?:token|key|code)>")
WELL_FORMED, OTHER = "X8xT_paKwBOmqLYqkW4bCZ3VF8lX-Dn6", "Zb7T-qaKwBOmqLYqkW4bCZ3VF8lX_Dn5"
OF_NOBODY = [WELL_FORMED, OTHER, "a", "%00", "..%2f..", "'or'1", "=" * 3, "x" * 400, "aaaaaaaaaaaaaaaaaaaa"]


def doors() -> list[str]:
    """Every public address in which something that opens stands by itself."""
    found = []
    for route in patterns():
        if not KEYS.search(route) or re.search(r"<(?!str:(?:token|key|code)>)", route) or route.startswith("^"):
            continue
        path = "/" + KEYS.sub(WELL_FORMED, route)
        if is_public(resolve(path).func):
            found.append(route)
    return found


def test_no_door_without_an_account_says_of_a_key_more_than_that_it_opens_nothing(db):
    found = doors()
    assert len(found) >= 12
    for route in found:
        seen = set()
        for key in (WELL_FORMED, OTHER):
            answer = Client().get("/" + KEYS.sub(key, route))
            page = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.content.decode()).replace(key, "KEY")
            seen.add((answer.status_code, page))
            assert not answer.headers.get("Cache-Control", "").startswith("public"), route
        assert len(seen) == 1, route
        for key in OF_NOBODY:
            assert Client().get("/" + KEYS.sub(key, route)).status_code in (200, 302, 303, 404, 410), (route, key)


def test_a_code_that_is_one_and_a_code_that_is_none_are_refused_in_the_same_words(db):
    """SG-25: whoever guesses learns neither that a form was begun under a code nor that it was locked for guessing."""
    front_door()
    who = {"name": "Ida Post", "job": "Nursery manager", "organisation": "Invented Nursery", "reach": "01632 960100"}
    code = guests.begin(**who, at=timezone.now()).code
    for door in ("resume", "receipt"):
        seen = set()
        for said in (*[{"code": code, "reach": "01632 960999"}] * 6, {"code": "AAAAA-AAAAA", "reach": "01632 960999"}):
            cache.clear()  # the count of tries from one connection is another matter
            page = Client().post(f"/contacts/without-account/{door}/", said)
            text = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page.content.decode())
            seen.add((page.status_code, text))
        assert len(seen) == 1, door
