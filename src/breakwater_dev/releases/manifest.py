"""The list of every migration that a release holds: from its release on, none is changed and none is taken away.

A line is `release app name sha256`. `./breakwater release freeze` adds the lines of a release; nothing else writes the file.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from breakwater.delivery.cli import CHECKOUT

from . import UPGRADES

MANIFEST = UPGRADES / "MANIFEST"
ROOMS = CHECKOUT / "src" / "breakwater"
HEAD = "# Migrations of releases, which stay as they are. Written by ./breakwater release freeze: release, app, migration, SHA-256.\n"


@dataclass(frozen=True)
class Migration:
    """One migration of ours as a release held it, or as it stands now; `digest` is of its file."""

    app: str
    name: str
    digest: str


def present(rooms: Path = ROOMS) -> dict[tuple[str, str], Migration]:
    """Every migration that stands in the code. A room's label is the name of its folder."""
    found = {}
    for path in sorted(rooms.glob("**/migrations/[0-9]*.py")):
        app = path.parents[1].name
        found[app, path.stem] = Migration(app, path.stem, hashlib.sha256(path.read_bytes()).hexdigest())
    return found


def released(manifest: Path = MANIFEST) -> dict[tuple[str, str], tuple[str, Migration]]:
    """The release that brought each migration, and the migration as it was then. Empty before the first release."""
    found = {}
    for line in manifest.read_text().splitlines() if manifest.exists() else ():
        if line and not line.startswith("#"):
            release, app, name, digest = line.split()
            found[app, name] = release, Migration(app, name, digest)
    return found


def releases(manifest: Path = MANIFEST) -> list[str]:
    """Every release that is frozen, in its order."""
    return list(dict.fromkeys(release for release, _ in released(manifest).values()))


def faults(manifest: Path = MANIFEST, rooms: Path = ROOMS) -> list[str]:
    """What was changed or taken away of a release, in words."""
    here, made = present(rooms), []
    for key, (release, was) in released(manifest).items():
        if key not in here:
            made.append(
                f"{was.app}.{was.name} is gone: release {release} has it, so it stays. Undo what it did in a new one."
            )
        elif here[key] != was:
            made.append(
                f"{was.app}.{was.name} was changed: release {release} has it as it was. Put it back, and make a new migration."
            )
    return made


def unreleased(manifest: Path = MANIFEST, rooms: Path = ROOMS) -> list[Migration]:
    """Migrations that no release holds yet; none before the first release, when every one may still change."""
    known = released(manifest)
    return [each for key, each in present(rooms).items() if key not in known] if known else []


def freeze(release: str, manifest: Path = MANIFEST, rooms: Path = ROOMS) -> int:
    """Add what `release` brings, or write its lines anew; returns how many migrations are its own."""
    kept = {key: held for key, held in released(manifest).items() if held[0] != release}
    lines = {key: (release, each) for key, each in present(rooms).items() if key not in kept}
    manifest.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{held} {each.app} {each.name} {each.digest}\n" for held, each in (kept | lines).values()]
    manifest.write_text(HEAD + "".join(rows))
    return len(lines)
