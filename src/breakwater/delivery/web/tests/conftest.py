"""Signing in as people of tests."""

import contextlib
from pathlib import Path

import pytest

from breakwater.foundation.storage import create_key_file
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.served import axe

__all__ = ["axe"]


@pytest.fixture(autouse=True)
def file_of_keys(settings):
    """Second factors are encrypted with the keys that files have."""
    path = Path(settings.BREAKWATER_KEY_FILE)
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            create_key_file(path)


@pytest.fixture
def sign_in(db):
    """`sign_in(role)` returns a browser signed in as someone who holds that post, second factor and all."""

    def signed_in(role="mash_screener", *, factor=True, membership=None):
        post = membership or make.membership(role)
        browser = browsers.signed_in(post, factor=factor)
        browser.post_held = post
        return browser

    return signed_in
