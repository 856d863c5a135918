"""A security monitoring elsewhere is told each entry once, in order, by reference alone, whatever is killed (SG-12, SG-20)."""

import json
import os
import random
import signal
import socket
import threading
import time

import pytest
from django.db import connection, connections, transaction

from breakwater.foundation import audit
from breakwater.foundation.audit import siem
from breakwater_dev.testing import databases

SEEN, CLOSED = 471147114711, 997799779977  # longer than a time or a place in the log is in digits
ACTING = {"actor": 11, "human": 7, "acting_as": "Zduty worker, MASH", "area": "E06000001"}


def entry(*, verb: str = "", kind: str = "person", id: int = 1, reason: str = "", **facts):
    with transaction.atomic():
        connection.cursor().execute("select set_config('bw.actor', '11', true), set_config('bw.human', '{7}', true)")
        with audit.page(**ACTING, route="people/<str:public_id>/", method="GET"):
            audit.saw("person", SEEN)
            if verb:
                audit.did(verb, kind, id, **facts)
            if reason:
                audit.because(reason)


def lines_in(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def told(owner, folder, *, at_least: int = 0) -> list[dict]:
    """What runs brought into the file, one after another until it holds so many lines or four minutes are over.

    A transaction of another database of the same server holds the lines back as one of this database does.
    """
    for _ in range(2400):
        with siem.position_in(folder) as position:
            siem.tell(owner, position, siem.ToFile(folder / "audit.jsonl", position))
        if len(lines := lines_in(folder / "audit.jsonl")) >= at_least:
            break
        time.sleep(0.1)
    return lines


def test_a_line_says_who_when_and_what_kind_and_no_word(transactional_db, owner_connection, tmp_path):
    entry(verb="closed", kind="case", id=CLOSED, outcome="Zoutcome", reason="Zreason")
    audit.outside("sign_in_failed", tried="Zname")
    one, failed = told(owner_connection, tmp_path, at_least=2)
    assert (one["kind"], one["verb"], one["things"], one["seen"]) == ("change", "closed", ["case", "person"], 1)
    assert (one["actor"], one["human"], one["area"]) == (11, 7, "E06000001")
    assert (failed["kind"], failed["things"]) == ("sign_in_failed", [])
    text = (tmp_path / "audit.jsonl").read_text()
    assert [word for word in ("Z", str(SEEN), str(CLOSED), "people/") if word in text] == []


def test_sg_12_what_may_not_be_known_of_is_a_record_like_any_other(transactional_db, owner_connection, tmp_path):
    entry(verb="purged", kind="specialist_route")
    entry(verb="saved", kind="answers")
    one, other = told(owner_connection, tmp_path, at_least=2)
    for line in (one, other):
        del line["id"], line["at"], line["place"]
    assert one == other
    assert (one["verb"], one["things"]) == ("change", ["person", "record"])


def test_what_commits_late_is_not_passed_over(transactional_db, test_cluster, owner_connection, tmp_path):
    with databases.connect(test_cluster, transactional_db, role="bw_owner") as late:
        late.execute("begin")
        late.execute(
            "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session)"
            " values ('', '', 'read', 'late', '', '', '{}', '{}', '{}', '', '')"
        )
        entry()
        assert told(owner_connection, tmp_path) == []  # the older one may still come
        late.execute("commit")
    assert len(told(owner_connection, tmp_path, at_least=2)) == 2
    assert len(told(owner_connection, tmp_path)) == 2


def test_a_line_cut_off_by_a_kill_is_told_whole_and_once(transactional_db, owner_connection, tmp_path):
    for _ in range(3):
        entry()
    told(owner_connection, tmp_path, at_least=3)
    path = tmp_path / "audit.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])  # killed in the middle of the last line, before the position was kept
    (tmp_path / "position.json").unlink()
    told(owner_connection, tmp_path, at_least=3)
    assert path.read_bytes() == whole


@pytest.mark.slow
def test_each_entry_is_told_once_through_forty_kills(transactional_db, test_cluster, owner_connection, tmp_path):
    chance, path = random.Random(1), tmp_path / "audit.jsonl"
    for _ in range(40):
        for _ in range(20):
            entry()
        child = os.fork()
        if child == 0:
            for alias in connections:
                connections[alias].connection = None
            while True:
                told(databases.connect(test_cluster, transactional_db, role="bw_owner"), tmp_path)
        time.sleep(chance.uniform(0, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    lines = told(owner_connection, tmp_path, at_least=800)
    there = [number for (number,) in owner_connection.execute("select id from audit_entry order by xid, id")]
    assert [line["id"] for line in lines] == there
    assert len(there) == 800
    assert path.stat().st_mode & 0o077 == 0


def test_a_syslog_reads_the_lines_and_one_that_is_away_is_told_later(transactional_db, owner_connection, tmp_path):
    entry()
    with siem.position_in(tmp_path) as position, pytest.raises(siem.CannotTell):
        siem.tell(owner_connection, position, siem.destination("syslog:127.0.0.1:1", position))
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            with server.accept()[0] as came:
                heard.append(came.makefile().readline())

        listening = threading.Thread(target=listen)
        listening.start()
        with siem.position_in(tmp_path) as position:
            to = siem.destination(f"syslog:127.0.0.1:{server.getsockname()[1]}", position)
            until = time.monotonic() + 60
            while not (given := siem.tell(owner_connection, position, to)) and time.monotonic() < until:
                time.sleep(0.1)
            assert given == 1
        listening.join(10)
    assert json.loads(heard[0].partition("breakwater-audit: ")[2])["kind"] == "read"


def test_two_runs_do_not_tell_at_once(tmp_path):
    with siem.position_in(tmp_path), pytest.raises(siem.CannotTell), siem.position_in(tmp_path):
        pass
