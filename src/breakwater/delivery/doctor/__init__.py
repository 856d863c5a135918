"""Is this installation sound? Each thing that is looked at answers in one line: `id figure pass|fail what to do`."""

from collections.abc import Callable, Iterator
from datetime import datetime

from . import database, machine, running
from .findings import Finding

__all__ = ["Finding", "examine"]

LOOKS: tuple[Callable[[datetime], Iterator[Finding]], ...] = (
    machine.python,
    machine.settings_in_words,
    machine.key_files,
    machine.time_zone,
    machine.clock,
    machine.disks,
    machine.certificate,
    machine.scanner,
    machine.mail,
    machine.connections,
    database.version,
    database.role,
    database.migrations,
    database.tables,
    database.invented_people,
    database.time,
    running.worker,
    running.jobs,
    running.outbox,
    running.backups,
    running.disposal,
    running.areas,
)


def examine(at: datetime) -> list[Finding]:
    """Everything that is looked at, in order. What cannot be looked at has failed, and keeps nothing after it from being looked at."""
    found: list[Finding] = []
    for look in LOOKS:
        try:
            found += look(at)
        except Exception as fault:
            words = str(fault).partition("\n")[0]
            name = look.__name__.replace("_", "-")
            found.append(Finding(name, type(fault).__name__, False, f"This could not be looked at: {words}"))
    return found
