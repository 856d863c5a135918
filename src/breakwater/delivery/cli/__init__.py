"""./breakwater NAME: every command of an owner, one module each with HELP, add_arguments and run.

`NEEDS_DJANGO = False` on a module says that it runs without settings or database (or a function of the options says so). `AS_OWNER = True` runs it as the
database's owner. `PASSES_ON = True` leaves arguments of another program's in `options.rest`, `MAKES_FOLDER = True` lets a data folder be new, `UNABLE` is the status
of a refusal where it is not 1. Modules are imported only
when asked for, so that a small tool starts at once.
"""

import argparse
import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[4]  # said again here: importing the settings would read the environment

# name on the command line -> module, of which those for developers and demonstrations stand outside the product;
# the order is the order of the help page
COMMANDS = {
    "demo": "breakwater_dev.commands.demo",
    "training-copy": "breakwater_dev.commands.training_copy",
    "test": "breakwater_dev.commands.run_tests",
    "serve": ".serve",
    "worker": ".worker",
    "stop": ".stop",
    "migrate": ".migrate",
    "new-area": ".new_area",
    "first-post": ".first_post",
    "import-area": ".import_area",
    "doctor": ".doctor",
    "mutants": "breakwater_dev.commands.mutants",
    "lint": "breakwater_dev.commands.lint",
    "look": "breakwater_dev.commands.look",
    "bench": "breakwater_dev.commands.bench",
    "load": "breakwater_dev.commands.load",
    "faults": "breakwater_dev.commands.faults",
    "import-schools": ".import_schools",
    "import-services": ".import_services",
    "bring-site": ".bring_site",
    "import-postcodes": ".import_postcodes",
    "import-roll": ".import_roll",
    "import-list": ".import_list",
    "import-records": ".import_records",
    "import-social-care": ".import_social_care",
    "import-notices": ".import_notices",
    "lists": ".lists",
    "link": ".link",
    "train-linker": "breakwater_dev.commands.train_linker",
    "calibrate-linker": ".calibrate_linker",
    "suggest-pairs": ".suggest_pairs",
    "working-day": ".working_day",
    "check-ids": ".check_ids",
    "check-census": ".check_census",
    "audit": ".audit",
    "dispose": ".dispose",
    "erase": ".erase",
    "backup": ".backup",
    "restore": ".restore",
    "rehearse": ".rehearse",
    "restored": ".restored",
    "metrics": ".metrics",
    "siem": ".siem",
    "downtime-kit": ".downtime_kit",
    "export-area": ".export_area",
    "open-export": ".open_export",
    "registries": ".registries",
    "version": ".version",
    "release": "breakwater_dev.commands.release",
    "advisories": "breakwater_dev.commands.advisories",
    "judge-census": "breakwater_dev.commands.judge_census",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status. Expected faults are one clear line on standard error."""
    data, arguments = _data_folder(sys.argv[1:] if arguments is None else arguments)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_overview())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        print(f"There is no command {name!r}.\n\n{_overview()}", file=sys.stderr)
        return 2
    module = import_module(COMMANDS[name], __package__)
    parser = argparse.ArgumentParser(prog=f"./breakwater {name}", description=module.HELP)
    parser.add_argument("--data", metavar="DIR", help="the data folder (default var/)")
    module.add_arguments(parser)
    if getattr(module, "PASSES_ON", False):
        options, options.rest = parser.parse_known_args(rest)
    else:
        options = parser.parse_args(rest)
    options.data = data
    if data:
        os.environ["BREAKWATER_DATA"] = str(Path(data).resolve())
    try:
        needs = getattr(module, "NEEDS_DJANGO", True)
        needs = needs(options) if callable(needs) else needs
        return _with_django(module, options) if needs else module.run(options)
    except BrokenPipeError:  # whoever read our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _data_folder(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Take --data out of the arguments wherever it stands, before the command or after a part of it; not after "--"."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(prog="./breakwater", add_help=False, allow_abbrev=False)
    parser.add_argument("--data", metavar="DIR")
    found, others = parser.parse_known_args(arguments[:end])
    return found.data, [*others, *arguments[end:]]


def _with_django(module, options) -> int:
    if words := _no_database(module, options):  # before the settings are read, which make a key beside the folder
        return _said(words, module, options)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "breakwater.delivery.settings")
    if getattr(module, "AS_OWNER", False):
        os.environ["BREAKWATER_ROLE"] = "owner"
    import psycopg
    from django.db import ProgrammingError

    from breakwater.delivery.cluster import ClusterFault
    from breakwater.delivery.database import data_folder, ensure_running

    try:
        ensure_running()
        import django

        gc.disable()  # what is imported stays: looking through it again and again frees nothing
        django.setup()
        gc.freeze()
        gc.enable()
        return module.run(options)
    except ClusterFault as fault:
        return _said(str(fault), module, options)
    except ProgrammingError as fault:
        if not isinstance(fault.__cause__, psycopg.errors.UndefinedTable):
            raise
        where = (
            "The database that DATABASE_URL names"
            if os.environ.get("DATABASE_URL")
            else f"The database in {data_folder()}"
        )
        return _said(
            f"{where} has no tables yet. Run ./breakwater migrate first; for the demo's database give --data var/demo.",
            module,
            options,
        )


def _no_database(module, options) -> str:
    """Why a command does not run on this data folder, while nothing is made there yet; "" where it does."""
    if os.environ.get("DATABASE_URL"):
        return ""
    folder = Path(os.environ.get("BREAKWATER_DATA", CHECKOUT / "var")).resolve()
    if folder.exists() and not folder.is_dir():
        return f"{folder} is a file, not a data folder: check --data."
    if not options.data or getattr(module, "MAKES_FOLDER", False):
        return ""
    if not folder.exists():
        return f"There is no folder {folder}: check --data. ./breakwater migrate makes a new one."
    if not (folder / "postgres").is_dir():
        return f"There is no database in {folder}: check --data. ./breakwater migrate makes one there."
    return ""


def _said(words: str, module, options) -> int:
    """Say what is wrong in one line; in the one object of a command that answers with one."""
    from .answering import answer_of

    if getattr(options, "json", False) and hasattr(module, "answered"):
        print(json.dumps(answer_of(words)))
    else:
        print(words, file=sys.stderr)
    return getattr(module, "UNABLE", 1)


def _overview() -> str:
    lines = ["Breakwater: one system for a local safeguarding children partnership.", "", "Commands:"]
    for name, module in COMMANDS.items():
        lines.append(f"  {name:20}{import_module(module, __package__).HELP}")
    lines += ["", "./breakwater NAME --help says more. Every command takes --data DIR (default var/)."]
    return "\n".join(lines)
