"""Saying at a box that a referrer or the family reads whose answers may not be in it (TR-08)."""

import re
from collections.abc import Iterable

from ..models import Contact
from .operations import labels

NOT_HERE = "Do not repeat the answers of {}."
NOT_FOR_THE_FAMILY = "You may quote the answers of {}: the family then reads other words than these reasons."
# Boxes of a decision, and of a brother or sister who is decided otherwise.
FOR_THE_SENDER = re.compile(r"words_for_sender|s\d+_words")
REASONS = re.compile(r"rationale|[cs]\d+_rationale")


def warn_at_the_box(form, contacts: Iterable[Contact]) -> None:
    """Say at each such box whose answers may not be in it, and at reasons what the family may then not read."""
    contacts = list(contacts)
    to_sender = [box for name, box in form.fields.items() if FOR_THE_SENDER.fullmatch(name)]
    reasons = [box for name, box in form.fields.items() if REASONS.fullmatch(name)]
    if to_sender and (whose := labels.kept_back(contacts, labels.FOR_THE_REFERRER)):
        _say(to_sender, NOT_HERE.format("; ".join(whose)))
    never = labels.kept_back(contacts, labels.FOR_PROFESSIONALS) if reasons else []
    if never:
        _say(reasons, NOT_HERE.format("; ".join(never)))
    not_for_family = labels.kept_back(contacts, labels.FOR_THE_FAMILY) if reasons else []
    if quoted := [each for each in not_for_family if each not in never]:
        _say(reasons, NOT_FOR_THE_FAMILY.format("; ".join(quoted)))


def _say(boxes: Iterable, words: str) -> None:
    for box in boxes:
        box.help_text = f"{box.help_text or ''} {words}".strip()
