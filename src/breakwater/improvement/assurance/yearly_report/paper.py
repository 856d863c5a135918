"""A yearly report as a document, for paper. What was typed and drawn stands in the data alone."""

from breakwater.foundation.design import moments

from ..document import Document, Section, lines_of
from ..models import YearlyReport
from . import lookup
from .contents import year_words

HEADINGS = ("What", "Figure", "Source")


def document(report: YearlyReport) -> Document:
    signs = [
        f"Signed for the {each.label}: {each.signature.name}, {moments.day(each.signature.at)}"
        for each in lookup.signed(report)
        if each.signature
    ]
    published = f"Published {moments.day(report.published_on)}." if report.published_on else "Draft."
    sections = [
        Section(
            each.said.title,
            [*lines_of(each.row.narrative), *([each.not_shown] if each.not_shown else [])],
            [HEADINGS, *([fact["words"], fact["value"], fact["source"]] for fact in each.shown)] if each.shown else [],
        )
        for each in lookup.sections_of(report)
    ]
    standing = [published, f"Figures are as they were on record on {moments.day(report.drawn_at)}.", *signs]
    return Document(f"Yearly report, {year_words(report.year)}", report.area.partnership_name, standing, sections)
