"""Log lines carry references, never names or keys: a row's values and the tokens of links are left out."""

import copy
import logging
import re

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError

# A refusal is an answer: it is on record in the audit, and no fault of ours to be traced.
EXPECTED = (PermissionDenied, Http404, SuspiciousOperation, MultiPartParserError)

# A link that opens something by itself: the token in its path is its key.
TOKEN = re.compile(r"(?<=/)[\w-]{30,}(?=/|\s|$)")
# PostgreSQL repeats the values of the row it refuses: DETAIL: Key (email)=(...), Failing row contains (...).
# What would begin a line of its own, or speak to the terminal of whoever reads it.
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
VALUES = re.compile(r"^.*(?:DETAIL|CONTEXT):.*$\n?|^.*Failing row contains.*$\n?", re.M)


class Line(logging.Formatter):
    """One line and, of a fault, its trace without the values of any row."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record):
        if record.exc_info and isinstance(record.exc_info[1], EXPECTED):
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return TOKEN.sub("(a key)", super().format(record))

    def formatMessage(self, record):
        return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record))

    def formatException(self, info):
        trace = VALUES.sub("", super().formatException(info)).rstrip("\n")
        return "\n".join(f"  {line}" for line in trace.splitlines())  # no line of it can be taken for an entry
