"""What came of every request of a run, and what it says: how many, how long, how many wrong, by page and in all."""

import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .client import Answer

TURNED_AWAY = 503
ALL = "all pages"


@dataclass
class Kept:
    """Of one page: when each answer came (seconds of the run), how long it took, and whether it was the right one."""

    at: array = field(default_factory=lambda: array("d"))
    took: array = field(default_factory=lambda: array("d"))
    wrong: Counter = field(default_factory=Counter)
    turned_away: int = 0


@dataclass(frozen=True)
class Row:
    """A line of the report. Times in milliseconds, of right answers alone."""

    name: str
    requests: int
    p50: float
    p95: float
    p99: float
    errors: int
    turned_away: int


class Record:
    """Filled by the client while it asks. What is told before `begin` warms up, and is counted nowhere."""

    def __init__(self):
        self.pages: dict[str, Kept] = {}
        self.begun_at = time.monotonic()

    def begin(self) -> None:
        self.pages.clear()
        self.begun_at = time.monotonic()

    def note(self, page: str, answer: Answer, problem: str) -> None:
        """One answer; `problem` says what is wrong with it, "" where it is the page that was asked for."""
        kept = self.pages.setdefault(page, Kept())
        if answer.status == TURNED_AWAY and "retry-after" in answer.headers:
            kept.turned_away += 1
        elif problem:
            kept.wrong[problem] += 1
        else:
            kept.at.append(time.monotonic() - self.begun_at)
            kept.took.append(answer.seconds)

    def row(self, page: str = ALL) -> Row:
        kept = list(self.pages.values()) if page == ALL else [self.pages.get(page, Kept())]
        took = sorted(seconds for each in kept for seconds in each.took)
        wrong = sum(each.wrong.total() for each in kept)
        away = sum(each.turned_away for each in kept)
        p50, p95, p99 = (1000 * share_of(took, share) for share in (0.50, 0.95, 0.99))
        return Row(page, len(took) + wrong + away, p50, p95, p99, wrong, away)

    def rows(self) -> list[Row]:
        return [*(self.row(page) for page in sorted(self.pages)), self.row()]

    def problems(self) -> dict[str, int]:
        """What was wrong, with the page, the most frequent first."""
        found = Counter({f"{page}: {what}": n for page, kept in self.pages.items() for what, n in kept.wrong.items()})
        return dict(found.most_common())

    def p95_between(self, since: float, until: float) -> float:
        """Milliseconds, of right answers that came in these seconds of the run; infinite where none did."""
        took = sorted(
            seconds
            for kept in self.pages.values()
            for at, seconds in zip(kept.at, kept.took, strict=True)
            if since <= at < until
        )
        return 1000 * share_of(took, 0.95) if took else float("inf")


def share_of(sorted_seconds: list[float], share: float) -> float:
    """The value that this share of the values does not exceed; 0 of none."""
    if not sorted_seconds:
        return 0.0
    return sorted_seconds[min(len(sorted_seconds) - 1, int(share * len(sorted_seconds)))]


def problem_of(answer: Answer, word: str, wanted: Iterable[int]) -> str:
    """Why this is not the answer that was asked for; "" where it is. An error page with the right status is wrong too."""
    if answer.fault:
        return answer.fault
    if answer.status not in wanted:
        return f"status {answer.status}"
    return "" if not word or word in answer.text else "another page"


def as_table(rows: Iterable[Row]) -> str:
    lines = [f"{'page':34}{'requests':>9}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}{'errors':>8}{'503':>7}"]
    lines += [
        f"{row.name:34}{row.requests:>9,}{row.p50:>8.0f}{row.p95:>8.0f}{row.p99:>8.0f}{row.errors:>8}{row.turned_away:>7}"
        for row in rows
    ]
    return "\n".join(lines)


Say = Callable[[str], None]
