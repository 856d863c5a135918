"""An approved copy of the plan as a PDF that a screen reader reads (PDF/UA-1), with our own fonts."""

from pathlib import Path

from breakwater.foundation.design.paper import paper as printed

from .models import FamilyCopy

TEMPLATE = Path(__file__).parent / "papers" / "family_plan.typ"
# Scripts that our fonts hold; in any other the page is read or printed instead, rather than a paper of empty boxes.
HELD = 0x024F


def paper(copy: FamilyCopy) -> bytes:
    """The PDF of a copy. Everything stands in the data; nothing a person wrote becomes part of the template."""
    words = (
        copy.other_words if all(ord(sign) <= HELD or 0x2000 <= ord(sign) <= 0x20CF for sign in copy.other_words) else ""
    )
    data = copy.content | {
        "language": copy.language if words else "",
        "other_words": words,
        "translated_by": copy.translated_by if words else "",
        "not_printed": bool(copy.other_words and not words),
        "approved": f"{copy.approved_at:%-d %B %Y}",
    }
    return printed(TEMPLATE, data)
