"""Saying on a form that its words repeat an agency's answer too far (TR-08). What was typed stands below it."""

from collections.abc import Mapping

from ..operations.labels import QuotesAnAnswer


def say_what_is_quoted(form, fault: QuotesAnAnswer, boxes: Mapping[str, str] | None = None) -> None:
    """Put each fault beside its box. `boxes` names the box of this form for one of the operation."""
    for box, faults in fault.faults.items():
        here = (boxes or {}).get(box, box)
        for words in faults:
            form.add_error(here if here in form.fields else None, words)
