"""Pages of boards and subgroups."""

from . import decisions, documents, groups, items, meetings

VIEWS = (*decisions.VIEWS, *meetings.VIEWS, *documents.VIEWS, *items.VIEWS, *groups.VIEWS)
