"""What an owner must set before the service is open to people."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

from django.http import HttpResponse
from django.test import Client

from breakwater.delivery import deployment
from breakwater.delivery.cli import serve
from breakwater.delivery.web import posts


def test_a_short_secret_a_wildcard_and_a_missing_proxy_setting_are_refused(settings, monkeypatch, capsys):
    monkeypatch.delenv("BREAKWATER_TRUSTED_PROXIES", raising=False)
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "short", ["*"]
    settings.SITE_URL, settings.HTTPS = "http://mash.example.org", False
    told = " ".join(deployment.faults())
    for name in ("BREAKWATER_SECRET", "BREAKWATER_ALLOWED_HOSTS", "BREAKWATER_SITE_URL", "BREAKWATER_TRUSTED_PROXIES"):
        assert name in told
    assert serve.check(0, "127.0.0.1") == 1
    assert "BREAKWATER_SECRET" in capsys.readouterr().err
    os.environ.pop("BREAKWATER_SITE_URL", None)


def test_what_only_looks_like_a_setting_is_refused(settings, monkeypatch):
    monkeypatch.setenv("BREAKWATER_TRUSTED_PROXIES", "1")
    settings.HTTPS = True
    sound = {
        "SECRET_KEY": "".join(map(chr, range(48, 122))),
        "ALLOWED_HOSTS": ["mash.example.org"],
        "SITE_URL": "https://mash.example.org",
        "CSRF_TRUSTED_ORIGINS": [],
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "BREAKWATER_MAIL": "smtp",
        "BREAKWATER_OWN_KEYS": f"{settings.BREAKWATER_KEY_FILE}.own",
    }
    for name, value in {
        "": None,
        "SECRET_KEY": "a" * 60,
        "ALLOWED_HOSTS": ["localhost"],
        "SITE_URL": "https://",
        "CSRF_TRUSTED_ORIGINS": ["https://*.example.org"],
        "ALLAUTH_TRUSTED_PROXY_COUNT": -1,
        "BREAKWATER_MAIL": "pigeon",
        "BREAKWATER_OWN_KEYS": str(settings.BREAKWATER_DATA / "own"),
    }.items():
        for each, good in sound.items():
            setattr(settings, each, value if each == name else good)
        told = [one for one in deployment.faults() if one.startswith("BREAKWATER_")]
        assert bool(told) is bool(name), (name, told)


def test_a_number_of_proxies_that_is_none_is_refused_in_words(tmp_path):
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DJANGO_"))}
    there = plain | {"BREAKWATER_DATA": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings"}
    asks = "import django; django.setup(); from breakwater.delivery.deployment import faults; print(faults())"
    for given in ("", "one", "-1"):
        told = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", asks],
            env=there | {"BREAKWATER_TRUSTED_PROXIES": given},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "BREAKWATER_TRUSTED_PROXIES is no number" in told.stdout


def test_a_host_that_people_use_is_not_served_as_if_on_ones_own_machine(settings, monkeypatch):
    monkeypatch.delenv("BREAKWATER_TRUSTED_PROXIES", raising=False)
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    settings.SITE_URL, settings.HTTPS = "http://localhost:8000", False
    told = " ".join(deployment.faults())
    assert "BREAKWATER_SITE_URL" not in told
    assert "BREAKWATER_TRUSTED_PROXIES" not in told
    settings.ALLOWED_HOSTS = ["mash.example.org"]  # and the address that goes with it was forgotten
    told = " ".join(deployment.faults())
    assert "BREAKWATER_SITE_URL" in told
    assert "BREAKWATER_TRUSTED_PROXIES" in told


def test_listening_to_others_or_as_the_demonstration_is_no_installation_of_ones_own_machine(settings, monkeypatch):
    monkeypatch.delenv("BREAKWATER_TRUSTED_PROXIES", raising=False)
    settings.ALLOWED_HOSTS, settings.BREAKWATER_DEMO = ["localhost"], False
    settings.SITE_URL, settings.HTTPS = "http://localhost:8000", False
    assert "BREAKWATER_SITE_URL" not in " ".join(deployment.faults("127.0.0.1"))
    for address in ("0.0.0.0", "::", "mash.example.org"):
        assert "BREAKWATER_SITE_URL" in " ".join(deployment.faults(address))
    settings.BREAKWATER_DEMO = True
    assert "BREAKWATER_DEMO" in " ".join(deployment.faults())


def test_reached_over_https_a_request_came_so_though_the_proxy_speaks_plainly(client, settings, db):
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    settings.HTTPS, settings.SECURE_HSTS_SECONDS = True, 60
    settings.ALLOWED_HOSTS = ["mash.example.org"]
    browser = Client(enforce_csrf_checks=True, headers={"host": "mash.example.org"})
    page = browser.get("/account/login/")
    assert page.headers["Strict-Transport-Security"] == "max-age=60"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    sent = {"login": "nobody@example.org", "password": "wrong one here", "csrfmiddlewaretoken": token}
    answer = browser.post("/account/login/", sent, headers={"origin": "https://mash.example.org"})
    assert answer.status_code == 200
    assert browser.post("/account/login/", sent, headers={"origin": "https://evil.example.org"}).status_code == 403


def test_an_installation_with_all_of_it_is_sound_by_djangos_own_checks_too(tmp_path):
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DJANGO_"))}
    there = plain | {
        "BREAKWATER_DATA": str(tmp_path / "var"),
        "BREAKWATER_SITE_URL": "https://mash.example.org",
        "BREAKWATER_ALLOWED_HOSTS": "mash.example.org",
        "BREAKWATER_TRUSTED_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings",
    }
    asks = "import django; django.setup(); from breakwater.delivery.deployment import faults; print(faults())"
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asks],
        env=there,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"
    there |= {"BREAKWATER_SECRET": "short", "BREAKWATER_ALLOWED_HOSTS": "*"}
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", asks], env=there, capture_output=True, text=True)
    assert "BREAKWATER_SECRET" in told.stdout
    assert "BREAKWATER_ALLOWED_HOSTS" in told.stdout


def test_over_https_each_cookie_of_a_sign_in_is_bound_to_its_host(tmp_path):
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DJANGO_"))}
    there = plain | {
        "BREAKWATER_DATA": str(tmp_path / "var"),
        "BREAKWATER_SITE_URL": "https://mash.example.org",
        "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings",
    }
    asks = (
        "from django.conf import settings; print(*(getattr(settings, f'{each}_COOKIE_NAME') for each in "
        "('SESSION', 'CSRF', 'DEVICE', 'POST')), settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    )
    told = subprocess.run([sys.executable, "-c", asks], env=there, capture_output=True, text=True, check=True)
    *names, seconds, beneath = told.stdout.split()
    assert [name[:7] for name in names] == ["__Host-"] * 4
    assert (int(seconds) >= 365 * 24 * 3600, beneath) == (True, "True")
    left_out = there | {"BREAKWATER_HSTS_SUBDOMAINS": "0"}
    told = subprocess.run([sys.executable, "-c", asks], env=left_out, capture_output=True, text=True, check=True)
    assert told.stdout.split()[-1] == "False"


def test_the_post_last_used_is_kept_in_a_secure_cookie_though_the_proxy_speaks_plainly(rf, settings):
    settings.HTTPS = True
    request = rf.get("/")
    request.posts, request.post = [None, None], SimpleNamespace(public_id="abc")
    response = HttpResponse()
    posts.remember(request, response)
    assert response.cookies[settings.POST_COOKIE_NAME]["secure"]
