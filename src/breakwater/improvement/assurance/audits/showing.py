"""A return as the pages of a round draw it: by standard the organisation's own grade, the moderated, the final, and others of its sector."""

from dataclasses import dataclass

from breakwater.casework.self_assessments import in_tracker
from breakwater.casework.self_assessments.banks import Bank
from breakwater.casework.self_assessments.measures import Line, Part, bank_of, median, medians_of_others, parts_of

from ..models import RoundMember


@dataclass(frozen=True)
class Standard:
    """A standard of one return: median grades in words, how many statements are low, and the lines that were moderated."""

    title: str
    own: str
    moderated: str
    final: str
    others: str
    low: int
    graded: list[Line]


def of_return(member: RoundMember) -> dict:
    """The standards of what it returned, and the actions it left; nothing before it is sent."""
    found = member.request.assessment if member.is_returned else None
    if found is None:
        return {"assessment": None, "standards": [], "actions": [], "bank": bank_of(member.round_area.round.edition)}
    bank, parts, others = bank_of(found.edition), parts_of(found), medians_of_others(found)
    standards = [_standard(bank, part, bank.grade_of(others.get((part.section.key, "")))) for part in parts]
    return {"assessment": found, "standards": standards, "actions": list(in_tracker.actions_of(found)), "bank": bank}


def _standard(bank: Bank, part: Part, others: str) -> Standard:
    graded = [line for line in part.lines if line.moderated or line.final]
    own = {line.statement.key: line.answer.score for line in part.lines if line.answer and line.answer.score}
    moderated = own | {line.statement.key: line.moderated.score for line in graded if line.moderated}
    final = moderated | {line.statement.key: line.final.score for line in graded if line.final}
    return Standard(
        part.section.title,
        part.median,
        bank.grade_of(median(list(moderated.values()))) if any(line.moderated for line in graded) else "",
        bank.grade_of(median(list(final.values()))) if any(line.final for line in graded) else "",
        others,
        sum(bank.scale[score - 1].acts for score in own.values()),
        graded,
    )
