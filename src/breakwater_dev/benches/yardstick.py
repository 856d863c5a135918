"""What a fixed piece of work costs on this machine at this moment, so that figures of two machines can be compared.

The same page costs twice the CPU on a slow or a busy machine. The yardstick is taken around each measurement, and what
was measured is also said at the reference's pace: web and database each by its own measure.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg

TIMES = 7
SQL = "select count(*), sum(length(md5(n::text))) from generate_series(1, 60000) n where n::text like '%7%'"


@dataclass(frozen=True)
class Pace:
    """CPU milliseconds of the fixed loop and of the fixed query, the middle of several turns."""

    python: float
    sql: float

    def __str__(self) -> str:
        return f"{self.python:.1f} ms of Python, {self.sql:.1f} ms of SQL"

    def at_reference(self, web: float, database: float) -> float:
        """What this web and database CPU would have been at the reference's pace."""
        return web * REFERENCE.python / self.python + database * REFERENCE.sql / self.sql


# Two cores of a virtual machine, quiet, Python 3.13 and PostgreSQL 18 of the lock file, 25 November 2026.
REFERENCE = Pace(python=6.5, sql=16.8)


def pace(superuser: psycopg.Connection) -> Pace:
    """The pace of this machine now."""
    return Pace(
        python=median(_python() for _ in range(TIMES)),
        sql=median(_sql(superuser) for _ in range(TIMES)),
    )


def between(before: Pace, after: Pace) -> Pace:
    """The pace of what was measured between the two."""
    return Pace((before.python + after.python) / 2, (before.sql + after.sql) / 2)


def _python() -> float:
    """Calls, small objects, text and dictionaries: what drawing a page is made of."""
    began = time.process_time()
    seen: dict[str, list] = {}
    for number in range(20_000):
        key = f"{number % 97}-{number % 13}"
        seen.setdefault(key, []).append((number, key.upper()))
    assert sum(map(len, seen.values())) == 20_000
    return (time.process_time() - began) * 1000


def _sql(superuser: psycopg.Connection) -> float:
    before = _spent(superuser.info.backend_pid)
    superuser.execute(SQL)
    return _spent(superuser.info.backend_pid) - before


def _spent(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
