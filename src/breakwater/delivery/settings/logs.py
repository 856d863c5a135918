"""Log lines carry references, never names: what a database says of a row's values is left out."""

import logging
import re

# PostgreSQL repeats the values of the row it refuses: DETAIL: Key (email)=(...), Failing row contains (...).
VALUES = re.compile(r"^.*(?:DETAIL|CONTEXT):.*$\n?|^.*Failing row contains.*$\n?", re.M)


class Line(logging.Formatter):
    """One line and, of a fault, its trace without the values of any row."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, info):
        return VALUES.sub("", super().formatException(info)).rstrip("\n")
