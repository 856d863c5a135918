"""`./breakwater doctor`: is this installation sound? Settings, keys, the wall, what must go on by itself."""

HELP = "look at the installation: a line each, id figure pass|fail what to do; --tables lists every table and its wall"


def add_arguments(parser) -> None:
    parser.add_argument("--tables", action="store_true", help="print every table and how it is protected")
    parser.add_argument("--quiet", action="store_true", help="print only what failed")
    parser.epilog = (
        "Exit status: 0 where every line says pass, 1 where one says fail. docs/set-up.md says more of each line."
    )


def run(options) -> int:
    if options.tables:
        return _print_tables()
    from django.utils import timezone

    from breakwater.delivery.doctor import examine

    found = examine(timezone.now())
    for finding in found:
        if not (options.quiet and finding.passed):
            print(finding.line)
    return 0 if all(finding.passed for finding in found) else 1


def _print_tables() -> int:
    from breakwater.foundation.grants.build import RoomsOfTheWall

    for table in sorted(RoomsOfTheWall().tables, key=lambda each: (type(each).__name__, each.name)):
        verbs = [verb for verb in ("insert", "update", "delete") if getattr(table, verb)]
        print(f"{type(table).__name__.lower():10} {table.name:40} {', '.join(['select', *verbs])}")
    return 0
