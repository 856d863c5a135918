"""What a run found: figures that pass or fail, each on a line of its own, a table by page, and what it cost the machine."""

import json
import os
from dataclasses import asdict, dataclass, field

from .machine import Look
from .record import Record, Row, as_table


@dataclass(frozen=True)
class Figure:
    """One thing that was asked of the run. `figure` is said with its unit."""

    id: str
    figure: str
    passed: bool

    def __str__(self) -> str:
        return f"{self.id} {self.figure} {'pass' if self.passed else 'fail'}"


@dataclass
class Report:
    """Figures in the order in which they were judged; `facts` are what is known beside them, by name."""

    run: str
    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    problems: dict[str, int] = field(default_factory=dict)

    def judge(self, name: str, figure: object, passed: bool) -> None:
        self.figures.append(Figure(f"{self.run}.{name}", str(figure), bool(passed)))

    def of(self, record: Record) -> None:
        self.rows, self.problems = record.rows(), record.problems()

    def cost(self, before: Look, after: Look) -> None:
        """Processor seconds by part, of so many there were; memory and connections at either end."""
        lasted = max(0.001, after.at - before.at)
        spent = {part: after.seconds[part] - seconds for part, seconds in before.seconds.items()}
        requests = max(1, self.rows[-1].requests if self.rows else 1)
        self.facts |= {
            "seconds": round(lasted, 1),
            "cores": os.cpu_count(),
            "cores used": {part: round(seconds / lasted, 2) for part, seconds in spent.items()},
            "CPU milliseconds a request": {part: round(1000 * s / requests, 1) for part, s in spent.items()},
            "megabytes of the web processes": [round(sum(look.memory.values()), 1) for look in (before, after)],
            "connections to the database": [before.connections, after.connections],
        }

    @property
    def status(self) -> int:
        return 0 if self.figures and all(each.passed for each in self.figures) else 1

    def __str__(self) -> str:
        lines = [as_table(self.rows), ""] if self.rows else []
        lines += [f"{name}: {said}" for name, said in self.facts.items()]
        lines += [f"wrong, {times} times: {what}" for what, times in list(self.problems.items())[:20]]
        return "\n".join([*lines, *map(str, self.figures)])

    def as_json(self) -> str:
        return json.dumps(
            {
                "run": self.run,
                "passed": self.status == 0,
                "figures": [asdict(each) for each in self.figures],
                "facts": self.facts,
                "pages": [asdict(row) for row in self.rows],
                "wrong": self.problems,
            },
            indent=2,
        )
