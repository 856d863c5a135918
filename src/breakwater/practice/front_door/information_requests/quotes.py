"""Saying at a box that a referrer or the family reads whose answers may not be in it (TR-08)."""

import re
from collections.abc import Iterable

from ..models import Contact
from .operations import labels

# Boxes of a decision, and of a brother or sister who is decided otherwise, by who may read them.
READ_BY = {
    re.compile(r"words_for_sender|s\d+_words"): labels.FOR_THE_REFERRER,
    re.compile(r"rationale|[cs]\d+_rationale"): labels.FOR_THE_FAMILY,
}


def warn_at_the_box(form, contacts: Iterable[Contact]) -> None:
    """Say at each such box whose answers may not be in it."""
    contacts = list(contacts)
    for boxes, allowed in READ_BY.items():
        read = [box for name, box in form.fields.items() if boxes.fullmatch(name)]
        kept_back = labels.kept_back(contacts, allowed) if read else []
        for box in read if kept_back else ():
            box.help_text = f"{box.help_text or ''} Do not repeat the answers of {'; '.join(kept_back)}.".strip()
