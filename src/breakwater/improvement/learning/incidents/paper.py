"""A paper for the national panel, or an agency's summary, as a PDF that a screen reader reads."""

from pathlib import Path

from breakwater.foundation.design.paper import paper as printed

from ..models import SeriousIncident
from . import lookup, papers_asked

TEMPLATE = Path(__file__).parent / "papers" / "boxes.typ"


def paper_of(incident: SeriousIncident, kind: str) -> bytes:
    """The boxes that are filled in, section by section, and which are missing."""
    answers, name = lookup.answers_of(incident, kind), kind.lower()
    return printed(
        TEMPLATE,
        {
            "title": papers_asked.title(name),
            "reference": incident.reference,
            "source": papers_asked.source(name),
            "sections": [{"title": title, "rows": rows} for title, rows in papers_asked.rows(name, answers)],
            "missing": [box.label for box in papers_asked.missing(name, answers)],
        },
    )
