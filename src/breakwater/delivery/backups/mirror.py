"""Files and keys, copied as they are now. What was destroyed leaves the copy at once; what is merely missing is kept for the days of backups."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from breakwater.foundation.storage import purged

from .places import STAMP, BackupFault, Places, read_json, write, write_json
from .sealing import Lock, Ring

LEFT_OUT = {"postgres", "postgres-copy", "static", "backup", "snapshots"}
SEALS = "audit/seals.log"
INDEX = "index.age"


def object_of(path: str) -> str:
    """Under which name a file's copy lies: the names of pictures are people's words."""
    digest = hashlib.sha256(path.encode()).hexdigest()
    return f"{digest[:2]}/{digest}.age"


def carry_files(places: Places, lock: Lock) -> None:
    """Copy what is new or changed of the data folder, and let go of what was destroyed."""
    kept = places.here / "files.json"
    known = read_json(kept)
    before, now = json.dumps(known, sort_keys=True), datetime.now(UTC)
    is_new_key, files, present = (
        known.get("locked_for") != lock.mark,
        known.setdefault("files", {}),
        dict(_present(places)),
    )
    if is_new_key or known.get("line") != places.line.name:
        known["seals"] = 0
    gone = _destroyed(places, purged.FILE)
    for path, (size, modified) in present.items():
        entry = files.get(path)
        if path.removeprefix("files/") in gone:
            continue  # between the note and the deed
        if is_new_key or entry is None or (entry["size"], entry["modified"]) != (size, modified):
            with (places.data / path).open("rb") as source:
                lock.stream(source, places.store / "files" / object_of(path))
            first = entry["first"] if entry else datetime.fromtimestamp(modified / 1e9, UTC).isoformat()
            files[path] = {"size": size, "modified": modified, "first": first}
        elif entry.get("gone"):
            del entry["gone"]
    since = (now - timedelta(days=places.days)).isoformat()
    for path in [path for path in files if path not in present]:
        files[path].setdefault("gone", now.isoformat())
        if path.removeprefix("files/") in gone or files[path]["gone"] < since:
            (places.store / "files" / object_of(path)).unlink(missing_ok=True)
            del files[path]
    _carry_seals(places, lock, known)
    known |= {"locked_for": lock.mark, "line": places.line.name}
    if json.dumps(known, sort_keys=True) != before or not (places.store / "files" / INDEX).exists():
        lock.bytes(json.dumps(known).encode(), places.store / "files" / INDEX, smaller=True)
        write_json(kept, known)


def _carry_seals(places: Places, lock: Lock, known: dict) -> None:
    """The outside file of seals only grows, so what is new of it is enough."""
    path = places.data / SEALS
    if path.exists() and path.stat().st_size > known.get("seals", 0):
        with path.open("rb") as file:
            file.seek(known.get("seals", 0))
            new = file.read()
        lock.bytes(new, places.line / "seals" / f"{known.get('seals', 0):012}.age")
        known["seals"] = known.get("seals", 0) + len(new)


def _present(places: Places) -> Iterator[tuple[str, tuple[int, int]]]:
    for top in places.data.iterdir():
        if top.name in LEFT_OUT or not top.is_dir():
            continue
        for path in top.rglob("*"):
            name = path.relative_to(places.data).as_posix()
            if path.suffix != ".part" and name != SEALS and path.is_file():
                found = path.stat()
                yield name, (found.st_size, found.st_mtime_ns)


def carry_keys(places: Places, lock: Lock) -> None:
    """Copy the keys there are and the record of those destroyed. A key that was destroyed is in no copy from then on."""
    kept = places.here / "keys.json"
    known = read_json(kept)
    if known.get("locked_for") != lock.mark:
        known = {"locked_for": lock.mark}
    before = dict(known)
    for name, path in {**_single(places), "purged": places.purged}.items():
        if path.exists() and known.get(name) != path.stat().st_mtime_ns:
            modified = path.stat().st_mtime_ns
            lock.bytes(path.read_bytes(), places.keys_store / f"{name}.age")
            known[name] = modified
    gone, own = _destroyed(places, purged.KEY), places.keys_store / "own"
    for path in places.own_keys.iterdir() if places.own_keys.is_dir() else ():
        if path.name not in gone and (f"own/{path.name}" not in known):
            lock.bytes(path.read_bytes(), own / f"{path.name}.age")
            known[f"own/{path.name}"] = 1
    for name in gone:
        if known.pop(f"gone/{name}", None) is None:
            (own / f"{name}.age").unlink(missing_ok=True)
        known[f"gone/{name}"] = 1
        known.pop(f"own/{name}", None)
    if known != before:
        write_json(kept, known)


def _single(places: Places) -> dict[str, Path]:
    return {"keys": places.key_file, "secret": places.secret, "recipients": places.recipients}


def _destroyed(places: Places, kind: str) -> set[str]:
    return purged.names(places.purged.read_text(), kind) if places.purged.exists() else set()


def bring_files(places: Places, ring: Ring, *, at: datetime, gone: set[str]) -> int:
    """Put back the files that there were at a moment, less those destroyed since. Returns how many."""
    index, brought = places.store / "files" / INDEX, 0
    if not index.exists():
        return 0
    moment, known = at.astimezone(UTC).isoformat(), json.loads(gzip.decompress(ring.bytes(index)))
    for path, entry in known["files"].items():
        # A row may still name a stored file that was merely lost. A picture that an editor removed stays away.
        was_removed = entry.get("gone", moment) < moment and not path.startswith("files/")
        if entry["first"] > moment or was_removed or path.removeprefix("files/") in gone:
            continue
        target = places.data / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            ring.stream(places.store / "files" / object_of(path), file)
        os.utime(target, ns=(entry["modified"], entry["modified"]))
        brought += 1
    write_json(places.here / "files.json", known)
    return brought


def check_keys(places: Places, ring: Ring) -> None:
    """Raise BackupFault where the file of keys is another's, or lacks a key that files of the backup were locked with."""
    copy = places.keys_store / "keys.age"
    if copy.exists() and places.key_file.exists():
        lacking = set(ring.bytes(copy).splitlines()) - set(places.key_file.read_bytes().splitlines())
        if lacking:
            raise BackupFault(
                f"{places.key_file} lacks keys of the backup. Set it aside; the restore puts the right one there."
            )


