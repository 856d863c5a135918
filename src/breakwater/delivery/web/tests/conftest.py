"""Signing in as people of tests."""

import pytest

from breakwater.testing import browsers
from breakwater.testing import factories as make


@pytest.fixture
def sign_in(db):
    """`sign_in(role)` returns a browser signed in as someone who holds that post, second factor and all."""

    def signed_in(role="mash_screener", *, factor=True, membership=None):
        post = membership or make.membership(role)
        browser = browsers.signed_in(post, factor=factor)
        browser.post_held = post
        return browser

    return signed_in
