"""Style sheets and scripts go out packed, without a proxy that packs them: a phone fetches a quarter of the bytes.

They hold nothing of anyone, so packing tells nothing. Pages that hold something are packed by nobody.
"""

import gzip
import hashlib
import os
from pathlib import Path

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from breakwater.delivery.database import data_folder

PACKED = (".css", ".js", ".svg", ".json", ".txt")
LEAST = 600  # bytes; below it packing gains nothing


class StaticFiles(WhiteNoiseMiddleware):
    """Whitenoise, with a packed copy of each text in the data folder, made once and named by its content."""

    def get_static_file(self, path, url, stat_cache=None):
        found = super().get_static_file(path, url, stat_cache=stat_cache)
        copy = packed(path) if path.endswith(PACKED) else None
        if copy is None:
            return found
        _, _, headers = found.alternatives[-1]
        return StaticFile(path, headers, encodings={"gzip": str(copy)})


def packed(path: str) -> Path | None:
    """The packed copy of a file; None for a small one, and where the data folder cannot be written."""
    content = Path(path).read_bytes()
    if len(content) < LEAST:
        return None
    copy = data_folder() / "static" / f"{hashlib.sha256(content).hexdigest()[:32]}.gz"
    if copy.exists():
        return copy
    making = copy.with_suffix(f".{os.getpid()}")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        making.write_bytes(gzip.compress(content, 9, mtime=0))
        making.replace(copy)
    except OSError:
        return None
    return copy
