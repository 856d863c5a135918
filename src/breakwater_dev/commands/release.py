"""`./breakwater release`: what a release still lacks; `dump`, `freeze` and `parts` make what belongs to it (docs/releases.md)."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from breakwater import VERSION
from breakwater.delivery.cli import CHECKOUT
from breakwater_dev.releases import UPGRADES, manifest

HELP = "say what the next release still lacks; dump, freeze and parts make what belongs to it"
NEEDS_DJANGO = False
CHANGELOG = CHECKOUT / "CHANGELOG.md"
DUMP = UPGRADES / f"{VERSION}.sql.xz"
MOST_BYTES = 2_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="release_command", metavar="COMMAND")
    commands.add_parser("dump", help=f"write the invented world as {VERSION} keeps it: tests/upgrades/{VERSION}.sql.xz")
    commands.add_parser("freeze", help="dump, and fix the migrations of this release for good: tests/upgrades/MANIFEST")
    parts = commands.add_parser("parts", help="write the list of parts (SBOM) in CycloneDX")
    parts.add_argument("--output", type=Path, default=CHECKOUT / "var" / f"breakwater-{VERSION}.cdx.json")


def run(options: argparse.Namespace) -> int:
    return {"dump": _dump, "freeze": _freeze, "parts": _parts, None: _check}[options.release_command](options)


def _dump(options: argparse.Namespace) -> int:
    environment = {**os.environ, "BREAKWATER_INVENTED": "1"}
    UPGRADES.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "breakwater_dev.releases.dump", str(DUMP), VERSION]
    if subprocess.run(command, env=environment).returncode:
        return 1
    print(f"{DUMP.relative_to(CHECKOUT)}: {DUMP.stat().st_size:,} bytes")
    return 0


def _freeze(options: argparse.Namespace) -> int:
    if _tag() and (VERSION in manifest.releases() or manifest.faults()):
        print(f"{VERSION} is released already: raise VERSION in src/breakwater/__init__.py first.", file=sys.stderr)
        return 1
    if status := _dump(options):
        return status
    print(f"{manifest.MANIFEST.relative_to(CHECKOUT)}: {manifest.freeze(VERSION)} migrations are {VERSION}'s")
    return 0


def _parts(options: argparse.Namespace) -> int:
    from breakwater_dev.releases import parts

    print(f"{options.output}: {parts.write(options.output)} parts")
    return 0


def _check(options: argparse.Namespace) -> int:
    """What stands between the checkout and the tag, in the order in which it is done."""
    faults = manifest.faults()
    own = {key for key, (release, _) in manifest.released().items() if release == VERSION}
    new = [f"{each.app}.{each.name}" for each in manifest.unreleased()]
    steps = {
        f"CHANGELOG.md has a heading for {VERSION} with its day": _dated(),
        "every file is committed": not _git("status", "--porcelain"),
        f"the migrations of {VERSION} are frozen (./breakwater release freeze)": bool(own) and not new and not faults,
        f"the dump is there and under {MOST_BYTES:,} bytes": DUMP.exists() and DUMP.stat().st_size < MOST_BYTES,
        f"the tag v{VERSION} is here (git tag -a v{VERSION}, by the maintainer, last)": bool(_tag()),
    }
    for words, done in steps.items():
        print(f"{'done' if done else 'to do':6} {words}")
    for words in faults:
        print(f"       {words}")
    return 0 if all(steps.values()) else 1


def _dated() -> bool:
    heading = rf"(?m)^## \[{re.escape(VERSION)}\] - \d{{4}}-\d\d-\d\d$"
    return CHANGELOG.exists() and bool(re.search(heading, CHANGELOG.read_text()))


def _tag() -> str:
    return _git("tag", "--list", f"v{VERSION}")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", "-C", str(CHECKOUT), *arguments], capture_output=True, text=True).stdout.strip()
