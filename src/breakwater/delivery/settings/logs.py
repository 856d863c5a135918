"""Log lines carry references, never names or keys: a row's values and the tokens of links are left out."""

import logging
import re

# A link that opens something by itself: the token in its path is its key.
TOKEN = re.compile(r"(?<=/)[\w-]{30,}(?=/|\s|$)")
# PostgreSQL repeats the values of the row it refuses: DETAIL: Key (email)=(...), Failing row contains (...).
VALUES = re.compile(r"^.*(?:DETAIL|CONTEXT):.*$\n?|^.*Failing row contains.*$\n?", re.M)


class Line(logging.Formatter):
    """One line and, of a fault, its trace without the values of any row."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record):
        return TOKEN.sub("(a key)", super().format(record))

    def formatException(self, info):
        return VALUES.sub("", super().formatException(info)).rstrip("\n")
