"""PySpark and Java for the one test that links on Apache Spark: found, or installed where we may."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from breakwater.delivery.cli import CHECKOUT

PACKAGES = CHECKOUT / "requirements" / "spark.txt"
JAVA = "default-jre-headless"  # 17 or later on every system that Breakwater runs on
AT_MOST = 300  # seconds for each download; a slow mirror shall not hold the tests up

COMING = (
    "BREAKWATER_SPARK_COMING"  # names a file that is locked while Spark is being brought, and then says what is lacking
)


class NotHere(Exception):
    """Spark cannot run here; the text says what is missing."""


@contextmanager
def being_brought() -> Iterator[list[str]]:
    """Bring Spark beside what is done in the block, whose processes may wait for it. The list says at the end what is lacking."""
    lacking: list[str] = []

    def bring() -> None:
        try:
            ensure()
        except NotHere as missing:
            lacking.append(str(missing))
            held.write(str(missing))
            held.flush()
        finally:
            fcntl.flock(held, fcntl.LOCK_UN)

    with tempfile.NamedTemporaryFile("w", prefix="breakwater-spark-") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        os.environ[COMING] = held.name
        bringing = threading.Thread(target=bring)
        bringing.start()
        try:
            yield lacking
        finally:
            bringing.join()
            del os.environ[COMING]


def ensure() -> None:
    """See that PySpark and Java are here. Raises NotHere."""
    if find_spec("pyspark") is None:
        print("Installing PySpark (half a gigabyte, once) ...", flush=True)
        install = ["uv", "pip", "install", "-q", "--python", sys.executable, "--require-hashes", "-r", str(PACKAGES)]
        _run([sys.executable, "-m", *install], "PySpark could not be installed")
    if not shutil.which("java"):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise NotHere(f"Java is not here (sudo apt-get install --no-install-recommends {JAVA})")
        print("Installing Java ...", flush=True)
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", JAVA]):
            _run(["apt-get", "-q", *arguments], "Java could not be installed")


def _run(command: list[str], what: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=AT_MOST)
    except subprocess.TimeoutExpired as problem:
        raise NotHere(f"{what} in {AT_MOST} s") from problem
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise NotHere(f"{what}: {said[-1] if said else done.returncode}")
