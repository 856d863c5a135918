"""Pages of scrutiny and voice."""

from . import visits, voices

VIEWS = (*visits.VIEWS, *voices.VIEWS)
