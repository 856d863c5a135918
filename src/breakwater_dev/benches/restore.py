"""How long a backup and a restore take at the size of a whole area: wall-clock seconds of a rehearsal, files and all."""

import hashlib
import io
import os
import secrets
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from breakwater.delivery.cluster import cluster_at
from breakwater.delivery.database import data_folder
from breakwater.foundation.storage import create_key_file, encryption

from .filling import Filler
from .world import ensure_world

MEGABYTE = 1_000_000


def run_restore_bench(size: int, megabytes: int) -> int:
    """Fill, back up, and rehearse a restore. Raises CalledProcessError where the rehearsal does not pass."""
    folder = data_folder()
    beside = folder.parent / f"{folder.name}-backups"
    cluster = cluster_at(folder / "postgres")
    database = ensure_world(cluster, size, print)
    written = _files(cluster, database, folder, megabytes)
    ring = beside / "safe" / "recovery-key"
    environment = {
        **os.environ,
        "BREAKWATER_DATABASE": database,
        "BREAKWATER_BACKUP": str(beside / "store"),
        "BREAKWATER_BACKUP_KEYS": str(beside / "keys"),
    }
    with cluster.connect(database=database) as connection:
        (bytes_of_database,) = connection.execute("select pg_database_size(current_database())").fetchone()
    print(f"{size:,} children, {bytes_of_database / 1e9:.1f} GB of database, {written:,} files of 1 MB")
    for command in (["backup", "--new-key", str(ring)], ["backup"], ["backup"], ["rehearse", "--identity", str(ring)]):
        begun = time.monotonic()
        subprocess.run([sys.executable, "-m", "breakwater", *command], env=environment, check=True)
        print(f"{' '.join(command[:1])}: {time.monotonic() - begun:.0f} s", flush=True)
    return 0


def _files(cluster, database: str, folder: Path, megabytes: int) -> int:
    """Documents of a megabyte each with the first cases, where there are none yet. Returns how many there are."""
    key_file = Path(os.environ["BREAKWATER_KEY_FILE"])
    if not key_file.exists():
        create_key_file(key_file)
    held = encryption.keys(key_file)
    with cluster.connect(database=database) as superuser:
        (there,) = superuser.execute("select count(*) from casework_document").fetchone()
        if there:
            return there
        superuser.execute("set session_replication_role = replica")
        cases = [
            case for (case,) in superuser.execute("select id from casework_case order by id limit %s", [megabytes])
        ]
        (actor,) = superuser.execute("select min(id) from organisations_actor").fetchone()
        content, rows = bytearray(secrets.token_bytes(MEGABYTE)), []
        for number in range(1, megabytes + 1):
            content[:16] = number.to_bytes(16)
            random = secrets.token_hex(16)
            path = f"{random[:2]}/{random[2:4]}/{random}"
            place = folder / "files" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as target:
                encryption.encrypt(io.BytesIO(content), target, bound_to=path, held=held)
            digest = hashlib.sha256(content).hexdigest()
            case = cases[number % len(cases)]
            of_file = {"stored_as": path, "digest": digest, "key_id": held.current, "size": MEGABYTE}
            rows.append({"id": number, "case_id": case, "added_by_id": actor, "public_id": random[:16], **of_file})
        Filler(superuser, timezone.now() - timedelta(days=1)).copy("casework_document", rows)
        return len(rows)
