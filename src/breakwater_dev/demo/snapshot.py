"""The demo's world kept as it was when it had been lived, so that a later folder begins with a copy instead of living it again.

A copy is of the whole server as it was at one moment: audit, seals and the numbers of transactions agree in it as they did. It is of
the code that made it, by digest, and is used for some days after it was made: nothing in it is moved in time.
"""

import hashlib
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

from breakwater.delivery.cluster import SUPERUSER, Cluster, binaries, ensure, stop
from breakwater.delivery.settings.environment import CHECKOUT

from .arriving import ARRIVING, put_in_place

KEPT = CHECKOUT / "var" / "snapshots"
MADE_FROM = (".py", ".sql", ".yaml", ".csv")
OF_SERVER, OF_FOLDER, KEYS, OWN_KEYS = "server", "folder", "keys", "keys.own"
NOT_KEPT = ("postgres", "postgres-copy", "static", ARRIVING)


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


def keep(copy: Cluster, folder: Path, keys: Path) -> None:
    """Keep what `copy_of_running` made, with the whole area in its place, and the folder's own files and keys. Older copies go."""
    shutil.rmtree(KEPT, ignore_errors=True)
    making = KEPT / "making"
    (making / OF_FOLDER).mkdir(parents=True)
    settings = copy.data / "postgresql.auto.conf"
    usual = settings.read_text()
    try:
        settings.write_text(f"{usual}fsync = off\n")  # it is started once, and made again if that fails
        put_in_place(ensure(copy))
        stop(copy)
        settings.write_text(usual)
        for log in _of_no_use(copy.data):
            log.unlink()
        _copy(copy.data, making / OF_SERVER)
    finally:
        stop(copy)
        shutil.rmtree(copy.home)
    for each in folder.iterdir():
        if each.name not in NOT_KEPT:
            _copy(each, making / OF_FOLDER / each.name)
    _copy(keys, making / KEYS)
    own_keys_beside(keys).mkdir(mode=0o700, exist_ok=True)
    _copy(own_keys_beside(keys), making / OWN_KEYS)
    making.rename(KEPT / digest())


def own_keys_beside(keys: Path) -> Path:
    """Where the keys lie that one thing each has: of invented people, so that a copy may have them."""
    return keys.with_name(f"{keys.name}.own")


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
    # The seals outside are of the server that goes: the one that comes would disagree with them each minute.
    shutil.rmtree(folder / "audit", ignore_errors=True)
    for each in (copy / OF_FOLDER).iterdir():
        shutil.rmtree(folder / each.name, ignore_errors=True)
        _copy(each, folder / each.name)
    _copy(copy / KEYS, keys)
    shutil.rmtree(own_keys_beside(keys), ignore_errors=True)
    _copy(copy / OWN_KEYS, own_keys_beside(keys))


def _copy(what: Path, where: Path) -> None:
    """With its owners and modes: as root the server's files belong to another account."""
    subprocess.run(["cp", "-a", str(what), str(where)], check=True)


def copy_of_running(cluster: Cluster) -> Cluster:
    """Beside the server, as it gives itself, with what was written meanwhile; of the account that the server runs as."""
    copy = Cluster(cluster.home.with_name(f"{cluster.home.name}-copy"))
    shutil.rmtree(copy.home, ignore_errors=True)
    copy.home.mkdir()
    program = [str(binaries() / "pg_basebackup"), "-h", str(cluster.socket), "-U", SUPERUSER, "-D", str(copy.data)]
    subprocess.run([*program, "--checkpoint=fast", "--no-sync", "--no-manifest"], check=True)
    owner = cluster.data.stat()
    for path in (copy.data, *copy.data.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    return copy


def _of_no_use(server: Path) -> list[Path]:
    """Parts of the write-ahead log that a server stopped in good order does not read again: most of a fresh one's size."""
    told = subprocess.run(
        [str(binaries() / "pg_controldata"), "-D", str(server)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"LC_ALL": "C"},
    ).stdout
    begins = re.search(r"REDO WAL file:\s+([0-9A-F]{24})", told).group(1)
    parts = [part for part in (server / "pg_wal").iterdir() if re.fullmatch("[0-9A-F]{24}", part.name)]
    return [server / "server.log", *(part for part in parts if part.name != begins)]
