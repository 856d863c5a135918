"""`./breakwater lint`: style, floors of the house and migrations (none unwritten, none released changed, none that locks), as the pipeline sees them."""

import os
import subprocess
import sys
from pathlib import Path

from breakwater.delivery.cli import CHECKOUT
from breakwater_dev.releases import manifest

HELP = "run the linters: ruff, the floors of the house, migrations"
NEEDS_DJANGO = False


def add_arguments(parser) -> None:
    parser.add_argument("--fix", action="store_true", help="put right what can be put right by machine")


def run(options) -> int:
    programs = Path(sys.executable).parent
    style = ["check", "--fix"] if options.fix else ["check"]
    shape = ["format"] if options.fix else ["format", "--check"]
    checks = {
        "style": [programs / "ruff", *style, "--quiet"],
        "format": [programs / "ruff", *shape, "--quiet"],
        "floors of the house": [programs / "lint-imports", "--no-cache"],
        "migrations": [sys.executable, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"],
        "locks of new migrations": [sys.executable, "-W", "ignore", "-m", "breakwater_dev.releases.locks"],
    }
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings"}
    faults = []
    for name, command in checks.items():
        done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True)
        print(f"{'FAULT' if done.returncode else 'ok':6} {name}", flush=True)
        if done.returncode:
            faults.append(name)
            print(done.stdout + done.stderr, file=sys.stderr)
    changed = manifest.faults()
    print(f"{'FAULT' if changed else 'ok':6} released migrations")
    if changed:
        faults.append("released migrations")
        print("\n".join(changed), file=sys.stderr)
    return 1 if faults else 0
