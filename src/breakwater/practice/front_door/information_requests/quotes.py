"""Saying on a form that its words repeat an agency's answer too far (TR-08). What was typed stays below it."""

import re
from collections.abc import Iterable, Mapping

from ..models import Contact
from .operations import labels
from .operations.labels import QuotesAnAnswer

READ_BY_THE_REFERRER = re.compile(r"words_for_sender|s\d+_words")  # of a brother or sister who is decided otherwise


def say_what_is_quoted(form, fault: QuotesAnAnswer, boxes: Mapping[str, str] | None = None) -> None:
    """Put each fault beside its box. `boxes` names the box of this form for one of the operation.

    Where a phrase may stay for a reason, a form that has a box for the reason shows it.
    """
    for box, faults in fault.faults.items():
        here = (boxes or {}).get(box, box)
        for words in faults:
            form.add_error(here if here in form.fields else None, words)
    if fault.may_be_reasoned and hasattr(form, "ask_why_it_quotes"):
        form.ask_why_it_quotes()


def warn_at_the_box(form, contacts: Iterable[Contact]) -> None:
    """Say at each box that a referrer reads whose answers may not be in it."""
    boxes = [box for name, box in form.fields.items() if READ_BY_THE_REFERRER.fullmatch(name)]
    kept_back = labels.not_for_the_referrer(contacts) if boxes else []
    for box in boxes if kept_back else ():
        box.help_text = f"{box.help_text or ''} Do not repeat the answers of {'; '.join(kept_back)}.".strip()


class QuotingMixin:
    """A page whose words others read: what repeats an answer too far stands at its box. `boxes` as `say_what_is_quoted` takes them."""

    boxes: Mapping[str, str] | None = None

    def form_refused(self, form, refusal):
        if not isinstance(refusal, QuotesAnAnswer):
            return super().form_refused(form, refusal)
        say_what_is_quoted(form, refusal, self.boxes)
        return self.render_to_response(self.get_context_data(form=form))
