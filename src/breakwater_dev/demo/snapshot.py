"""The demo's world kept as it was when it had been lived, so that a later folder begins with a copy instead of living it again.

A copy is of the whole server, stopped: audit, seals and the numbers of transactions agree in it as they did. It is of the code that made
it, by digest, and is used for some days after it was made: nothing in it is moved in time.
"""

import hashlib
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

from breakwater.delivery.cluster import Cluster, binaries, stop
from breakwater.delivery.settings.environment import CHECKOUT

KEPT = CHECKOUT / "var" / "snapshots"
MADE_FROM = (".py", ".sql", ".yaml", ".csv")
OF_SERVER, OF_FOLDER, KEYS = "server", "folder", "keys"


def digest() -> str:
    """Of everything that the world is made from: with the same one, the same life would be lived."""
    seen = hashlib.sha256((CHECKOUT / "requirements" / "base.txt").read_bytes())
    for path in sorted((CHECKOUT / "src").rglob("*")):
        if path.suffix in MADE_FROM and not {"tests", "testing", "benches"} & set(path.parts):
            seen.update(path.read_bytes())
    return seen.hexdigest()[:12]


def kept(today: date, *, days: int) -> Path | None:
    """The copy for the present code, unless it was made more than `days` before."""
    found = KEPT / digest()
    marker = found / OF_FOLDER / "demo-world"
    if not marker.exists() or (today - date.fromisoformat(marker.read_text().strip())).days > days:
        return None
    return found


def take(cluster: Cluster, folder: Path, keys: Path) -> None:
    """Keep the server (which this stops), the folder's own files and the keys. Older copies go."""
    stop(cluster)
    shutil.rmtree(KEPT, ignore_errors=True)
    making = KEPT / "making"
    (making / OF_FOLDER).mkdir(parents=True)
    _copy(cluster.data, making / OF_SERVER)
    for log in _of_no_use(cluster, making / OF_SERVER):
        log.unlink()
    for each in folder.iterdir():
        if each.name not in ("postgres", "static"):
            _copy(each, making / OF_FOLDER / each.name)
    _copy(keys, making / KEYS)
    making.rename(KEPT / digest())


def may_have_its_keys(copy: Path, keys: Path) -> bool:
    """Whether the place of the keys is free, or has the same: keys of anything else are never written over."""
    return not keys.exists() or keys.read_bytes() == (copy / KEYS).read_bytes()


def restore(copy: Path, cluster: Cluster, folder: Path, keys: Path) -> None:
    """Begin with a copy, in place of whatever server the folder has."""
    stop(cluster)
    shutil.rmtree(cluster.data, ignore_errors=True)
    cluster.home.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    _copy(copy / OF_SERVER, cluster.data)
    for each in (copy / OF_FOLDER).iterdir():
        shutil.rmtree(folder / each.name, ignore_errors=True)
        _copy(each, folder / each.name)
    _copy(copy / KEYS, keys)


def _copy(what: Path, where: Path) -> None:
    """With its owners and modes: as root the server's files belong to another account."""
    subprocess.run(["cp", "-a", str(what), str(where)], check=True)


def _of_no_use(cluster: Cluster, server: Path) -> list[Path]:
    """Parts of the write-ahead log that a server stopped in good order does not read again: most of a fresh one's size."""
    told = subprocess.run(
        [str(binaries() / "pg_controldata"), "-D", str(cluster.data)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"LC_ALL": "C"},
    ).stdout
    begins = re.search(r"REDO WAL file:\s+([0-9A-F]{24})", told).group(1)
    return [
        part
        for part in (server / "pg_wal").iterdir()
        if re.fullmatch("[0-9A-F]{24}", part.name) and part.name != begins
    ]
