"""What signs in, or opens something by itself: how much chance is in it, for what it is good, and that nothing ends it by the calendar alone."""

import math
import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings as product
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from breakwater.delivery.web import attempts
from breakwater.foundation.models import new_public_id
from breakwater.improvement.learning import doors
from breakwater.practice.early_help.family_links.views import family_side
from breakwater_dev.testing import factories as make

SOURCE = Path(__file__).resolve().parents[2] / "src" / "breakwater"
PASSWORD = "three odd lanterns"


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def bits(made: list[str]) -> float:
    """How many bits of chance a word holds at most: its length by the signs that were seen. None of them came twice."""
    assert len(set(made)) == len(made)
    return min(map(len, made)) * math.log2(len(set("".join(made))))


def test_seeds_codes_and_ids_are_drawn_and_long_enough(db):
    user = make.membership("dsl").user
    assert bits([generate_totp_secret() for _ in range(200)]) >= 160
    assert bits([SessionStore()._get_new_session_key() for _ in range(50)]) >= 128
    assert bits([new_public_id() for _ in range(200)]) >= 100  # opens nothing by itself
    codes = RecoveryCodes.activate(user).generate_codes()
    assert len(codes) >= 8
    assert bits(codes) >= 20
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)


def test_what_stands_in_a_link_or_is_a_key_is_drawn_with_128_bits_or_more():
    """Found by looking: each module that draws a token; what is drawn shorter opens nothing."""
    opens_nothing = {
        "casework/recording/row_questions.py": "a row of a form",
        "delivery/api/keys.py": "the start by which a key is found; the rest has 256",
        "delivery/backups/places.py": "a file's name",
        "delivery/web/attempts.py": "the name of a device",
        "foundation/design/search_results.py": "where an answer lies in a sealed cookie",
        "foundation/models/identifiers.py": "an id of 100 bits",
        "foundation/storage/encryption.py": "a key's number, and the part of a nonce before its counter",
        "improvement/assurance/case_audits/operations/planning.py": "the seed of a sample that is drawn again",
    }
    drawn = re.compile(r"secrets\.token_(hex|urlsafe|bytes)\((\d*)")
    found = {}
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for _, size in drawn.findall(path.read_text()):
            if size and int(size) < 16:
                found[str(path.relative_to(SOURCE))] = int(size)
    assert found.keys() == opens_nothing.keys(), found


def test_each_passkey_is_asked_by_a_word_of_its_own(db):
    asked = [
        Client().get("/account/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
        for _ in range(20)
    ]
    assert bits([each["request_options"]["publicKey"]["challenge"] for each in asked]) >= 128


def test_no_password_ends_by_the_calendar(db):
    user = make.membership("dsl").user
    user.set_password(PASSWORD)
    user.last_login = timezone.now() - timedelta(days=5 * 365)
    user.save()
    answer = Client().post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/today/")


def test_boxes_for_a_password_say_so_to_password_managers_and_take_what_is_pasted(db, signed_in):
    actor = make.actor("dsl")
    actor.membership.user.set_password(PASSWORD)
    actor.membership.user.save()
    desk = signed_in(actor)
    asked = {
        "/account/login/": ("email", "current-password"),
        "/account/password/change/": ("current-password", "new-password"),
    }
    for page, kinds in asked.items():
        html = (Client() if "login" in page else desk).get(page).content.decode()
        assert set(re.findall(r'autocomplete="([^"]+)"', html)) >= set(kinds), page
        assert "onpaste" not in html
    ours = [
        path
        for path in (SOURCE / "foundation" / "design" / "static").rglob("*.js")
        if not {"vendor", "editor"} & set(path.parts)
    ]
    listens = [path.name for path in ours if re.search(r"""["'](?:paste|copy|beforeinput)["']""", path.read_text())]
    assert listens == []


def test_what_one_door_signed_opens_no_other(db):
    """Cookies that we sign name what they are for, by their salt."""
    salts = [attempts.SALT, doors.SALT, family_side.SALT]
    assert len(set(salts)) == 3
    for mine in salts:
        sealed = signing.dumps(1, salt=mine)
        for other in salts:
            if other != mine:
                with pytest.raises(signing.BadSignature):
                    signing.loads(sealed, salt=other)
    family = Client()
    family.cookies["family"] = signing.dumps(1, salt=doors.SALT)
    seen = [re.sub(r'nonce="[^"]*"', "", who.get("/family/plan/").content.decode()) for who in (family, Client())]
    assert seen[0] == seen[1]


def test_names_of_boxes_are_keys_of_an_object_that_inherits_nothing():
    script = (SOURCE / "foundation" / "design" / "static" / "design" / "breakwater.js").read_text()
    keyed = set(re.findall(r"(\w+)\[box\.name\] =", script))
    assert keyed == {"typed"}
    assert re.findall(r"var typed = ([^;]+);", script)[0] == "Object.create(null)"
    assert product.SESSION_COOKIE_HTTPONLY
