"""Records of any list as comparable columns: what blocking, the levels and the second stage read, and nothing else.

All cleaning is `people.cleaning`'s. A prepared table has one row a record in the order given; `n` is its number.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import cleaning
from ..columns import each

COLUMNS = (
    "record_id",
    "source",
    "upn",
    "nhs_number",
    "forename",
    "middle_names",
    "surname",
    "former_surname",
    "dob",
    "sex",
    "address",
    "postcode",
    "school_urn",
)
NO_DAY = -(10**6)
SAMPLE = 3000


@dataclass(frozen=True)
class Prepared:
    """The cleaned columns (`table`) and numpy views of those that the second stage reads often."""

    table: pa.Table

    def __len__(self) -> int:
        return self.table.num_rows

    def texts(self, name: str) -> np.ndarray:
        """A text column as an array of str; empty where unknown."""
        return self.table[name].to_numpy(zero_copy_only=False)

    def each_text(self, name: str, claim: Callable[[str], bool]) -> np.ndarray:
        """A claim about each value of a text column."""
        values, back = np.unique(self.texts(name), return_inverse=True)
        return np.array([claim(value) for value in values], dtype=bool)[back]

    @cached_property
    def sources(self) -> np.ndarray:
        """The number of each record's source."""
        return self.codes("source")

    def codes(self, name: str) -> np.ndarray:
        """A column as numbers, equal where the text is; -1 where it is empty."""
        coded = self.table[name].combine_chunks().dictionary_encode()
        values = np.array([value != "" for value in coded.dictionary.to_pylist()], dtype=bool)
        codes = coded.indices.to_numpy(zero_copy_only=False)
        return np.where(values[codes], codes, -1) if len(values) else codes

    def shares(self, name: str, kind: str) -> np.ndarray:
        """The share of people who bear each record's name (`kind` forename or surname); NaN where it has none.

        These records and the country together, as if SAMPLE people of the country were among the records: in a short list
        every name is common and says nothing.
        """
        codes = self.codes(name)
        held = np.maximum(codes, 0)
        counts = np.bincount(codes[codes >= 0], minlength=held.max(initial=0) + 1)
        values, back = np.unique(self.texts(name), return_inverse=True)
        country = np.array([cleaning.share_of(kind, value) for value in values])[back]
        return np.where(codes >= 0, (counts[held] + SAMPLE * country) / (len(self) + SAMPLE), np.nan)

    @cached_property
    def days(self) -> np.ndarray:
        """Dates of birth as days since 1970; NO_DAY where unknown."""
        days = self.table["born"].cast(pa.int32()).to_numpy(zero_copy_only=False)
        return np.where(np.isnan(days.astype(float)), NO_DAY, days).astype(np.int64)


def prepare(records: pa.Table) -> Prepared:
    """Clean a table of text columns named as COLUMNS; those it lacks count as empty."""
    empty = pa.array([""] * records.num_rows, type=pa.string())

    def raw(name):
        return records[name] if name in records.column_names else empty

    forename, surname = each(cleaning.clean_name, raw("forename")), each(cleaning.clean_name, raw("surname"))
    middle, former = each(cleaning.clean_name, raw("middle_names")), each(cleaning.clean_name, raw("former_surname"))
    named = each(lambda name: "" if cleaning.is_nameless(name) else name, forename)
    postcode = each(cleaning.clean_postcode, raw("postcode"))
    line = each(cleaning.clean_line, raw("address"))
    born = each(cleaning.clean_date, raw("dob"), type=pa.date32())
    iso = each(lambda text: (day := cleaning.clean_date(text)) and day.isoformat() or "", raw("dob"))
    columns = {
        "n": pa.array(np.arange(records.num_rows), type=pa.int64()),
        "source": each(str.strip, raw("source")),
        "upn": each(cleaning.clean_upn, raw("upn")),
        "nhs": each(cleaning.clean_nhs_number, raw("nhs_number")),
        "upn_written": each(_characters, raw("upn")),
        "nhs_written": each(_characters, raw("nhs_number")),
        "fn": named,
        "fn1": each(_first, named),
        "fn_ph": each(cleaning.first_sound, named),
        "fn_whole_ph": each(cleaning.sound_of, named),
        "mid": middle,
        "mid1": each(_first, middle),
        "nameless": each(cleaning.is_nameless, forename, type=pa.bool_()),
        "sn": surname,
        "sn_ph": each(cleaning.sound_of, surname),
        "former": former,
        "dob": iso,
        "born": born,
        "dob_swapped": each(_swapped, iso),
        "sex": each(
            lambda text: text.strip().upper()[:1] if text.strip().upper()[:1] in ("M", "F") else "", raw("sex")
        ),
        "pc": postcode,
        "line": line,
        "house": each(cleaning.house_of, line, postcode),
        "school": each(lambda text: text.strip().lstrip("0"), raw("school_urn")),
    }
    for name in ("upn", "nhs"):
        columns[f"{name}_label"] = pc.if_else(pc.equal(columns[name], ""), None, columns[name])
    words = pa.list_(pa.string())
    columns["fn_sounds"] = each(_forename_sounds, named, middle, type=words)
    columns["sn_sounds"] = each(_surname_sounds, surname, former, type=words)
    columns["sn_parts"] = each(_surname_parts, surname, former, type=words)
    columns["fn_roots"] = each(roots_of, columns["fn1"], type=words)
    return Prepared(pa.table(columns))


def _first(name: str) -> str:
    return name.split()[0] if name else ""


def _characters(value: str) -> str:
    """An identifier as written, right or wrong: a slip in one still says something."""
    return _OTHERS.sub("", value.upper())


_OTHERS = re.compile("[^A-Z0-9]+")


def _swapped(iso: str) -> str:
    day = cleaning.clean_date(iso)
    other = day and cleaning.swapped_date(day)
    return other.isoformat() if other else ""


def _forename_sounds(forename: str, middle: str) -> list[str]:
    """The sounds of each part of forename and middle names: a middle name may be the one in use."""
    parts = [*forename.split(), *middle.split()]
    return sorted({sound for part in parts if len(part) > 1 and (sound := cleaning.sound_of(part))})


def _surname_parts(surname: str, former: str) -> list[str]:
    return sorted({part for name in (surname, former) for part in (name, *cleaning.parts_of(name)) if part})


def _surname_sounds(surname: str, former: str) -> list[str]:
    """The sounds of the surname, its halves, and the former one."""
    return sorted({sound for part in _surname_parts(surname, former) if (sound := cleaning.sound_of(part))})


def roots_of(forename: str) -> list[str]:
    """A first forename and the names that it may stand for, so that two records meet in one of them."""
    return sorted({forename, *cleaning.variants_of(forename)}) if forename else []
