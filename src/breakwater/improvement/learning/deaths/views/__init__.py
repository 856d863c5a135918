"""The pages of child deaths."""

from . import pages

VIEWS = (*pages.VIEWS,)
