"""Which day is N working days after a given one, by the same count as every clock in the product."""

import argparse
import re
import sys
from datetime import date, datetime

from breakwater.foundation.dates import LONDON, WorkingCalendar, london_date

from .pasted_lines import printable, read_lines

HELP = "print the day that is N working days after START (England)"
NEEDS_DJANGO = False

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(DAY.pattern + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?")
NUMBER = re.compile(r"[+-]?[0-9]{1,6}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Print the day that is N working days after START, which is day 0. Working days are Monday to Friday less "
        "England's bank holidays. Without START and N, read lines START,N from standard input and answer each on a line."
    )
    parser.add_argument("start", nargs="?", metavar="START", help="a day (2026-03-06) or a moment (2026-03-06T20:00)")
    parser.add_argument("n", nargs="?", metavar="N", help="working days; negative counts back")
    parser.add_argument(
        "--closed", action="append", default=[], metavar="DATE", help="a further closed day; may be given again"
    )


def run(options: argparse.Namespace) -> int:
    """Exit status: 0 when everything was answered, 1 when a line was not, 2 when the command was wrongly put."""
    try:
        calendar = WorkingCalendar.closed_also_on(map(read_start, options.closed))
        if options.start is None:
            return answer_lines(calendar)
        if options.n is None:
            raise ValueError("Give both START and N, or neither and lines START,N on standard input")
        print(answer(options.start, options.n, calendar))
    except ValueError as problem:
        print(printable(str(problem)), file=sys.stderr)
        return 2
    return 0


def answer_lines(calendar: WorkingCalendar) -> int:
    """Answer each line START,N; report the bad ones by number. Empty lines are passed over."""
    status = 0
    for number, line in enumerate(read_lines(), start=1):
        if not line.strip():
            continue
        start, comma, n = line.partition(",")
        try:
            if not comma:
                raise ValueError(f"'{line.strip()}' is not START,N; write for instance 2026-03-06,1")
            print(answer(start.strip(), n.strip(), calendar))
        except ValueError as problem:
            print(f"line {number}: {printable(str(problem))}", file=sys.stderr)
            status = 1
    return status


def answer(start: str, n: str, calendar: WorkingCalendar) -> date:
    """The due day. Raises ValueError, whose message can be shown."""
    if not NUMBER.fullmatch(n):
        raise ValueError(f"'{n}' is not a whole number of days")
    return calendar.add_working_days(read_start(start), int(n))


def read_start(text: str) -> date:
    """A day, or the London date of a moment; a moment without a zone is London's. Raises ValueError."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
        if MOMENT.fullmatch(text):
            at = datetime.fromisoformat(text)
            return london_date(at if at.tzinfo else at.replace(tzinfo=LONDON))
    except (ValueError, OverflowError):
        raise ValueError(f"There is no such day as '{text}'") from None
    raise ValueError(f"'{text}' is not a date; write it as 2026-03-06")
