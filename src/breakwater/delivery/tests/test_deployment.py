"""What an owner must set before the service is open to people."""

import os
from types import SimpleNamespace

from breakwater.delivery import deployment
from breakwater.delivery.cli import serve

LONG = "k7" * 40


def test_a_short_secret_a_wildcard_and_a_missing_proxy_setting_are_refused(settings, monkeypatch, capsys):
    monkeypatch.delenv("BREAKWATER_TRUSTED_PROXIES", raising=False)
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "short", ["*"]
    settings.SITE_URL, settings.HTTPS = "http://mash.example.org", False
    told = " ".join(deployment.faults())
    for name in ("BREAKWATER_SECRET", "BREAKWATER_ALLOWED_HOSTS", "BREAKWATER_SITE_URL", "BREAKWATER_TRUSTED_PROXIES"):
        assert name in told
    assert serve.run(SimpleNamespace(host="127.0.0.1", port=0, workers=1, with_worker=False)) == 1
    assert "BREAKWATER_SECRET" in capsys.readouterr().err
    os.environ.pop("BREAKWATER_SITE_URL", None)


def test_an_installation_with_all_of_it_is_served(settings, monkeypatch):
    monkeypatch.setenv("BREAKWATER_TRUSTED_PROXIES", "1")
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = LONG + "abcdefghij", ["mash.example.org"]
    settings.SITE_URL, settings.HTTPS = "https://mash.example.org", True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31536000
    assert deployment.faults() == []
