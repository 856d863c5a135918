"""What is still being installed while tests run: `./breakwater test` does not wait for half a gigabyte that one file needs."""

import fcntl
import os
import shutil
from importlib import invalidate_caches
from importlib.util import find_spec

from breakwater_dev.commands.apache_spark import COMING


def spark() -> str:
    """Wait for Spark where it is being brought. Returns why it is not here, or nothing when it is."""
    said = ""
    if os.environ.get(COMING):
        with open(os.environ[COMING]) as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            said = file.read()
        invalidate_caches()
    if find_spec("pyspark") is not None and shutil.which("java"):
        return ""
    return said or "PySpark or Java is not here: run `./breakwater test` whole, which brings them"
