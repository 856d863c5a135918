"""The small invented world as a release keeps it: written as SQL by that release, read by every later one.

`python -m breakwater_dev.releases.dump FILE` writes it on the tests' server, in a process of its own: the world is made through the
application's role, as in the tests. The key that locks its second factors and its letters stands in the first line; it opens nothing else.
"""

import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

from breakwater.delivery.cluster import SUPERUSER, Cluster, binaries

KEYS = "-- keys: "
VERSION_LINE = "-- breakwater: "
# Of one person in the world, so that a later release opens what this one locked.
SECOND_FACTOR = "invented-second-factor"


def write(path: Path, version: str) -> None:
    """Make the world and write it to `path`. Must run with the tests' settings (`main`)."""
    from breakwater_dev.testing import databases

    cluster, name = databases.test_cluster(), f"bw_release_{uuid4().hex[:12]}"
    databases.clone(cluster, name)
    try:
        databases.point_at(name)
        with tempfile.TemporaryDirectory() as folder:
            line = _make(Path(folder))
        databases.point_at("postgres")
        head = f"{VERSION_LINE}{version}\n{KEYS}{line}\n"
        with lzma.open(path, "wb", preset=9) as file:
            file.write(head.encode() + dumped(cluster, name))
    finally:
        databases.point_at("postgres")
        databases.drop(cluster, name)


def _make(folder: Path) -> str:
    """The world in the database that Django is pointed at, sealed; returns the line of its key."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings

    from breakwater.foundation.audit.sealing import seal
    from breakwater_dev.testing import world

    settings.BREAKWATER_DATA, settings.BREAKWATER_KEY_FILE = str(folder / "data"), str(folder / "world.keys")
    settings.BREAKWATER_OWN_KEYS, settings.BREAKWATER_PURGED = str(folder / "own"), str(folder / "purged")
    made = world.build()
    TOTP.activate(made.posts["home"]["mash_manager"].user, SECOND_FACTOR)
    seal()
    return Path(settings.BREAKWATER_KEY_FILE).read_text().strip()


def dumped(cluster: Cluster, name: str, *options: str) -> bytes:
    """A database as SQL. What differs each time it is asked is left out."""
    program = [str(binaries() / "pg_dump"), "-h", str(cluster.socket), "-U", SUPERUSER, *options, name]
    told = subprocess.run(program, capture_output=True, check=True).stdout
    return b"".join(
        line for line in told.splitlines(keepends=True) if not line.startswith((b"\\restrict", b"\\unrestrict"))
    )


def restore(path: Path, cluster: Cluster, name: str) -> str:
    """Make database `name` from a dump, as its writer left it, and return the line of its key."""
    sql = lzma.decompress(path.read_bytes())
    with cluster.connect() as connection:
        connection.execute(f'create database "{name}" owner bw_owner')
    program = [str(binaries() / "psql"), "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "-1"]
    subprocess.run([*program, "-h", str(cluster.socket), "-U", SUPERUSER, name], input=sql, check=True)
    with cluster.connect(database=name) as connection:
        connection.execute("analyze")
    return next(line for line in sql.decode().splitlines() if line.startswith(KEYS)).removeprefix(KEYS)


def main(path: str, version: str) -> None:
    """Write the dump with the tests' settings."""
    from breakwater_dev.testing import plugin  # sets the tests' data folder and server, before the settings are read

    assert plugin.CHECKOUT
    os.environ["DJANGO_SETTINGS_MODULE"] = "breakwater.delivery.settings"
    import django

    django.setup()
    write(Path(path), version)


if __name__ == "__main__":
    main(*sys.argv[1:])
