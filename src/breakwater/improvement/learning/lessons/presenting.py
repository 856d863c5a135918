"""A briefing as pages and paper draw it: its headings in their order, each with its lines."""

from pathlib import Path

from breakwater.foundation.design import moments
from breakwater.foundation.design import paper as papers

from ..models import Lesson
from .codes import AUDIENCES, HEADINGS

TEMPLATE = Path(__file__).parent / "papers" / "briefing.typ"
LISTS = ("different", "findings")  # a line each


def lesson_parts(lesson: Lesson) -> list[dict]:
    """The parts that have words: title, lines, and whether the lines are a list."""
    return [
        {"title": said["title"], "lines": lines_of(lesson.parts[code]), "is_list": code in LISTS}
        for code, said in HEADINGS.items()
        if lesson.parts.get(code)
    ]


def lines_of(text: str) -> list[str]:
    return [line for line in (each.strip() for each in text.split("\n")) if line]


def paper(lesson: Lesson) -> bytes:
    """The briefing as a PDF that a screen reader reads. What was typed stands in the data alone."""
    lost: list[str] = []
    data = papers.printable(
        {
            "title": lesson.title,
            "review": lesson.review.title,
            "partnership": lesson.area.partnership_name,
            "issued": moments.day(lesson.issued_on) if lesson.issued_on else "",
            "shelf": moments.day(lesson.shelf_on),
            "audiences": ", ".join(AUDIENCES.get(code, code) for code in lesson.audiences),
            "parts": lesson_parts(lesson),
            "prompts": lines_of(lesson.prompts),
            "quiz": lines_of(lesson.quiz),
            "chapter": lesson.chapter.heading if lesson.chapter else "",
            "course": lesson.course.title if lesson.course else "",
        },
        lost,
    )
    return papers.paper(TEMPLATE, data | {"signs_lost": bool(lost)})
