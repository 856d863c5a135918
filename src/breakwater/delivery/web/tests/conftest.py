"""Signing in as people of tests."""

import pytest
from django.test import Client

from breakwater.delivery.web import sessions
from breakwater.testing import factories as make


@pytest.fixture
def sign_in(db):
    """`sign_in(role)` returns a browser signed in as someone who holds that post, second factor and all."""

    def signed_in(role="mash_screener", *, factor=True, membership=None):
        post = membership or make.membership(role)
        browser = Client()
        browser.force_login(post.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        if factor:
            session = browser.session
            session[sessions.FACTOR] = True
            session.save()
        browser.post_held = post
        return browser

    return signed_in
