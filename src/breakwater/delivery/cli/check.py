"""`./breakwater check`: is this installation sound? Settings, migrations, the wall and who serves it."""

import sys

HELP = "check the installation: settings, migrations, the wall; --tables lists every table and its wall"


def add_arguments(parser) -> None:
    parser.add_argument("--tables", action="store_true", help="print every table and how it is protected")


def run(options) -> int:
    if options.tables:
        return _print_tables()
    checks = {
        "settings": _settings,
        "migrations written": _migrations_written,
        "database up to date": _database_up_to_date,
        "role cannot bypass the wall": _role,
        "every table is in one list": _tables_listed,
    }
    faults = 0
    for name, check in checks.items():
        problem = check()
        faults += bool(problem)
        print(f"{'FAULT' if problem else 'ok':6} {name}")
        if problem:
            print(f"       {problem}", file=sys.stderr)
    return 1 if faults else 0


def _settings() -> str:
    from breakwater.delivery.deployment import faults

    return "\n       ".join(faults())


def _migrations_written() -> str:
    from django.core.management import call_command

    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    except SystemExit:
        return "Models have changed without a migration: run makemigrations."
    return ""


def _database_up_to_date() -> str:
    from .serve import unapplied

    missing = unapplied()
    return f"{missing} migrations wait: run ./breakwater migrate." if missing else ""


def _role() -> str:
    from breakwater.foundation.grants.guard import RoleCouldBypassTheWall, refuse_a_role_that_could_bypass

    try:
        refuse_a_role_that_could_bypass()
    except RoleCouldBypassTheWall as fault:
        return str(fault)
    return ""


def _tables_listed() -> str:
    from django.db import connection

    from breakwater.foundation.grants.build import RoomsOfTheWall

    listed = {table.name for table in RoomsOfTheWall().tables}
    with connection.cursor() as cursor:
        there = {table.name for table in connection.introspection.get_table_list(cursor)}
    unlisted = sorted(there - listed)
    return f"No room says who may read: {', '.join(unlisted)}" if unlisted else ""


def _print_tables() -> int:
    from breakwater.foundation.grants.build import RoomsOfTheWall

    for table in sorted(RoomsOfTheWall().tables, key=lambda each: (type(each).__name__, each.name)):
        verbs = [verb for verb in ("insert", "update", "delete") if getattr(table, verb)]
        print(f"{type(table).__name__.lower():10} {table.name:40} {', '.join(['select', *verbs])}")
    return 0
