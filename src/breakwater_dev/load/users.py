"""Many people at their work at once: no answer is wrong, and nobody waits."""

import asyncio

from .crowd import people_of, together
from .machine import Machine
from .people import THINKS_SECONDS
from .record import Record
from .report import Report
from .serving import Served

P95_MS, P99_MS = 400, 1000
SECONDS_A_CONTACT = 80  # how often one who sends contacts sends one


def run(
    served: Served, machine: Machine, superuser, *, users: int, seconds: float, thinks: float = THINKS_SECONDS
) -> Report:
    """So many people signed in, and readers beside them, for `seconds` after a warm-up of a tenth of it."""
    report, record = Report("users"), Record()
    drafts = 1 + int(1.1 * seconds / SECONDS_A_CONTACT * max(1, THINKS_SECONDS / max(thinks, 0.5)))
    everybody = people_of(users, superuser, drafts=drafts)
    looks = []
    asyncio.run(
        together(
            served.port,
            everybody,
            record,
            seconds=seconds,
            warm_up=min(60, seconds / 10),
            thinks=thinks,
            begins=lambda: looks.append(machine.look()),
        )
    )
    report.of(record)
    report.cost(looks[0], machine.look())
    return judged(report, record, users=users)


def judged(report: Report, record: Record, *, users: int) -> Report:
    row = record.row()
    report.facts |= {"people signed in": users, "answers": row.requests}
    report.judge("errors", row.errors + row.turned_away, row.requests > 0 and row.errors + row.turned_away == 0)
    report.judge("p95", f"{row.p95:.0f} ms", 0 < row.p95 <= P95_MS)
    report.judge("p99", f"{row.p99:.0f} ms", 0 < row.p99 <= P99_MS)
    return report
