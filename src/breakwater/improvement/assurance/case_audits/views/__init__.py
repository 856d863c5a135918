"""The pages of case audits: for whoever leads one, for those named on it, and for the agencies that audit their own records."""

from . import agencies, audits, by_link, cases, reports

VIEWS = (*audits.VIEWS, *cases.VIEWS, *agencies.VIEWS, *by_link.VIEWS, *reports.VIEWS)
