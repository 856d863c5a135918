"""A browser for the tests of what the script and the look do."""

from breakwater_dev.testing.served import axe, chromium

__all__ = ["axe", "chromium"]
