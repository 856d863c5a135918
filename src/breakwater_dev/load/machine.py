"""What a run costs: processor seconds, memory and connections, of the web, the worker, the database and the client itself."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """One process as /proc says: `ticks` of the processor with those of children that ended, `started` ticks after boot."""

    pid: int
    parent: int
    ticks: int
    started: int


def processes() -> dict[int, Process]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(entry)):
            ticks = sum(int(fields[at]) for at in (11, 12, 13, 14))
            found[int(entry.name)] = Process(int(entry.name), int(fields[1]), ticks, int(fields[19]))
    return found


def family(head: int) -> dict[int, int]:
    """A process and all its descendants: when each started, by number."""
    known, ours = processes(), {head}
    while more := {pid for pid, one in known.items() if one.parent in ours} - ours:
        ours |= more
    return {pid: known[pid].started for pid in ours if pid in known}


def is_there(pid: int, started: int) -> bool:
    """Whether that very process still runs: a number is given again."""
    fields = _stat(Path("/proc") / str(pid))
    return bool(fields) and int(fields[19]) == started and fields[0] != "Z"


def _stat(entry: Path) -> list[str]:
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def command_of(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def memory_of(pid: int) -> float:
    """Megabytes that are a process's own, and its share of what it has in common with others (PSS). 0 where it is gone."""
    try:
        lines = (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def open_files(pid: int) -> int:
    try:
        return len(list((Path("/proc") / str(pid) / "fd").iterdir()))
    except OSError:
        return 0


@dataclass(frozen=True)
class Look:
    """The machine at one moment: processor seconds by part, megabytes and open files of each web process, connections."""

    at: float
    seconds: dict[str, float]
    memory: dict[int, float]
    files: dict[int, int]
    connections: int


class Machine:
    """Looks at an installation that runs: `head` is the process that serves, `cluster` its database server."""

    def __init__(self, head: int, cluster, database: str):
        self.head, self.cluster, self.database = head, cluster, database
        self.server = int((cluster.data / "postmaster.pid").read_text().split()[0])

    def look(self) -> Look:
        known = processes()
        ours = family(self.head)
        workers = {pid for pid in ours if "breakwater worker" in command_of(pid)}
        web = set(ours) - workers
        parts = {"web": web, "worker": workers, "database": set(family(self.server)), "client": {os.getpid()}}
        seconds = {name: sum(known[pid].ticks for pid in pids if pid in known) / TICK for name, pids in parts.items()}
        serving = sorted(pid for pid in web if _is_page_process(pid, known))
        return Look(
            at=time.monotonic(),
            seconds=seconds,
            memory={pid: memory_of(pid) for pid in serving},
            files={pid: open_files(pid) for pid in serving},
            connections=self.connections(),
        )

    def connections(self) -> int:
        with self.cluster.connect() as server:
            (count,) = server.execute(
                "select count(*) from pg_stat_activity where datname = %s", [self.database]
            ).fetchone()
        return count


def _is_page_process(pid: int, known: dict[int, Process]) -> bool:
    """Whether pages are answered in it: a child of the server's own process, which answers none."""
    parent = known[pid].parent if pid in known else 0
    return "granian" in command_of(parent) and "resource_tracker" not in command_of(pid)
