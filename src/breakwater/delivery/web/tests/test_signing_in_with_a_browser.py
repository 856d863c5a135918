"""A new worker's first morning, in Chromium: invitation, password, code app, Today, and out again."""

import re
import threading
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from breakwater.delivery.web import joining
from breakwater.delivery.web.invitations import Wanted
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.commands.chromium import find
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


@pytest.fixture
def served(transactional_db, settings):
    """The product on a port of its own, one request at a time, as the application's role."""
    settings.ALLOWED_HOSTS = ["localhost"]
    server = make_server("localhost", 0, get_wsgi_application(), handler_class=_Quiet)
    settings.SITE_URL = f"http://localhost:{server.server_port}"

    def serve():
        server.serve_forever()
        connections.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield settings.SITE_URL
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=[1280, 320])
def page(request):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": request.param, "height": 800})
        connections.close_all()  # one left open beside an earlier browser's loop would still be at that test's database
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        yield page
        browser.close()
        connections.close_all()  # those opened beside the browser's own loop are not the fixtures' to find


def look(page, axe):
    """Nothing for axe to say, nothing wider than the screen, nothing on the console."""
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.faults == []


def test_from_the_invitation_to_today(served, page, axe):
    keeper = make.actor("business_manager")
    with acting_as(keeper):
        wanted = Wanted("nia@example.org", "Nia New", make.team("Assessment"), "social_worker")
        joining.invite(wanted=wanted, by=keeper, at=timezone.now())
    page.goto(re.search(r"http://\S+", OutboxMessage.objects.filter(to="nia@example.org").latest("pk").body)[0])
    look(page, axe)
    page.get_by_label("Choose a password").fill("three odd lanterns")
    page.get_by_role("button", name="Continue to the second factor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second way to show it is you")
    look(page, axe)

    page.get_by_role("button", name="Set up an app").click()
    look(page, axe)
    secret = page.locator("#authenticator_secret").inner_text()
    page.get_by_label("Which six digits does the app show?").fill(_code(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    look(page, axe)
    page.get_by_role("button", name="Continue to Today").click()
    expect(page.get_by_text("as Social worker")).to_be_visible()
    look(page, axe)

    if (menu := page.get_by_role("button", name="Menu")).is_visible():  # on a telephone it is in the menu
        menu.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    # Whoever cancels the device's own question hears that nothing happened, and what to do instead; nobody else reads it.
    not_used = page.get_by_text("The passkey was not used. Try again, or sign in with your password.")
    expect(not_used).to_have_count(0)
    page.wait_for_load_state()  # the script that hears the button has run
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(not_used).to_be_visible()
    look(page, axe)
    page.get_by_label("Email").fill("nia@example.org")
    page.get_by_label("Password").fill("three odd lanterns")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
    look(page, axe)


def test_a_passkey_is_offered_only_where_scripts_run(served, page):
    page.goto(f"{served}/account/login/")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_visible()
    plain = page.context.browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{served}/account/login/")
    expect(plain.get_by_role("button", name="Use a passkey")).to_have_count(0)
    expect(plain.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
