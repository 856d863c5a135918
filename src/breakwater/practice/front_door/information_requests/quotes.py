"""Saying at a box that a referrer reads whose answers may not be in it (TR-08)."""

import re
from collections.abc import Iterable

from ..models import Contact
from .operations import labels

READ_BY_THE_REFERRER = re.compile(r"words_for_sender|s\d+_words")  # of a brother or sister who is decided otherwise


def warn_at_the_box(form, contacts: Iterable[Contact]) -> None:
    """Say at each box that a referrer reads whose answers may not be in it."""
    boxes = [box for name, box in form.fields.items() if READ_BY_THE_REFERRER.fullmatch(name)]
    kept_back = labels.not_for_the_referrer(contacts) if boxes else []
    for box in boxes if kept_back else ():
        box.help_text = f"{box.help_text or ''} Do not repeat the answers of {'; '.join(kept_back)}.".strip()
