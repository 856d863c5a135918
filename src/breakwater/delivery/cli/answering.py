"""What a command that takes in a file answers: one object in JSON, or lines for people."""

import json
import sys

SHOWN = 50


def say(answer: dict, options, left: str = "no longer on it") -> int:
    """Print the answer (accepted, message, created, updated, unchanged, review, left, refused) and return the exit status."""
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0 if answer["accepted"] else 1
    for one in answer["refused"][:SHOWN]:
        print(f"line {one['line']}{', ' + one['field'] if one['field'] else ''}: {one['reason']}", file=sys.stderr)
    if len(answer["refused"]) > SHOWN:
        print(f"... and {len(answer['refused']) - SHOWN} more lines with something wrong", file=sys.stderr)
    print(answer["message"], file=sys.stdout if answer["accepted"] else sys.stderr)
    if answer["accepted"]:
        print(
            f"{answer['created']} created, {answer['updated']} updated, {answer['unchanged']} unchanged, {answer['review']} for a "
            f"person to decide, {answer['left']} {left}, {len(answer['refused'])} refused."
        )
    return 0 if answer["accepted"] else 1
