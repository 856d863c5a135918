"""Which pairs are looked at all: records that share a key. No key is a date of birth alone (pairs would grow with N squared).

Each kind of key has a cap: a value that more records share says too little and is left out, since a rarer kind of key
brings its true pairs together. Pairs so grow with the number of records.
"""

import duckdb
import numpy as np

from .prepare import Prepared

# A list is opened in a select of its own: beside the table that it stands in, DuckDB joins the two again, ten times as dear.
_NAMED_AND_BORN = "(select n, dob, fn_ph, unnest(sn_sounds) s from p where dob <> '' and fn_ph <> '')"

# kind: (SQL that gives (n, key text), cap). `p` is the prepared table; a null or empty key is none, and no record has
# one key of a kind twice.
KEYS = {
    "upn": ("select n, upn from p where upn <> ''", 40),
    "nhs": ("select n, nhs from p where nhs <> ''", 40),
    "house": ("select n, house from p where house <> ''", 40),
    "dob and initial": ("select n, dob || substr(fn, 1, 1) from p where dob <> '' and fn <> ''", 400),
    # Forenames and surnames alike, since either may stand in the other's place.
    "dob and a name": (
        "select n, dob || s from (select n, dob, unnest(list_distinct(list_concat(fn_sounds, sn_sounds))) s from p where dob <> '')",
        400,
    ),
    "dob and postcode": ("select n, dob || pc from p where dob <> '' and pc <> ''", 40),
    "dob and school": ("select n, dob || school from p where dob <> '' and school <> ''", 40),
    "dob swapped, forename": (
        "select n, least(dob, dob_swapped) || greatest(dob, dob_swapped) || fn_ph from p where dob_swapped <> ''",
        200,
    ),
    "dob swapped, surname": (
        "select n, least(dob, dob_swapped) || greatest(dob, dob_swapped) || s"
        " from (select n, dob, dob_swapped, unnest(sn_sounds) s from p where dob_swapped <> '')",
        200,
    ),
    "name": (
        "select n, f || ' ' || s from (select n, f, unnest(sn_sounds) s from (select n, unnest(fn_sounds) f, sn_sounds from p))",
        30,
    ),
    "names swapped": (
        "select n, least(fn_whole_ph, sn_ph) || ' ' || greatest(fn_whole_ph, sn_ph) from p where fn <> ''",
        20,
    ),
    "name and year": (
        f"select n, substr(dob, 1, 4) || fn_ph || ' ' || s from {_NAMED_AND_BORN}",
        80,
    ),
    "name and month": (
        f"select n, substr(dob, 1, 7) || fn_ph || ' ' || s from {_NAMED_AND_BORN}",
        200,
    ),
    "name and birthday": (
        f"select n, substr(dob, 6) || fn_ph || ' ' || s from {_NAMED_AND_BORN}",
        200,
    ),
    "name and school": ("select n, fn_ph || ' ' || sn_ph || school from p where fn_ph <> '' and school <> ''", 80),
    "surname and month": ("select n, substr(dob, 1, 7) || sn_ph from p where dob <> ''", 12),
    "forename and month": ("select n, substr(dob, 1, 7) || fn_ph from p where dob <> '' and fn_ph <> ''", 12),
    "surname and first letters": (
        "select n, sn_ph || ' ' || substr(fn, 1, 2) || substr(dob, 1, 4) from p where fn <> ''",
        20,
    ),
    "postcode and forename": ("select n, pc || s from (select n, pc, unnest(fn_sounds) s from p where pc <> '')", 60),
    "postcode and surname": ("select n, pc || s from (select n, pc, unnest(sn_sounds) s from p where pc <> '')", 60),
    "postcode and birthday": ("select n, pc || substr(dob, 6) from p where pc <> '' and dob <> ''", 60),
    "street and number": ("select n, line from p where length(line) > 5 and regexp_matches(line, '[0-9]')", 30),
    "street, number and forename": ("select n, line || fn_ph from p where length(line) > 5 and fn_ph <> ''", 60),
    "unborn, surname and quarter": (
        "select n, s || q from (select n, unnest(sn_sounds) s, q from (select n, sn_sounds, unnest([year(born) * 12 + month(born) - 1, year(born) * 12 + month(born),"
        " year(born) * 12 + month(born) + 1]) q from p where born is not null and nameless union all"
        " select n, sn_sounds, year(born) * 12 + month(born) from p where born is not null and not nameless))",
        12,
    ),
    "unborn and postcode": (
        "select n, pc from p where pc <> '' and (nameless or born > (select max(born) from p where nameless) - 550)",
        12,
    ),
}


_KEYED = " union all ".join(
    f"select n, hash({number}, key) k, {cap} cap from ({sql}) t(n, key) where key is not null and key <> ''"
    for number, (sql, cap) in enumerate(KEYS.values())
)
_SHARED = "kept one join kept other on one.k = other.k and one.n < other.n"
# Tables made one from the other, in DuckDB's SQL: every record's keys, those that few enough share, and the pairs.
STEPS = {
    "keyed": _KEYED,
    "kept": "select n, k from keyed where k in (select k from keyed group by k having count(*) between 2 and max(cap))",
    "paired": f"select distinct one.n l, other.n r from {_SHARED}",
}
_HALF = 32  # bits of one number that hold a record's, so that a pair is one


def candidate_pairs(prepared: Prepared, connection: duckdb.DuckDBPyConnection) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the records of each pair, left below right; every pair once."""
    connection.register("p", prepared.table)
    for name in ("keyed", "kept"):
        connection.execute(f"create or replace temp table {name} as {STEPS[name]}")
    connection.execute("drop table keyed")
    # A pair has many keys. Sorting whole numbers is quicker by far than finding distinct rows, in DuckDB or by `np.unique`.
    shared = connection.execute(f"select one.n << {_HALF} | other.n pair from {_SHARED}").fetchnumpy()["pair"]
    connection.execute("drop table kept")
    connection.unregister("p")
    pairs = distinct(np.asarray(shared))
    return pairs >> _HALF, pairs & ((1 << _HALF) - 1)


def distinct(numbers: np.ndarray) -> np.ndarray:
    """The distinct ones of whole numbers, in order; seventy times as quick as `np.unique`, which fills a table of hashes first."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered
