"""Browsers of Django's test client, signed in as people of tests."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.test.client import ClientHandler

from breakwater.delivery.web import sessions
from breakwater.partnership.organisations.models import Actor, Membership

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(who: Actor | Membership, *, factor: bool = True) -> Client:
    """A browser at which the human behind a post has signed in, with a second factor unless told otherwise."""
    browser = Client()
    post = who.membership if isinstance(who, Actor) else who
    browser.force_login(post.user, backend=BACKEND)
    if factor:
        session = browser.session
        session[sessions.FACTOR] = True
        session.save()
    return browser


def share_the_handler() -> None:
    """Let all browsers of this process go through one handler, as all requests of a web process do: loading what stands around a page
    takes longer than most pages. Where a test has settings of its own, a browser loads its own as before.
    """
    as_they_are, load, shared = settings._wrapped, ClientHandler.load_middleware, ClientHandler()

    def load_middleware(self, is_async=False):
        if self is shared or is_async or settings._wrapped is not as_they_are:
            return load(self, is_async)
        if shared._middleware_chain is None:
            shared.load_middleware()
        loaded = {name: value for name, value in vars(shared).items() if name != "enforce_csrf_checks"}
        return vars(self).update(loaded)

    ClientHandler.load_middleware = load_middleware


def show(page, html: str) -> None:
    """Draw a page that was answered already in a real browser, with the product's own files and nothing else."""

    def give(route):
        path = urlsplit(route.request.url).path
        if not path.startswith(settings.STATIC_URL):
            return route.fulfill(body=html, content_type="text/html; charset=utf-8")
        found = finders.find(path.removeprefix(settings.STATIC_URL))
        return route.fulfill(path=found) if found else route.fulfill(status=404)

    page.route("**/*", give)
    page.goto("http://drawn.invalid/")
