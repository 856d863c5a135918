"""A school's list on paper: of what the school may read alone, each pupil by the code of the row and initials."""

from datetime import datetime
from pathlib import Path

from breakwater.foundation.dates.in_words import date_in_words, exact_moment
from breakwater.foundation.design.paper import paper as printed
from breakwater.practice.education.answers import list_rows
from breakwater.practice.education.models import SchoolList

TEMPLATE = Path(__file__).parent / "list.typ"


def paper(school_list: SchoolList, page: list_rows.Page, *, reader: str, at: datetime) -> bytes:
    """The PDF, marked with whom it was printed for and when."""
    return printed(TEMPLATE, data_of(school_list, page, reader=reader, at=at))


def data_of(school_list: SchoolList, page: list_rows.Page, *, reader: str, at: datetime) -> dict:
    """Everything that stands on the paper."""
    return {
        "school": school_list.team.organisation.name,
        "list_of": date_in_words(school_list.fortnight.period),
        "rows": [_row(one) for one in page.rows],
        "sources": [*page.old_sources, *page.sources],
        "mark": f"Printed by {reader}, {exact_moment(at)}",
    }


def _row(one: list_rows.RowShown) -> dict:
    row = one.row
    initials = ".".join(name[0] for name in (row.forename, row.surname) if name)
    year = f", Year {row.year_group}" if row.year_group else ""
    marker = f" ({one.marker})" if one.kind else ""
    return {
        "title": f"Row {one.code}, {initials + '.' if initials else 'name not known'}{year}{marker}",
        "flags": [
            ". ".join(
                part for part in (_flag(flag), flag.contact, flag.meeting, flag.source if flag.is_old else "") if part
            )
            for flag in one.flags
        ],
        "said": ". ".join((one.answer_words, *one.answer_more)) if one.answer else "",
    }


def _flag(flag: list_rows.FlagShown) -> str:
    """ "Looked after (ended) 17 November 2026": what the page marks beside a cohort is said on paper."""
    return f"{flag.words}{f' ({flag.marker.lower()})' if flag.kind else ''} {flag.since}".strip()
