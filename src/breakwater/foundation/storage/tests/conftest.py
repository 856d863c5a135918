"""A scanner for the tests of files."""

import pytest

from breakwater_dev.testing.clamd import Clamd


@pytest.fixture
def start_clamd():
    """The class itself, to be started with the troubles a test needs: `with start_clamd(network=True) as running`."""
    return Clamd
