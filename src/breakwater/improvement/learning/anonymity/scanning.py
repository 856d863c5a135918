"""A text or a file against what the case calls things, and against the calendar."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from breakwater.foundation.models import parse_reference

from .dates import dates_in
from .hits import Hit, Kind, Readable
from .names import Term, names_in

NOT_DECOMPOSED = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i"}
)
# Cyrillic and Greek letters that look like ours.
ALIKE = str.maketrans("аеорсухіјѕԁһАВЕКМНОРСТХІЈЅαορνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdhABEKMHOPCTXIJSaopvABEZHIKMNOPTYX")
QUOTES = re.compile("[`´\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd]")
DASHES = re.compile("[\u2010-\u2015\u2212\u00ad]")
RUN_TOGETHER = re.compile(r"(?<=[a-z])(?=[A-Z])")  # #JusticeForAmy
REFERENCE = re.compile(r"(?<![\w-])[A-Z]{1,3}-\d{2}-[0-9A-Z]{4,7}-[0-9A-Z](?![\w-])", re.IGNORECASE)
PUBLISHED = "LR-"
BROKEN = re.compile(r"(?<=[^\W\d_])-\s*\n\s*(?=[^\W\d_])")


def plain(words: str) -> str:
    """The words as they are compared: no accents, nothing invisible, one sort of dash and quote, no broken lines."""
    words = words.replace("\u00ad", "")
    words = unicodedata.normalize("NFKD", words)
    words = "".join(sign for sign in words if unicodedata.category(sign) not in ("Mn", "Cf", "Me"))
    words = DASHES.sub(
        "-", QUOTES.sub("'", unicodedata.normalize("NFC", words).translate(NOT_DECOMPOSED).translate(ALIKE))
    )
    return re.sub(r"\s+", " ", BROKEN.sub("", words).replace("_", " "))


def references_in(words: str) -> Iterator[Hit]:
    """References of records: whoever works with them opens the child's by one. That of a published review is everyone's."""
    for each in REFERENCE.finditer(words):
        known = parse_reference(each[0])
        if known and not known.startswith(PUBLISHED):
            yield Hit(Kind.NAME, "", each[0], "the reference of a record")


def scan(read: Readable, terms: Iterable[Term], days: Mapping[date, str]) -> list[Hit]:
    """Everything to take out or to explain, in the order of the text, each once. `days` are days of the case and what they are."""
    terms = [replace(term, words=plain(term.words)) for term in terms if term.words.strip()]
    hits = list(read.marks)
    for passage in read.passages:
        words = plain(passage.words)
        apart = RUN_TOGETHER.sub(" ", words)
        found = [*names_in(words, terms), *(names_in(apart, terms) if apart != words else ())]
        found += references_in(words)
        found += dates_in(words, days) if passage.is_prose else ()
        among = hashlib.sha256(words.encode()).hexdigest()[:16]
        hits += [replace(hit, where=passage.where, among=among) for hit in found]
    return list(dict.fromkeys(hits))
