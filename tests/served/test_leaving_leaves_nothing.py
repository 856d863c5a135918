"""Whoever leaves at once leaves nothing of the concern: not on going back, not on reload, not in the history (SG-24)."""

import os
import shutil
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import sync_playwright

from breakwater_dev.commands.chromium import ARGUMENTS, find

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = "he locks her in the cellar"
ELSEWHERE = "**/weather"
LONG = f"{WORDS} " * 400  # more than the box takes, so that the page comes back with an error


class Weather(BaseHTTPRequestHandler):
    """The site that people are taken to."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>Weather</title>Rain")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The port of another site, under a certificate of its own making."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "elsewhere")]),
    )
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    )
    file = tmp_path_factory.mktemp("elsewhere") / "site.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    site = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield site.server_port
    site.shutdown()
    site.server_close()


@pytest.fixture(scope="module")
def keeping(elsewhere):
    """A Chromium as people have it: pages left are kept to be shown again on going back."""
    path = os.environ.get("BREAKWATER_CHROMIUM") or find() or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium here: ./breakwater test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[*ARGUMENTS, f"--host-resolver-rules=MAP www.bbc.co.uk:443 127.0.0.1:{elsewhere}"],
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def tab(request, keeping, served):
    context = keeping.new_context(base_url=served.url, java_script_enabled=request.param, ignore_https_errors=True)
    context.set_default_timeout(30_000)
    opened = context.new_page()
    opened.goto("/worried/")
    yield opened
    context.close()


def up_to_the_worry(tab):
    tab.goto("/tell-us/public/q/danger/")
    tab.get_by_label("No", exact=True).check()
    tab.get_by_role("button", name="Continue").last.click()
    while "q/worry" not in tab.url:
        tab.goto("/tell-us/public/q/worry/")


def typed_and_not_sent(tab):
    up_to_the_worry(tab)
    tab.locator("textarea").fill(WORDS)


def typed_on_the_first_page(tab):
    tab.goto("/tell-us/again/")
    tab.locator("textarea").fill(WORDS)


def sent_and_come_back_with_an_error(tab):
    up_to_the_worry(tab)
    tab.locator("textarea").fill(LONG)
    tab.get_by_role("button", name="Continue").last.click()
    tab.get_by_text("There is a problem").wait_for()


def sent_more_and_come_back_with_an_error(tab):
    tab.goto("/tell-us/again/")
    tab.locator("textarea").fill(LONG)
    tab.locator("form button.govuk-button").last.click()
    tab.get_by_text("There is a problem").wait_for()


def answered_and_gone_on(tab):
    up_to_the_worry(tab)
    tab.locator("textarea").fill(WORDS)
    tab.get_by_role("button", name="Continue").last.click()
    while "/check/" not in tab.url:
        tab.get_by_role("button", name="Skip this question").click()


def sent_whole(tab):
    answered_and_gone_on(tab)
    tab.get_by_role("button", name="Send", exact=False).last.click()


def told_more_in_danger(tab):
    tab.goto("/tell-us/again/")
    tab.get_by_label("Yes", exact=True).check()
    tab.locator("textarea").fill(WORDS)
    tab.locator("form button.govuk-button").last.click()
    tab.get_by_text("You said that a child is in danger now").wait_for()


def in_danger(tab):
    tab.goto("/tell-us/public/q/danger/")
    tab.get_by_label("Yes", exact=True).check()
    tab.get_by_role("button", name="Continue").last.click()
    tab.wait_for_url("**/now/")


BEFORE = [
    typed_and_not_sent,
    typed_on_the_first_page,
    sent_and_come_back_with_an_error,
    sent_more_and_come_back_with_an_error,
    answered_and_gone_on,
    sent_whole,
    told_more_in_danger,
    in_danger,
]
TELLS = (
    WORDS,
    "You said that",
    "Call 999 now",
    "Your reference is",
    "Thank you",
    "what you wrote",
    "Check your answers",
)


def seen(tab) -> str:
    """What stands on the page, in its boxes and in its title."""
    tab.wait_for_load_state()
    boxes = [box.input_value() for box in tab.locator("textarea, input[type=text]").all()]
    ticked = tab.locator("input:checked").count()
    return " ".join([tab.title(), tab.locator("body").inner_text(), *boxes, "ticked" if ticked else ""])


@pytest.mark.parametrize("before", BEFORE, ids=lambda before: before.__name__)
def test_sg_24_after_leaving_nothing_of_the_concern_is_seen_again(before, tab):
    before(tab)
    begun = time.monotonic()
    tab.locator("[data-bw-exit]").click()
    tab.wait_for_url(ELSEWHERE)
    assert time.monotonic() - begun < 2.5

    told = []
    for _ in range(6):
        try:
            tab.go_back(wait_until="load")
        except Exception:  # a page that could only be sent again is not shown at all
            told.append(f"the history holds something that was sent: {tab.url}")
            break
        for look in ("back", "reload"):
            if look == "reload" and tab.url != "about:blank":
                tab.reload()
            words = seen(tab)
            told += [f"{look} at {tab.url}: {word}" for word in (*TELLS, "ticked") if word in words]
        if tab.url == "about:blank":
            break
    assert told == []
