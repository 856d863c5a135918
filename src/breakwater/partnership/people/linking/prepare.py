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
from . import edits

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

    def coded(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The distinct values of a text column, and of each record the place of its value among them."""
        if name not in self._coded:
            self._coded[name] = _coded(self.table[name])
        return self._coded[name]

    @cached_property
    def _coded(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {}

    def texts(self, name: str) -> np.ndarray:
        """A text column as an array of str; empty where unknown."""
        values, places = self.coded(name)
        return values[places]

    def of_each(self, name: str, function: Callable[[str], object], kind: type) -> np.ndarray:
        """A function of every record's text in a column, called once for each distinct one; of numbers of a `kind`."""
        values, places = self.coded(name)
        return np.array([function(value) for value in values], dtype=kind)[places]

    @cached_property
    def whole_names(self) -> tuple[np.ndarray, np.ndarray]:
        """The distinct whole names, forename and surname with a blank between, and the place of each record's, as `coded`."""
        return _coded(pc.binary_join_element_wise(self.table["fn"], self.table["sn"], " "))

    @cached_property
    def sources(self) -> np.ndarray:
        """The number of each record's source."""
        return self.codes("source")

    def codes(self, name: str) -> np.ndarray:
        """A column as numbers, equal where the text is; -1 where it is empty."""
        values, places = self.coded(name)
        return np.where((values != "")[places], places, -1) if len(values) else places

    def shares(self, name: str, kind: str) -> np.ndarray:
        """The share of people who bear each record's name (`kind` forename or surname); NaN where it has none."""
        return self.shares_of_values(name, kind)[self.coded(name)[1]]

    def shares_of_values(self, name: str, kind: str) -> np.ndarray:
        """The share of people who bear each distinct name, in the order of `coded`; NaN of the empty one.

        These records and the country together, as if SAMPLE people of the country were among the records: in a short list
        every name is common and says nothing.
        """
        values, places = self.coded(name)
        counts = np.bincount(places, minlength=len(values))
        country = np.array([cleaning.share_of(kind, value) for value in values], dtype=float)
        return np.where(values != "", (counts + SAMPLE * country) / (len(self) + SAMPLE), np.nan)

    @cached_property
    def days(self) -> np.ndarray:
        """Dates of birth as days since 1970; NO_DAY where unknown."""
        days = self.table["born"].cast(pa.int32()).to_numpy(zero_copy_only=False)
        return np.where(np.isnan(days.astype(float)), NO_DAY, days).astype(np.int64)


def _coded(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    coded = column.combine_chunks().dictionary_encode()
    return coded.dictionary.to_numpy(zero_copy_only=False), coded.indices.to_numpy(zero_copy_only=False)


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
    columns |= _in_figures(iso)
    words = pa.list_(pa.string())
    columns["fn_sounds"] = each(_forename_sounds, named, middle, type=words)
    columns["sn_sounds"] = each(_surname_sounds, surname, former, type=words)
    columns["sn_parts"] = each(_surname_parts, surname, former, type=words)
    columns["fn_roots"] = each(roots_of, columns["fn1"], type=words)
    return Prepared(pa.table(columns))


def _in_figures(iso: pa.Array) -> dict[str, pa.Array]:
    """Dates as whole numbers, which compare faster than text: year, month and day (304 is 4 March), and each figure; 0 for no date."""

    def part(first: int, last: int) -> Callable[[str], int]:
        return lambda day: int(day.replace("-", "")[first:last] or 0)

    figures = {f"dob_{at + 1}": each(part(at, at + 1), iso, type=pa.int8()) for at in range(edits.FIGURES)}
    return {
        "yob": each(part(0, 4), iso, type=pa.int16()),
        "birthday": each(part(4, 8), iso, type=pa.int16()),
        **figures,
    }


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
