"""A published review as a PDF that a screen reader reads. What was typed stands in the data alone."""

from pathlib import Path

from breakwater.foundation.design import moments
from breakwater.foundation.design import paper as papers

from ..models import PublishedReview

TEMPLATE = Path(__file__).parent / "papers" / "report.typ"
HEADING = "## "


def parts_of(text: str) -> list[dict]:
    """Headings and paragraphs in their order."""
    lines = [line for line in (each.strip() for each in text.split("\n")) if line]
    return [{"is_heading": line.startswith(HEADING), "words": line.removeprefix(HEADING)} for line in lines]


def report(review: PublishedReview) -> bytes:
    lost: list[str] = []
    data = papers.printable(
        {
            "title": review.title,
            "kind": review.get_kind_display(),
            "partnership": review.area.partnership_name,
            "reference": review.reference,
            "published": moments.day(review.published_on),
            "stays": moments.day(review.stays_until) if review.stays_until else "",
            "parts": parts_of(review.text),
        },
        lost,
    )
    return papers.paper(TEMPLATE, data | {"signs_lost": bool(lost), "is_improvements": review.is_improvements})
