"""Passwords that a guesser tries first are refused also at their full length: with figures behind them, doubled, in disguise."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

DISGUISES = str.maketrans("@4031!$57", "aaoeiisst")
OURS = frozenset(
    [
        "breakwater",
        "safeguarding",
        "safeguardingchildren",
        "safeguardingteam",
        "portsmouth",
        "hampshire",
        "council",
        "citycouncil",
        "letmein",
        "welcome",
        "changeme",
        "childrenservices",
        "socialworker",
        "earlyhelp",
        "mash",
        "school",
        "headteacher",
        "correcthorsebatterystaple",
    ]
)
# What fingers run along, there and back.
ROWS = [
    row[::way]
    for row in (
        "01234567890",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "abcdefghijklmnopqrstuvwxyz",
        "qazwsxedcrfvtgbyhnujm",
    )
    for way in (1, -1)
]
SHORTEST_RUN = 4


def is_runs(text: str) -> bool:
    """Whether it is nothing but runs along such rows: 123456789012, zxcvbnmasdfg."""
    while text:
        run = max((length for length in range(len(text) + 1) if any(text[:length] in row for row in ROWS)), default=0)
        if run < min(SHORTEST_RUN, len(text)):
            return False
        text = text[run:]
    return True


class GuessedFirst(CommonPasswordValidator):
    """Django's list of 20,000 passwords is of short ones; whoever must reach twelve characters makes them longer."""

    def validate(self, password, user=None):
        super().validate(password, user)
        if password.isdecimal() or is_runs(password.lower()):
            raise ValidationError("Figures alone, or keys in a row, are guessed first. Choose three words instead")
        for text in {password.lower(), password.lower().translate(DISGUISES)}:
            if self._is_guessed(re.sub(r"[^a-z]", "", text)) or self._is_guessed(text.strip("0123456789!.?-_ ")):
                raise ValidationError(
                    "Many people choose this password or one like it. Choose three words that do not belong together"
                )

    def _is_guessed(self, root: str) -> bool:
        half = root[: len(root) // 2]
        roots = {root, half} if half and half * 2 == root else {root}
        return any(each in self.passwords or each in OURS for each in roots if len(each) > 3)
