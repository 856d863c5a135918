"""An approved copy of the plan as a PDF that a screen reader reads (PDF/UA-1).

Of a script that our typefaces lack the paper says that it is not printed, rather than showing empty boxes.
"""

from pathlib import Path

from breakwater.foundation.design import paper as papers
from breakwater.practice.early_help.models import FamilyCopy

TEMPLATE = Path(__file__).parent / "papers" / "family_plan.typ"
MAY_LACK = {"called_off": "", "moved": {}, "met": {}}  # what a copy says only sometimes, or since lately


def paper(copy: FamilyCopy) -> bytes:
    """The PDF of a copy. Everything stands in the data; nothing a person wrote becomes part of the template."""
    words = copy.other_words if papers.is_held(copy.other_words) else ""
    lost: list[str] = []
    said = {"language": copy.language if words else "", "translated_by": copy.translated_by if words else ""}
    data = papers.printable(MAY_LACK | copy.content | said, lost) | {
        "other_words": words,
        "not_printed": bool(copy.other_words and not words),
        "signs_lost": bool(lost),
        "approved": f"{copy.approved_at:%-d %B %Y}",
    }
    return papers.paper(TEMPLATE, data)
