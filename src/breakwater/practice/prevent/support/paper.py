"""The report of a visit and the curriculum map as PDFs that a screen reader reads. What was typed stands in the data alone."""

from pathlib import Path

from breakwater.casework.actions import lookup as tracker
from breakwater.foundation.design import moments
from breakwater.foundation.design.paper import paper as printed

from ..models import CurriculumMap, RiskLine, Theme, Visit
from ..models.support import Grade, Item
from . import lookup
from .operations.visits import page_of

PAPERS = Path(__file__).parent / "papers"


def visit_report(visit: Visit) -> bytes:
    """The record, the risk assessment and the agreed actions of a visit."""
    risk = visit.risk_assessment
    record = [
        ("Date", moments.day(visit.visited_on)),
        ("Prevent education officer", visit.officer.user.name),
        ("Met", visit.met),
        ("Purpose", visit.purpose),
        ("Documents seen", visit.documents),
        ("Walk through", visit.walk_through),
        ("Strengths", visit.strengths),
        ("Training booked", visit.training_booked),
        ("Next visit", moments.day(visit.next_visit_on) if visit.next_visit_on else ""),
    ]
    return printed(
        PAPERS / "visit.typ",
        {
            "title": "Prevent visit: report, risk assessment and actions",
            "school": visit.school_team.organisation.name,
            "record": [{"key": key, "value": value} for key, value in record if value],
            "grades": [{"item": item.label, "grade": Grade.words(visit.grades.get(item, ""))} for item in Item],
            "national": risk.national,
            "local": risk.local,
            "review": moments.day(risk.review_on),
            "risks": [_risk(line) for line in lookup.lines_of(risk)],
            "actions": [
                {
                    "action": each.wording,
                    "measure": each.measure,
                    "who": each.who,
                    "due": moments.day(each.due_on),
                    "state": each.get_state_display(),
                }
                for each in tracker.came_from(page_of(visit))
            ],
            "agreed": visit.agreed_in_words if visit.signed_on else "",
        },
    )


def _risk(line: RiskLine) -> dict:
    facts = [
        ("Category", line.get_category_display()),
        ("How it could come about", line.hazard),
        ("Controls", line.controls),
        ("Score", line.score_in_words),
        ("Further action", line.further_action),
        ("Lead and date", f"{line.lead}, {moments.day(line.due_on)}" if line.due_on else ""),
    ]
    return {"risk": line.risk, "facts": [{"key": key, "value": value} for key, value in facts if value]}


def curriculum_map(made: CurriculumMap) -> bytes:
    """The map as a grid: a row a year group, a column a theme."""
    return printed(
        PAPERS / "map.typ",
        {
            "title": f"Curriculum map {made.year_in_words}",
            "school": made.school_team.organisation.name,
            "themes": Theme.labels,
            "rows": [
                {"group": group.label, "cells": [_cell(cell) for _, cell in cells]}
                for group, cells in lookup.grid(made)
            ],
        },
    )


def _cell(cell) -> list[str]:
    if cell is None:
        return []
    gap = f"Missing: {cell.gap}" if cell.gap else ""
    return [line for line in (cell.subject, cell.resource, gap) if line]
