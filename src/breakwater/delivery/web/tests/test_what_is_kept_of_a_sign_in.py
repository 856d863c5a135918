"""What a copy of the database would give to whoever wants to sign in as somebody: nothing that makes a code, no password guessed first."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from breakwater.delivery.web import second_factors
from breakwater_dev.testing import factories as make


def test_secrets_of_codes_are_kept_encrypted_and_still_make_codes(db):
    user, secret = make.membership("mash_screener").user, generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user)
    kept = str(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))
    assert secret not in kept
    assert kept.count(second_factors.LOCKED) == 2
    assert (
        codes.get_unused_codes()
        == RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    )


def test_secrets_kept_before_are_read_and_encrypted_by_the_next_migrate(db):
    user = make.membership("mash_screener").user
    one = Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    assert second_factors.unlock(one.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert second_factors.lock_all() == 1
    one.refresh_from_db()
    assert one.data["secret"].startswith(second_factors.LOCKED)
    assert second_factors.unlock(one.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert second_factors.lock_all() == 0


@pytest.mark.parametrize(
    "word",
    [
        "password1234",
        "P@ssw0rd!2026",
        "iloveyouiloveyou",
        "Safeguarding2026!",
        "breakwater-2026",
        "123456789012",
        "194519181066",
        "abcdefghijkl",
        "ZXCVBNMasdfg",
        "1234qwer4321",
        "123-456-789-012",
        "            ",
        "aaaaaaaaaaaab1",
        "passpasspass",
        "portsmouthmash",
        "Breakwater-Portsmouth-2026",
        "welcome to breakwater",
        "Portsmouth City Council",
    ],
)
def test_passwords_that_are_guessed_first_are_refused_at_any_length(word):
    with pytest.raises(ValidationError):
        validate_password(word)


@pytest.mark.parametrize("word", ["three odd lanterns", "harbour mash lantern", "breakwater tuba 71 crumpet"])
def test_three_odd_words_are_taken(word):
    validate_password(word)
