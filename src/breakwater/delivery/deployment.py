"""What must be set before the service is open to people: asked by `serve`, which refuses, and by `doctor`."""

import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.http.request import validate_host

SHORTEST_SECRET = 50
FEWEST_SIGNS = 12  # of a secret: fewer different ones are a key held down, not something drawn at random
AT_HOME = {"localhost", "127.0.0.1", "::1"}
WAYS_OF_MAIL = ("outbox", "smtp", "notify")


def faults(listens_on: str = "127.0.0.1") -> list[str]:
    """What is wrong with the settings, and with listening there, each with what to do."""
    made = []
    if settings.BREAKWATER_DEMO:
        made.append(
            "BREAKWATER_DEMO is set: anybody reads the outbox, with the links in it. ./breakwater demo sets it itself."
        )
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        made.append(
            f"BREAKWATER_SECRET is shorter than {SHORTEST_SECRET} characters: whoever guesses it signs in as anybody. "
            "Set a longer one, or leave it out and one is made."
        )
    elif len(set(settings.SECRET_KEY)) < FEWEST_SIGNS:
        made.append(
            "BREAKWATER_SECRET repeats few signs and can be guessed. Draw one at random, or leave it out and one is made."
        )
    if any("*" in origin for origin in settings.CSRF_TRUSTED_ORIGINS):
        made.append("BREAKWATER_TRUSTED_ORIGINS names a wildcard: pages elsewhere could send forms. Name each origin.")
    if any(host.strip().startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        made.append("BREAKWATER_ALLOWED_HOSTS names a wildcard. Name each host that people use.")
    # A host that people use elsewhere is no installation of one's own machine, though its address was forgotten.
    site = urlsplit(settings.SITE_URL).hostname
    if not site or not validate_host(site, [host.strip() for host in settings.ALLOWED_HOSTS]):
        made.append(
            "BREAKWATER_ALLOWED_HOSTS does not name the host of BREAKWATER_SITE_URL: people would not be answered there."
        )
    named = {
        site,
        listens_on,
        *(host.strip().strip("[]") for host in settings.ALLOWED_HOSTS),
    }
    is_at_home = named <= AT_HOME
    if not is_at_home and not settings.HTTPS:
        made.append("BREAKWATER_SITE_URL must begin with https://: passwords and children's records go over the line.")
    if not is_at_home and "BREAKWATER_TRUSTED_PROXIES" not in os.environ:
        made.append(
            "BREAKWATER_TRUSTED_PROXIES is not set, so limits may count the proxy instead of the person. Say how many proxies of "
            "your own stand before the service (0 for none)."
        )
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT < 0:
        made.append(
            "BREAKWATER_TRUSTED_PROXIES is no number of proxies. Say how many of your own stand before the service, 0 for none."
        )
    if settings.BREAKWATER_MAIL not in WAYS_OF_MAIL:
        made.append(f"BREAKWATER_MAIL is none of {', '.join(WAYS_OF_MAIL)}: no letter would leave. Name one of them.")
    own_keys = Path(settings.BREAKWATER_OWN_KEYS).resolve()
    if own_keys.is_relative_to(Path(settings.BREAKWATER_DATA).resolve()):
        made.append(
            "BREAKWATER_OWN_KEYS lies in the data folder: a copy of the folder would keep what is to be destroyed."
        )
    elif own_keys.exists() and own_keys.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        made.append(
            f"Others may read {own_keys}, where the keys lie that are destroyed with what they lock: chmod 700 it."
        )
    found = run_checks(include_deployment_checks=settings.HTTPS)
    return made + [str(each) for each in found if each.level >= WARNING and not each.is_silenced()]
