"""`./breakwater stop` ends the process that serves, and no other that has its number."""

import subprocess
import sys

from breakwater.delivery import serving

SERVES = """
import signal, sys, time
from pathlib import Path
from breakwater.delivery import serving
asked = []
signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
with serving.held(Path(sys.argv[1])):
    print("here", flush=True)
    while not asked:
        time.sleep(0.05)
"""


def test_who_serves_is_ended_once_and_a_number_left_behind_is_nobody(tmp_path):
    assert serving.end(tmp_path, seconds=1) is None
    served = subprocess.Popen([sys.executable, "-c", SERVES, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout.readline() == "here\n"
        with serving.held(tmp_path):  # a second one beside it
            assert serving.end(tmp_path, seconds=10) is True
        assert served.wait(5) == 0
    finally:
        served.kill()
        served.wait()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        (tmp_path / serving.NAME).write_text(str(bystander.pid))
        assert serving.end(tmp_path, seconds=1) is None
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
