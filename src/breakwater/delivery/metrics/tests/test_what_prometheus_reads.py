"""Served and read over HTTP: pages are counted by name, in every process; nothing that is read names a record (SG-12, SG-20)."""

import os
import re
import subprocess
import sys
import time
import urllib.request

import pytest
from django.db import connections
from django.test import Client, RequestFactory
from django.urls import resolve

from breakwater.delivery.metrics.counting import page_of
from breakwater_dev.testing import databases, served
from breakwater_dev.testing.http import Visitor
from breakwater_dev.testing.machines import free_port

LABEL = re.compile(r'="([^"]*)"')
MAY_BE_READ = re.compile(r"[a-z_]+(:[a-z_]+)?|[a-z_]+\.[a-z_]+|GET|POST|HEAD|other|[0-9]{3}|\+Inf|[0-9.]+")


def asked(path: str):
    request = RequestFactory().get(path)
    request.route = resolve(path)
    return request


def test_a_page_has_one_name_for_every_record():
    one, other = (asked(f"/people/{key * 20}/") for key in "ab")
    assert page_of(one) == page_of(other) == "casework:person"


def test_sg_12_pages_of_the_compartment_are_counted_together():
    assert page_of(asked("/specialist-route/")) == "prevent"
    assert page_of(asked(f"/specialist-route/{'a' * 20}/")) == "prevent"


def test_what_is_nowhere_is_counted_without_its_address():
    assert page_of(RequestFactory().get("/Mia-Example/")) == "none"


@pytest.mark.slow
def test_prometheus_reads_counts_of_every_process_and_no_word(test_cluster, django_db_setup, tmp_path, monkeypatch):
    name = databases.clone(test_cluster, f"{django_db_setup}_metrics")
    monkeypatch.setenv("BREAKWATER_METRICS", str(tmp_path / "counts"))
    monkeypatch.setenv("BREAKWATER_DATABASE", name)
    processes, ports = [], [free_port() for _ in range(3)]
    try:
        for port in ports[:2]:
            processes.append(served.start(name, port))
            for path in ("/", "/people/search/", "/Mia-Example/", "/people/" + "a" * 20 + "/"):
                Visitor(f"http://127.0.0.1:{port}").get(path)
        command = [sys.executable, "-m", "breakwater", "metrics", "--port", str(ports[2])]
        processes.append(subprocess.Popen(command, env={**os.environ, "BREAKWATER_ROLE": "app"}))
        text = read(f"http://127.0.0.1:{ports[2]}/metrics")
    finally:
        for process in processes:
            served.end(process)
        databases.drop(test_cluster, name)
    assert 'breakwater_requests_total{method="GET",page="none",status="404"} 2.0' in text
    assert 'breakwater_request_seconds_count{page="casework:person"} 2.0' in text
    for gauge in (
        "turned_away_total 0.0",
        "database_up 1.0",
        "jobs_due ",
        "jobs_oldest_seconds ",
        "backup_late 1.0",
        "database_connections ",
    ):
        assert f"\nbreakwater_{gauge}" in text
    labels = {label for line in text.splitlines() if not line.startswith("#") for label in LABEL.findall(line)}
    assert {label for label in labels if not MAY_BE_READ.fullmatch(label)} == set()


def read(address: str) -> str:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_a_process_is_live_without_its_database_and_ready_only_with_one(db):
    assert [Client().get(f"/healthz/{path}").status_code for path in ("live", "ready")] == [200, 200]
    there = connections["default"]
    connections["default"] = gone = there.copy()
    gone.settings_dict["NAME"] = "no_such_database"
    try:
        answers = [Client().get(f"/healthz/{path}") for path in ("live", "ready")]
    finally:
        connections["default"] = there
    assert [(answer.status_code, answer.content) for answer in answers] == [
        (200, b"ok"),
        (503, b"The database does not answer."),
    ]
