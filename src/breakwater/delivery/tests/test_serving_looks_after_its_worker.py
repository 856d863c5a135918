"""`serve --with-worker` begins its worker again where that ends by itself, and does not hurry one that cannot stay."""

import subprocess
import sys
import time

import pytest

from breakwater.delivery.cli import serve


@pytest.fixture
def begun(monkeypatch, capsys):
    """Each process begun for the worker, by when; it ends by itself at once."""
    monkeypatch.setattr(serve, "AGAIN_AFTER", 0.1)
    moments = []

    def start(*command):
        assert command == ("breakwater", "worker")
        moments.append(time.monotonic())
        return subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])

    worker = serve._Worker(start)
    while len(moments) < 4:
        worker.look_after()
        time.sleep(0.01)
    worker.process.wait()
    assert worker.tries == 3
    return moments


def test_a_worker_that_ended_is_begun_again_each_time_a_little_later(begun, capsys):
    waits = [later - earlier for earlier, later in zip(begun, begun[1:], strict=False)]
    assert [wait > least for wait, least in zip(waits, (0.1, 0.2, 0.4), strict=True)] == [True] * 3
    assert capsys.readouterr().err.count("The worker ended with status 3 and is begun again.") == 3
