"""./breakwater load users|public|overload|soak: the product as it is served, under load, on an invented area. docs/load.md."""

import argparse
import os
import sys

HELP = (
    "load the product on this machine and judge it: users at work, public pages at most, four times too much, or hours"
)
MAKES_FOLDER = True
LONGEST_MINUTES = 24 * 60
MOST_USERS = 2_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run", choices=["users", "public", "overload", "soak", "world"], help="world only fills the database"
    )
    parser.add_argument(
        "--children", type=int, default=200_000, help="in the invented area (default 200000), with ten events each"
    )
    parser.add_argument(
        "--users", type=int, default=100, help="people signed in at once (default 100); of them soak takes half"
    )
    parser.add_argument("--minutes", type=float, help="how long: users 30, soak 480, overload 1, public 2")
    parser.add_argument(
        "--thinks", type=float, default=5.0, help="seconds of thought between two requests of one person"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(options: argparse.Namespace) -> int:
    """0 where every figure passed, 1 where one did not, 2 where the run could not be made."""
    from breakwater.delivery.database import data_folder

    if os.environ.get("DATABASE_URL"):
        print(
            "The load is put on databases of its own and needs the embedded server: unset DATABASE_URL.",
            file=sys.stderr,
        )
        return 2
    minutes = options.minutes or {"users": 30, "soak": 480, "overload": 1, "public": 2}.get(options.run, 1)
    if not (0 < minutes <= LONGEST_MINUTES and 0 < options.users <= MOST_USERS and options.children >= 1_000):
        print("Choose at most 24 hours, at most 2,000 people and at least 1,000 children.", file=sys.stderr)
        return 2
    # The keys of a world that is filled and forgotten, beside it: no key lies in a data folder.
    os.environ.setdefault("BREAKWATER_KEY_FILE", str(data_folder().parent / f"{data_folder().name}-bench.keys"))
    from breakwater_dev.benches.world import StaleWorld
    from breakwater_dev.load import runs

    try:
        report = runs.run(
            options.run, children=options.children, users=options.users, minutes=minutes, thinks=options.thinks
        )
    except StaleWorld as fault:
        print(f"The filled world is not what the wall would make of it: {fault}", file=sys.stderr)
        return 2
    if report is None:
        return 0
    print(report.as_json() if options.json else report)
    return report.status
