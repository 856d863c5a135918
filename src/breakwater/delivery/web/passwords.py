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
        "board",
        "children",
        "child",
        "protection",
        "family",
        "help",
        "duty",
        "social",
        "worker",
        "care",
        "city",
        "team",
        "partnership",
        "manager",
        "demo",
        "password",
        "to",
        "the",
        "iloveyou",
        "admin",
        "login",
        "summer",
        "winter",
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
FEWEST_SIGNS = 5


def is_runs(text: str) -> bool:
    """Whether it is nothing but runs along such rows: 123456789012, zxcvbnmasdfg."""
    while text:
        run = max((length for length in range(len(text) + 1) if any(text[:length] in row for row in ROWS)), default=0)
        if run < min(SHORTEST_RUN, len(text)):
            return False
        text = text[run:]
    return True


def letters_and_figures(text: str) -> str:
    """What is left of it where blanks and signs between words are put aside."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


class GuessedFirst(CommonPasswordValidator):
    """Django's list of 20,000 passwords is of short ones; whoever must reach twelve characters makes them longer."""

    def validate(self, password, user=None):
        super().validate(password, user)
        plain = letters_and_figures(password)
        if not plain or len(set(plain)) < FEWEST_SIGNS:
            raise ValidationError("This is too few different letters and figures. Choose three words instead")
        if plain.isdecimal() or is_runs(plain):
            raise ValidationError("Figures alone, or keys in a row, are guessed first. Choose three words instead")
        for text in {password.lower(), password.lower().translate(DISGUISES)}:
            words = re.sub(r"[^a-z]", "", text)
            if self._is_guessed(words) or self._is_guessed(text.strip("0123456789!.?-_ ")) or self._is_ours(words):
                raise ValidationError(
                    "Many people choose this password or one like it. Choose three words that do not belong together"
                )

    def _is_guessed(self, root: str) -> bool:
        """Whether it is such a password, once or over again: iloveyouiloveyou, passpasspass."""
        roots = {root[:length] for length in range(4, len(root) + 1) if root[:length] * (len(root) // length) == root}
        return any(each in self.passwords or each in OURS for each in roots)

    def _is_ours(self, words: str) -> bool:
        """Whether nothing stands in it but what people here try first, one beside another: Breakwater-Portsmouth-2026."""
        reached = {0}
        for end in range(1, len(words) + 1):
            if any(words[start:end] in OURS for start in reached):
                reached.add(end)
        return bool(words) and len(words) in reached
