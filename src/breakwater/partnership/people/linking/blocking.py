"""Which pairs are looked at all: records that share a key. No key is a date of birth alone (pairs would grow with N squared).

Each kind of key has a cap: a value that more records share says too little and is left out, since a rarer kind of key
brings its true pairs together. Pairs so grow with the number of records.
"""

import duckdb
import numpy as np

from .prepare import Prepared

# kind: (SQL that gives (n, key text), cap). `p` is the prepared table; a null or empty key is none.
KEYS = {
    "upn": ("select n, upn from p where upn <> ''", 40),
    "nhs": ("select n, nhs from p where nhs <> ''", 40),
    "house": ("select n, house from p where house <> ''", 40),
    "dob and initial": ("select n, dob || substr(fn, 1, 1) from p where dob <> '' and fn <> ''", 400),
    # Forenames and surnames alike, since either may stand in the other's place.
    "dob and a name": (
        "select n, dob || s from p, unnest(list_concat(fn_sounds, sn_sounds)) t(s) where dob <> ''",
        400,
    ),
    "dob and postcode": ("select n, dob || pc from p where dob <> '' and pc <> ''", 40),
    "dob and school": ("select n, dob || school from p where dob <> '' and school <> ''", 40),
    "dob swapped, forename": (
        "select n, least(dob, dob_swapped) || greatest(dob, dob_swapped) || fn_ph from p where dob_swapped <> ''",
        200,
    ),
    "dob swapped, surname": (
        "select n, least(dob, dob_swapped) || greatest(dob, dob_swapped) || s from p, unnest(sn_sounds) t(s) where dob_swapped <> ''",
        200,
    ),
    "name": (
        "select n, f || ' ' || s from (select n, unnest(fn_sounds) f, sn_sounds from p), unnest(sn_sounds) t(s)",
        30,
    ),
    "names swapped": (
        "select n, least(fn_whole_ph, sn_ph) || ' ' || greatest(fn_whole_ph, sn_ph) from p where fn <> ''",
        20,
    ),
    "name and year": (
        "select n, substr(dob, 1, 4) || fn_ph || ' ' || s from p, unnest(sn_sounds) t(s) where dob <> '' and fn_ph <> ''",
        80,
    ),
    "name and month": (
        "select n, substr(dob, 1, 7) || fn_ph || ' ' || s from p, unnest(sn_sounds) t(s) where dob <> '' and fn_ph <> ''",
        200,
    ),
    "name and birthday": (
        "select n, substr(dob, 6) || fn_ph || ' ' || s from p, unnest(sn_sounds) t(s) where dob <> '' and fn_ph <> ''",
        200,
    ),
    "name and school": ("select n, fn_ph || ' ' || sn_ph || school from p where fn_ph <> '' and school <> ''", 80),
    "surname and month": ("select n, substr(dob, 1, 7) || sn_ph from p where dob <> ''", 12),
    "forename and month": ("select n, substr(dob, 1, 7) || fn_ph from p where dob <> '' and fn_ph <> ''", 12),
    "surname and first letters": (
        "select n, sn_ph || ' ' || substr(fn, 1, 2) || substr(dob, 1, 4) from p where fn <> ''",
        20,
    ),
    "postcode and forename": ("select n, pc || s from p, unnest(fn_sounds) t(s) where pc <> ''", 60),
    "postcode and surname": ("select n, pc || s from p, unnest(sn_sounds) t(s) where pc <> ''", 60),
    "postcode and birthday": ("select n, pc || substr(dob, 6) from p where pc <> '' and dob <> ''", 60),
    "street and number": ("select n, line from p where length(line) > 5 and regexp_matches(line, '[0-9]')", 30),
    "street, number and forename": ("select n, line || fn_ph from p where length(line) > 5 and fn_ph <> ''", 60),
    "unborn, surname and quarter": (
        "select n, s || q from (select n, sn_sounds, unnest([year(born) * 12 + month(born) - 1, year(born) * 12 + month(born),"
        " year(born) * 12 + month(born) + 1]) q from p where born is not null and nameless union all"
        " select n, sn_sounds, year(born) * 12 + month(born) from p where born is not null and not nameless),"
        " unnest(sn_sounds) t(s)",
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
# Tables made one from the other, in DuckDB's SQL: every record's keys, those that few enough share, and the pairs.
STEPS = {
    "keyed": f"select distinct n, k, cap from ({_KEYED})",
    "kept": "select n, k from keyed where k in (select k from keyed group by k, cap having count(*) between 2 and cap)",
    "paired": "select distinct l.n l, r.n r from kept l join kept r on l.k = r.k and l.n < r.n",
}


def candidate_pairs(prepared: Prepared, connection: duckdb.DuckDBPyConnection) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the records of each pair, left below right; every pair once."""
    connection.register("p", prepared.table)
    for name, sql in STEPS.items():
        connection.execute(f"create or replace temp table {name} as {sql}")
    pairs = connection.execute("select l, r from paired order by 1, 2").fetchnumpy()
    for name in STEPS:
        connection.execute(f"drop table {name}")
    connection.unregister("p")
    return np.asarray(pairs["l"]), np.asarray(pairs["r"])
