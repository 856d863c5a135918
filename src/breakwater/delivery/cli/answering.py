"""What commands that take in a file share: the file, the area, what is wrong with lines, a refusal said in words with its status."""

import json
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path

COUNTS = ("created", "updated", "unchanged", "review", "left")
SHOWN = 50
DRY_RUN = "This was a dry run: nothing was changed."


def content_of(path: str) -> bytes:
    """What stands in a file. Raises Refusal."""
    from breakwater.foundation.refusals import Refusal

    try:
        return Path(path).read_bytes()
    except OSError as problem:
        raise Refusal(words=f"{path}: {problem.strerror}") from None


def area_of(code: str | None):
    """The area of this code, or the only one there is. Raises Refusal."""
    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.organisations.models import Area

    areas = list(Area.objects.filter(**({"code": code.lstrip("0")} if code else {})).order_by("code"))
    if len(areas) != 1:
        raise Refusal(words="Name the authority with --area, as in --area 851." if areas else "There is no such area.")
    return areas[0]


def says_refusals(run: Callable) -> Callable:
    """A command that ends with 1 where it is refused, and says why."""

    @wraps(run)
    def and_says(options) -> int:
        from breakwater.foundation.refusals import Refusal

        try:
            return run(options)
        except Refusal as refusal:
            print(refusal.words, file=sys.stderr)
            return 1

    return and_says


def say_lines(said: Iterable[str], more: str, *, shown: int = SHOWN, to=None) -> None:
    """The first of some lines, and how many `more` there are."""
    said, to = list(said), to or sys.stderr
    for line in said[:shown]:
        print(line, file=to)
    if len(said) > shown:
        print(f"... and {len(said) - shown} more {more}", file=to)


def answer_of(message: str = "") -> dict:
    """What a command that takes a list in says before anything was done."""
    return {"accepted": False, "message": message, **dict.fromkeys(COUNTS, 0), "refused": []}


def answered(options, take_in: Callable[..., str], left: str = "no longer on it") -> int:
    """Take a list in and answer with one object in JSON, or lines for people; return the exit status.

    `take_in(options, answer)` fills in the answer (accepted, created, updated, unchanged, review, left, refused), and returns what is
    said of it or raises Refusal.
    """
    from breakwater.foundation.refusals import Refusal

    answer = answer_of()
    try:
        answer["message"] = take_in(options, answer)
    except Refusal as refusal:
        answer["message"] = refusal.words
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0 if answer["accepted"] else 1
    refused = answer["refused"]
    where = (f"line {one['line']}{', ' + one['field'] if one['field'] else ''}: {one['reason']}" for one in refused)
    say_lines(where, "lines with something wrong")
    print(answer["message"], file=sys.stdout if answer["accepted"] else sys.stderr)
    if answer["accepted"]:
        print(
            f"{answer['created']} created, {answer['updated']} updated, {answer['unchanged']} unchanged, {answer['review']} for a "
            f"person to decide, {answer['left']} {left}, {len(refused)} refused."
        )
    return 0 if answer["accepted"] else 1
