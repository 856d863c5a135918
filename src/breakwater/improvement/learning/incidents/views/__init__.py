"""The pages of serious incidents."""

from . import pages

VIEWS = pages.VIEWS
