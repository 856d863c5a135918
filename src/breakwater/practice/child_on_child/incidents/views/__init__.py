"""The pages of incidents, of their children, and of what other schools are told."""

from . import children, incidents, notices, routes

VIEWS = (*incidents.VIEWS, *children.VIEWS, *routes.VIEWS, *notices.VIEWS)
