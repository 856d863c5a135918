"""Fixtures of the tests that need the product served."""

from breakwater_dev.testing.served import axe, chromium, page, served, sign_in, small_world

__all__ = ["axe", "chromium", "page", "served", "sign_in", "small_world"]
