"""`./breakwater advisories`: is any package of ours named in a published advisory? Needs the Internet."""

import json
import subprocess
import sys
from pathlib import Path

from breakwater.delivery.cli import CHECKOUT

HELP = "ask whether a published advisory names a package that we install (needs the Internet)"
NEEDS_DJANGO = False
LISTS = ("base", "installer", "test")
NONE, NAMED, UNABLE = 0, 1, 2
TOLD = 6


def add_arguments(parser) -> None:
    parser.add_argument(
        "--service", choices=["pypi", "osv"], default="pypi", help="who is asked: the Python Package Index or OSV"
    )
    parser.epilog = "Exit status: 0 none, 1 some package is named, 2 not every package could be asked about."


def run(options) -> int:
    told = {_ask(name, options.service) for name in LISTS}
    if told == {NONE}:
        print("No advisory names any of them.")
    return next(status for status in (NAMED, UNABLE, NONE) if status in told)


def _ask(name: str, service: str) -> int:
    """Ask about one list. A package that the service did not answer about counts as not asked, never as sound."""
    path = CHECKOUT / "requirements" / f"{name}.txt"
    asked = [Path(sys.executable).parent / "pip-audit", "--disable-pip", "--require-hashes", "--no-deps"]
    options = ["--progress-spinner", "off", "-f", "json", "-s", service, "-r", str(path)]
    told = subprocess.run([*asked, *options], capture_output=True, text=True)
    try:
        packages = json.loads(told.stdout)["dependencies"]
    except (ValueError, KeyError):
        why = told.stderr.strip().splitlines()[-1:] or ["no reason given"]
        print(f"{name}: {service} could not be asked: {why[0]}", file=sys.stderr)
        return UNABLE
    return judge(name, packages)


def judge(name: str, packages: list[dict]) -> int:
    """Print what pip-audit's answer comes to, and return the status."""
    unknown = sorted(each["name"] for each in packages if "skip_reason" in each)
    found = [(each, advisory) for each in packages for advisory in each.get("vulns", ())]
    print(f"{name}: {len(packages) - len(unknown)} of {len(packages)} packages asked about, {len(found)} advisories")
    for each, advisory in found:
        better = ", ".join(advisory["fix_versions"]) or "no mended version yet"
        print(f"  {each['name']} {each['version']}: {advisory['id']} ({better})")
    if unknown:
        some = ", ".join(unknown[:TOLD]) + (" ..." if len(unknown) > TOLD else "")
        print(f"  no answer about {len(unknown)}, which says nothing of them: {some}", file=sys.stderr)
    return NAMED if found else UNABLE if unknown or not packages else NONE
