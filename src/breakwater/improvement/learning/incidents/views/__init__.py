"""The pages of serious incidents: those named on one, what they record, its papers, and the agencies that answer by a link."""

from . import agencies, pages, papers, steps

VIEWS = (*steps.VIEWS, *papers.VIEWS, *agencies.VIEWS, *pages.VIEWS)
