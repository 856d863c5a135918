"""Spark is brought while other tests run; the ones that need it wait, and hear what is lacking."""

import subprocess
import sys
import threading

from breakwater_dev.commands import apache_spark
from breakwater_dev.testing import coming

ASKS = (
    "from breakwater_dev.testing import coming; import shutil; shutil.which = lambda name: None; print(coming.spark())"
)


def test_another_process_waits_and_hears_what_is_lacking(monkeypatch):
    asked = threading.Event()

    def fails():
        asked.wait(60)
        raise apache_spark.NotHere("Java could not be installed")

    monkeypatch.setattr(apache_spark, "ensure", fails)
    with apache_spark.being_brought() as lacking:
        other = subprocess.Popen([sys.executable, "-c", ASKS], stdout=subprocess.PIPE, text=True)
        asked.set()
        said, _ = other.communicate(timeout=60)
    assert said.strip() == "Java could not be installed"
    assert lacking == ["Java could not be installed"]


def test_what_came_is_found(monkeypatch):
    monkeypatch.setattr(apache_spark, "ensure", lambda: None)
    monkeypatch.setattr(coming, "find_spec", lambda name: object())
    monkeypatch.setattr(coming.shutil, "which", lambda name: "/usr/bin/java")
    with apache_spark.being_brought() as lacking:
        assert coming.spark() == ""
    assert lacking == []
    assert coming.spark() == ""
