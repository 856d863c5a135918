"""A term's report as a PDF that a screen reader reads. What was typed stands in the data alone."""

from pathlib import Path

from breakwater.foundation.design import moments
from breakwater.foundation.design.paper import paper as printed

from ..codes import PREVENTION
from ..models import TermReport
from .presented import presented

TEMPLATE = Path(__file__).parent / "papers" / "report.typ"


def term_report(report: TermReport) -> bytes:
    of = presented(report)
    status = f"Released on {moments.day(report.released_at)}. Approved by {report.approved_by}."
    data = {
        "title": "Harm between children: termly report for governors",
        "school": report.team.organisation.name,
        "term": of.label,
        "status": status if report.is_released else "Draft, not released",
        "finding": of.finding,
        "facts": of.facts,
        "timely": of.timely,
        "columns": ["", "This term", *(["The term before"] if of.compares else [])],
        "tables": [
            {"title": each.title, "rows": each.rows}
            for each in (of.kinds, *(one for chapter in of.chapters for one in chapter.tables))
        ],
        "themes": report.themes,
        "training": of.training,
        "actions": report.figures.get("actions", []),
        "audited": _audited(report.figures.get("audit", {})),
        "audit": report.figures.get("audit", {}).get("medians", []),
        "questions": PREVENTION["questions"],
    }
    return printed(TEMPLATE, data)


def _audited(audit: dict) -> str:
    """When the self-audit was done, and when it is done again."""
    if not audit:
        return ""
    again = f" Next by {audit['next']}." if audit.get("next") else ""
    return f"Done on {audit['sent']}.{again}"
