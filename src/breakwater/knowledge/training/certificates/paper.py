"""A certificate on paper (PDF/UA-1)."""

from pathlib import Path

from breakwater.foundation.design.paper import paper, printable

from ..models import Certificate
from .operations import on_paper

TEMPLATE = Path(__file__).parents[1] / "papers" / "certificate.typ"


def printed(certificate: Certificate) -> bytes:
    """The PDF. A sign of a name that no font holds is a question mark."""
    return paper(TEMPLATE, printable(on_paper(certificate), []))
