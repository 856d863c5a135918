"""Browsers of Django's test client, signed in as people of tests."""

from django.test import Client

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
