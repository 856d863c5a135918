"""Which test runs which line of the watched files and names what in the database, and what it takes: noted once, then kept.

It is kept with the tests' data. A test is noted anew when its file has changed, or a watched file that it runs.
"""

import json
import re
import sys
import time
import zlib
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from breakwater.delivery.cli import CHECKOUT

LONG = 2.5  # seconds: a test of the whole wall, which comes after those of a room
NEVER = 1_000_000  # seconds: a test that fails without a fault sees none
TOOL = 4  # of sys.monitoring; coverage has 1, a profiler 2
NAME = re.compile(r'(?:from|join|into|update) "?(\w+)"?|access\.(\w+)', re.IGNORECASE)


class Reach:
    def __init__(self, folder: Path, watched: Iterable[Path]):
        self.place, self.sums = folder / "reach.json", {str(path): checksum(path) for path in watched}
        self.seen = folder / "seen.json"
        self.tests: dict[
            str, dict
        ] = {}  # seconds, lines of each watched file, names in its SQL, and the sum of the test's file
        self.load()

    def load(self) -> None:
        with suppress(FileNotFoundError):
            kept = json.loads(self.place.read_text())
            changed = {path for path, known in self.sums.items() if kept["sums"].get(path) != known}
            self.tests = {
                name: test
                for name, test in kept["tests"].items()
                if test["sum"] == checksum(Path(name.split("::")[0])) and not changed & set(test["lines"])
            }

    def save(self) -> None:
        writing = self.place.with_suffix(".writing")
        writing.write_text(json.dumps({"sums": self.sums, "tests": self.tests}))
        writing.replace(self.place)

    def saw(self, fault, test: str | None = None) -> str:
        """The test that sees the fault, as it and the test are now, or ''; it is kept once it is given."""
        known = json.loads(self.seen.read_text()) if self.seen.exists() else {}
        if test:
            self.seen.write_text(json.dumps(known | {fault.key: test}))
        name = test or known.get(fault.key, "")
        return name if name in self.tests else ""

    def _cheapest(self, chosen: Iterable[str]) -> list[str]:
        return sorted(chosen, key=lambda name: self.tests[name]["seconds"])

    def running(self, path: Path, lines: Collection[int] = ()) -> list[str]:
        """The tests that run one of the lines, or any of the file."""
        ran = {name: test["lines"].get(str(path)) for name, test in self.tests.items()}
        return self._cheapest(name for name, of in ran.items() if of and (not lines or set(lines) & set(of)))

    def beneath(self, folder: Path) -> list[str]:
        return self._cheapest(name for name in self.tests if name.startswith(f"{folder}/"))

    def importing(self, module: str) -> list[str]:
        """The tests of every file that names the module."""
        room, _, last = module.rpartition(".")
        names = (module, f"from {room} import {last}", f"import {room}")
        files = {name.split("::")[0] for name in self.tests}
        naming = {file for file in files if any(name in (CHECKOUT / file).read_text("utf-8") for name in names)}
        return self._cheapest(name for name in self.tests if name.split("::")[0] in naming)

    def naming(self, table: str) -> list[str]:
        """The tests whose statements name the table, or a function of the wall: those of the wall, of its room, all others."""
        chosen = [name for name, test in self.tests.items() if table in test["names"] or f"[{table}" in name]

        def nearness(name: str) -> tuple:
            of_its_room = any(table.startswith(f"{folder}_") for folder in name.split("/"))
            of_the_wall = name.startswith("tests/wall") and self.tests[name]["seconds"] < LONG
            return not of_the_wall, not of_its_room, table not in name

        return sorted(self._cheapest(chosen), key=nearness)

    def note(self, items: list, run, until: float) -> None:
        """Run the tests with `run`, which says whether one passed, and note what each reached."""
        from django.db import connection

        watched = {str(CHECKOUT / path): path for path in self.sums}
        lines, statements = set(), []
        _watch(watched, lines)
        connection.execute_wrappers.append(
            lambda execute, sql, *rest: (statements.append(str(sql)), execute(sql, *rest))[1]
        )
        saved = time.monotonic()
        for item, following in zip(items, [*items[1:], None], strict=True):
            lines.clear(), statements.clear(), sys.monitoring.restart_events()
            began = time.monotonic()
            passed = run(item, following)
            ran: dict[str, list[int]] = {}
            for file, line in sorted(lines):
                ran.setdefault(str(watched[file]), []).append(line)
            self.tests[item.nodeid] = {
                "seconds": round(time.monotonic() - began, 2) if passed else NEVER,
                "lines": ran,
                "names": sorted({table or function for text in statements for table, function in NAME.findall(text)}),
                "sum": checksum(Path(item.nodeid.split("::")[0])),
            }
            if time.monotonic() - saved > 60:
                self.save()
                saved = time.monotonic()
            if time.monotonic() > until:
                break
        self.save()


def _watch(watched: Collection[str], lines: set) -> None:
    """From here on every line of a watched file that is run is put into `lines`; nothing else costs anything."""
    monitoring, events = sys.monitoring, sys.monitoring.events

    def started(code, _):
        if code.co_filename in watched:
            monitoring.set_local_events(TOOL, code, events.LINE)
        return monitoring.DISABLE

    def ran(code, line):
        lines.add((code.co_filename, line))
        return monitoring.DISABLE

    monitoring.use_tool_id(TOOL, "reach")
    monitoring.register_callback(TOOL, events.PY_START, started)
    monitoring.register_callback(TOOL, events.LINE, ran)
    monitoring.set_events(TOOL, events.PY_START)


def checksum(path: Path) -> int:
    place = CHECKOUT / path
    return zlib.crc32(place.read_bytes()) if place.exists() else 0
