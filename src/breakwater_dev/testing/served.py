"""The product served as in life, in a process of its own as the application's role, for tests over HTTP and in a browser."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, sync_playwright

from breakwater.delivery.cluster import Cluster
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.commands.chromium import ARGUMENTS, find
from breakwater_dev.testing import databases, world
from breakwater_dev.testing.forking import Forked
from breakwater_dev.testing.http import Direct, Visitor
from breakwater_dev.testing.machines import answering, end, free_port

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# What passes is neither gathered nor sent over: it is most of what axe would answer, and nobody reads it.
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
VIOLATIONS = "options => axe.run(options).then(found => found.violations)"


def facts_of(membership: Membership) -> dict:
    """What a session holds in which that human has just signed in, second factor and all, acting in this post."""
    now = int(time.time())
    return {
        "_auth_user_id": str(membership.user_id),
        "_auth_user_backend": BACKEND,
        "_auth_user_hash": membership.user.get_session_auth_hash(),
        "factor_added": True,
        "began_at": now,
        "seen_at": now,
        "acting": membership.public_id,
    }


@dataclass
class Installation:
    """An installation's database and the world in it, asked in this process."""

    database: str
    cluster: Cluster
    world: world.World

    def session_of(self, membership: Membership) -> str:
        """The key of a session in which that human has just signed in, second factor and all, acting in this post."""
        store = SessionStore()
        key = os.urandom(16).hex()
        with databases.connect(self.cluster, self.database) as connection:
            connection.execute(
                "insert into django_session (session_key, session_data, expire_date) values (%s, %s, %s)",
                [key, store.encode(facts_of(membership)), timezone.now() + timedelta(days=1)],
            )
        return key

    def visitor(self, membership: Membership | None = None) -> Visitor:
        """Someone who asks the application itself, with no server between; Django must be pointed at the database."""
        return Direct(self.session_of(membership) if membership else None)


@dataclass
class Served(Installation):
    """A running installation, asked at its address."""

    url: str
    process: subprocess.Popen | Forked

    def visitor(self, membership: Membership | None = None) -> Visitor:
        """Someone without a browser: `get` and `post` pages of the served product."""
        return Visitor(self.url, self.session_of(membership) if membership else None)


def start(database: str, port: int, **environment: str) -> subprocess.Popen:
    """A web process on a database, with variables of its own; returns once it answers. Raises RuntimeError when it ends first."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            "1",
            "--blocking-threads",
            "2",
            "--no-ws",
            "--log-level",
            "warning",
            "breakwater.delivery.wsgi:application",
        ],
        env={
            **os.environ,
            "BREAKWATER_DATABASE": database,
            "BREAKWATER_ROLE": "app",
            "BREAKWATER_SITE_URL": f"http://127.0.0.1:{port}",
            **environment,
        },
        start_new_session=True,
    )
    return answering(process, port)


@pytest.fixture(scope="session")
def small_world(test_cluster, django_db_setup, django_db_blocker) -> tuple[str, world.World]:
    """A database with the small world in it, to be cloned, and the world by name."""
    with django_db_blocker.unblock():
        return databases.made_once(test_cluster, "world", world.build)


@pytest.fixture(scope="session")
def served(test_cluster, django_db_setup, small_world) -> Iterator[Served]:
    """The product on a clone with the small world in it, served to every test of the run."""
    of, made = small_world
    name = databases.clone(test_cluster, f"{django_db_setup}_served", of)
    port = free_port()
    process = start(name, port)
    yield Served(name, test_cluster, made, f"http://127.0.0.1:{port}", process)
    end(process)
    databases.drop(test_cluster, name)


@pytest.fixture(scope="module")
def chromium():
    """One Chromium for a file of tests: its driver keeps an event loop running, which other files may not have.

    Skips the test where none is installed.
    """
    path = os.environ.get("BREAKWATER_CHROMIUM") or find() or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium here: ./breakwater test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, served) -> Iterator[Page]:
    """A page in a fresh browser context. Errors of script or policy in the console fail the test at its end."""
    context = chromium.new_context(base_url=served.url, locale="en-GB", timezone_id="Europe/London")
    opened, wrong = context.new_page(), []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture
def sign_in(served):
    """`sign_in(page, membership)` gives a page's browser the session of someone who has just signed in."""

    def enter(page: Page, membership: Membership) -> Page:
        add_session(page.context, served.url, served.session_of(membership))
        return page

    return enter


def add_session(context: BrowserContext, url: str, key: str) -> None:
    context.clear_cookies(name="breakwater")
    context.add_cookies(
        [{"name": "breakwater", "value": key, "domain": urlsplit(url).hostname, "path": "/", "httpOnly": True}]
    )


@pytest.fixture
def axe():
    """`axe(page)` fails with every violation of WCAG 2.2 AA on the page as it stands."""
    source = Axe().axe_script

    def check(page: Page) -> None:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(source)
        found = page.evaluate(VIOLATIONS, AXE)
        said = [f"{each['id']} ({each['help']}): {each['nodes'][0]['html'][:200]}" for each in found]
        assert said == [], f"{page.url}: " + "; ".join(said)

    return check
