"""A self-assessment on paper, for governors: a PDF that a screen reader reads."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from breakwater.foundation.design import moments
from breakwater.foundation.design import paper as papers

from .banks import Bank
from .measures import Line, Part
from .models import ModeratedGrade, SelfAssessment, SignOff

TEMPLATE = Path(__file__).parent / "papers" / "self_assessment.typ"


def paper(
    assessment: SelfAssessment,
    bank: Bank,
    parts: Iterable[Part],
    signed: Sequence[SignOff],
    others: Mapping[tuple[str, str], int],
) -> bytes:
    """All sections with grades, evidence, actions, moderation and sign-off. What was typed stands in the data alone.

    `others` is the median of others of its kind and phase, as `measures.medians_of_others` gives it.
    """
    sent = (
        f"Sent on {moments.day(assessment.sent_at)}, receipt {assessment.receipt}" if assessment.is_sent else "Not sent"
    )
    lost: list[str] = []
    data = papers.printable(
        {
            "title": bank.title,
            "organisation": assessment.organisation.name,
            "variant": dict(bank.variants).get(assessment.variant, ""),
            "status": sent,
            "guidance": bank.guidance,
            "scale": [f"{grade.label}: {grade.words}" for grade in bank.scale],
            "sections": [_section(bank, part, bank.grade_of(others.get((part.section.key, "")))) for part in parts],
            "signed": [
                f"{each.get_capacity_display()}: {each.name}, {each.role}, {moments.day(each.signed_on)}"
                + (f". Entered by {each.entered_by}" if each.entered_by else "")
                for each in signed
            ],
        },
        lost,
    )
    return papers.paper(TEMPLATE, data | {"signs_lost": bool(lost)})


def _section(bank: Bank, part: Part, others: str) -> dict:
    return {
        "title": part.section.title,
        "median": part.median,
        "others": others,
        "progress": f"{part.complete} of {len(part.lines)} complete",
        "lines": [_line(bank, line) for line in part.lines],
    }


def _line(bank: Bank, line: Line) -> dict:
    said = line.answer
    facts = [("Grade", line.words or "None yet")]
    if said:
        evidence = " ".join(each for each in (said.evidence, said.link) if each)
        facts += [
            ("Why it does not apply", said.reason),
            ("Evidence", evidence or ("None held" if said.none_held else "")),
            ("Impact", said.impact),
            ("Action", said.action),
            ("Reviewed", f"As last time, reviewed on {moments.day(said.saved_at)}" if said.still_true_id else ""),
        ]
    facts += [_graded(bank, each) for each in (line.moderated, line.final) if each]
    return {"text": line.statement.text, "facts": [{"key": key, "value": value} for key, value in facts if value]}


def _graded(bank: Bank, given: ModeratedGrade) -> tuple[str, str]:
    grade = bank.grades[given.grade].label
    return given.get_kind_display(), f"{grade}, {moments.day(given.at)}, {given.by.said}: {given.reason}"
