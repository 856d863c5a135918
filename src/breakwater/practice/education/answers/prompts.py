"""What a co-ordinator asks of a school beside a row: worked out from what stands on that row and nothing else (FD 5.6).

A prompt made from what the school may not see would tell it that there is something.
"""

from collections.abc import Callable, Iterable
from datetime import date

PLANS = {"EHA", "CIN", "CPP", "CLA"}
ABSENT = {"PA", "SA"}
LEARNING = {"EHCP", "EHCN"}
ABSENT_AND_UNWELL = (
    "Absent, with special educational needs, and no early help on this list. Has it been talked about with the family?"
)
AFTER_A_NOTICE = "A notice and absence together. Would the family welcome early help?"
SEVERAL_AGENCIES = "More than one agency knows this pupil and nobody leads. Is early help needed?"
NO_LEAD = "Nobody leads the early help yet. Could someone of yours?"
NEXT_MEETING_OVER = "The meeting on record is over. When is the next one, and were you asked to it?"
# A school that takes one of these up starts early help; where someone works with the child already, the co-ordinator calls it.
STARTS_HELP = {ABSENT_AND_UNWELL, AFTER_A_NOTICE, SEVERAL_AGENCIES, NO_LEAD}


def prompts_for(flags: Iterable, *, on: date) -> list[str]:
    """The prompts of one row, most pressing first. `flags` have code, source, lead, next_meeting_on and review_on."""
    flags = [flag for flag in flags if flag.marker != "ENDED"]
    return [words for rule in _RULES if (words := rule(flags, on))]


def _absent_and_unwell(flags, on) -> str:
    codes = _codes(flags)
    if codes & ABSENT and codes & LEARNING and not codes & PLANS:
        return ABSENT_AND_UNWELL
    return ""


def _after_a_notice(flags, on) -> str:
    codes = _codes(flags)
    if "ENC" in codes and codes & ABSENT and not codes & PLANS:
        return AFTER_A_NOTICE
    return ""


def _several_agencies(flags, on) -> str:
    codes = _codes(flags)
    if len({flag.source for flag in flags}) > 1 and not codes & PLANS and not codes & LEARNING:
        return SEVERAL_AGENCIES
    return ""


def _no_lead(flags, on) -> str:
    if any(flag.code == "EHA" and not flag.lead for flag in flags):
        return NO_LEAD
    return ""


def _review_over(flags, on) -> str:
    if any(flag.code == "EHA" and flag.review_on and flag.review_on < on for flag in flags):
        return "The review of the early help plan is overdue. Is a meeting set?"
    return ""


def _meeting_over(flags, on) -> str:
    if any(flag.next_meeting_on and flag.next_meeting_on < on for flag in flags):
        return NEXT_MEETING_OVER
    return ""


def _codes(flags) -> set[str]:
    return {flag.code for flag in flags}


_RULES: tuple[Callable, ...] = (
    _meeting_over,
    _review_over,
    _no_lead,
    _after_a_notice,
    _absent_and_unwell,
    _several_agencies,
)