def bring_keys(places: Places, ring: Ring) -> str:
    """Put back the keys, less those destroyed since, and return the record of what was destroyed, here and in the copy."""
    for name, path in _single(places).items():
        copy = places.keys_store / f"{name}.age"
        if copy.exists() and not path.exists():
            write(path, ring.bytes(copy))
    _bring_secret(places, ring)
    copy = places.keys_store / "purged.age"
    lines = ring.bytes(copy).decode().splitlines() if copy.exists() else []
    lines += places.purged.read_text().splitlines() if places.purged.exists() else []
    record = "".join(f"{line}\n" for line in sorted(set(lines)))
    if record:
        write(places.purged, record.encode())
    gone = purged.names(record, purged.KEY)
    places.own_keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (places.keys_store / "own").glob("*.age"):
        target = places.own_keys / path.stem
        if path.stem not in gone and not target.exists():
            write(target, ring.bytes(path))
    return record


def _bring_secret(places: Places, ring: Ring) -> None:
    """Sessions and links that were given out are signed by the backup's secret. Every command makes one where there is none: it is set aside."""
    kept = secret_of(places, ring)
    if kept and places.secret.read_bytes() != kept:
        places.secret.rename(places.secret.with_name(f"{places.secret.name}-before-{datetime.now(UTC):{STAMP}}"))
        write(places.secret, kept)


def secret_of(places: Places, ring: Ring) -> bytes:
    """The secret in the backup; nothing where the installation has its own from the environment."""
    copy = places.keys_store / "secret.age"
    return ring.bytes(copy) if copy.exists() else b""


def bring_seals(places: Places, ring: Ring, line: Path) -> None:
    """Put the outside file of seals back as far as it was copied."""
    parts = sorted((line / "seals").glob("*.age"))
    if parts:
        target = places.data / SEALS
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"".join(ring.bytes(part) for part in parts))
