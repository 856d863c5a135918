"""A job in a module that nobody loads is never run: clocks would be missed in silence."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import breakwater

HOUSE = Path(breakwater.__file__).parent
NAMED = re.compile(r'^@(?:jobs\.)?(?:job|every)\((?:"[^"]*", name=)?"([a-z_.]+)"', re.MULTILINE)
ASK = "import django; django.setup(); from breakwater.foundation.jobs import known_jobs; print(*known_jobs())"


def test_every_job_that_is_written_is_known_to_a_worker_that_has_just_started():
    written = {name for path in HOUSE.rglob("jobs.py") for name in NAMED.findall(path.read_text())}
    here = {**os.environ, "PYTHONPATH": str(HOUSE.parent)}
    worker = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True, timeout=120, env=here
    )
    known = worker.stdout
    assert len(written) > 10
    assert written - set(known.split()) == set()


def test_a_fault_in_one_area_never_silences_the_others():
    """Sweeps look at what became due since the last one, and are not tried again: an area that is skipped is not told."""
    loops = [
        f"{path.relative_to(HOUSE)}:{loop.lineno}"
        for path in HOUSE.rglob("jobs.py")
        for loop in ast.walk(ast.parse(path.read_text()))
        if isinstance(loop, ast.For) and re.search(r"\bArea\.objects|\b_areas", ast.unparse(loop.iter))
    ]
    assert loops == [], "use jobs.for_each"
