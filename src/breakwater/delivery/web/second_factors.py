"""The secrets of code apps and the seeds of recovery codes, encrypted with the keys that files have: a copy of the database makes no code."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from allauth.mfa.models import Authenticator

from breakwater.foundation.storage.words import lock_words, open_words

LOCKED = "locked:"
BOUND_TO = "second factor"
SECRETS = ("secret", "seed")


def lock(text: str) -> str:
    return LOCKED + urlsafe_b64encode(lock_words(text, bound_to=BOUND_TO)).decode()


def unlock(text: str) -> str:
    """The secret again; one that was kept before secrets were encrypted is as it stands, until the next `migrate`."""
    if not text.startswith(LOCKED):
        return text
    return open_words(urlsafe_b64decode(text.removeprefix(LOCKED)), bound_to=BOUND_TO)


def lock_all() -> int:
    """Encrypt every secret that is kept as it stands, and return how many second factors had one."""
    changed = 0
    for one in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).select_for_update():
        plain = {
            name: one.data[name] for name in SECRETS if one.data.get(name) and not one.data[name].startswith(LOCKED)
        }
        codes = [code for code in one.data.get("migrated_codes", ()) if not code.startswith(LOCKED)]
        if not (plain or codes):
            continue
        one.data |= {name: lock(text) for name, text in plain.items()}
        if codes:
            one.data["migrated_codes"] = [
                code if code.startswith(LOCKED) else lock(code) for code in one.data["migrated_codes"]
            ]
        one.save(update_fields=["data"])
        changed += 1
    return changed
