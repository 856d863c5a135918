"""The tests' server kept in memory where there is room: a clone is three thousand files, and a disk is slow to find names for so
many when as many were taken away a moment before.
"""

import contextlib
import os
import shutil
import zlib
from pathlib import Path

SHARED = Path("/dev/shm")
GROUP = Path("/sys/fs/cgroup")
ENOUGH = 6 * 2**30  # bytes; a whole run takes about one, beside a browser and a Spark


def lead(place: Path) -> None:
    """Lead the server's folder `place` into memory, unless it is there already or memory is short."""
    left_behind()
    if free() < ENOUGH or (place.exists() and not place.is_symlink()):
        if not place.exists():
            place.unlink(missing_ok=True)  # a link to what was lost when the machine was started again
        return
    folder = SHARED / f"breakwater-tests-{os.geteuid()}-{zlib.crc32(str(place).encode()):08x}"
    folder.mkdir(exist_ok=True)
    (folder / "whose").write_text(str(place.parent))
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        place.unlink(missing_ok=True)  # it led to another folder, which is gone
    with contextlib.suppress(FileExistsError):
        place.symlink_to(folder)


def left_behind() -> None:
    """Stop the servers of checkouts that are gone, and give their memory back."""
    from breakwater.delivery.cluster import cluster_at, stop

    for folder in SHARED.glob(f"breakwater-tests-{os.geteuid()}-*"):
        whose = folder / "whose"
        if whose.exists() and not Path(whose.read_text()).exists():
            stop(cluster_at(folder))
            shutil.rmtree(folder, ignore_errors=True)


def free() -> int:
    """Bytes that may be taken: of the shared folder, of the machine, and of the group of processes that we are in."""
    try:
        facts = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        found = [shutil.disk_usage(SHARED).free, int(facts["MemAvailable"].split()[0]) * 1024]
    except (OSError, KeyError):
        return 0
    with contextlib.suppress(OSError, ValueError):  # "max" where nothing is set
        found.append(int((GROUP / "memory.max").read_text()) - int((GROUP / "memory.current").read_text()))
    return min(found)
