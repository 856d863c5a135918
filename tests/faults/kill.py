"""Kill the web process, then the database, while people are sending; count what was lost, halved or doubled.

    python tests/faults/kill.py [--submissions 50] [--seed 1]

An installation of its own in a temporary folder, with a durable database. Submissions are sent a few at once; somewhere
among them the process is killed with SIGKILL and started again. Every other sender sends once more, as people do; the
rest give up. A sender who was told "we have it" must find one whole submission; the others one or none. Ends with
status 1 if any was lost, halved or doubled.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from http.client import HTTPException
from pathlib import Path

AT_ONCE = 5
WHOLE = """
select s.worry,
       (select count(*) from front_door_contact c where c.submission_id = s.id),
       (select count(*) from front_door_contact c join casework_case k on k.id = c.case_id where c.submission_id = s.id),
       (select count(*) from front_door_contact c join casework_clock k on k.case_id = c.case_id
         where c.submission_id = s.id and k.rule = 'front_door.decision' and k.stopped_at is null),
       (select count(*) from front_door_receipt r where r.submission_id = s.id),
       (select count(*) from audit_entry e where e.changed -> 'submission' @> to_jsonb(s.id)),
       (select count(*) from casework_answers a where a.id = s.answers_id and a.status = 'COMPLETE')
from front_door_submission s
"""
STRAY = """
select (select count(*) from casework_case) - (select count(*) from front_door_contact),
       (select count(*) from front_door_receipt) - (select count(*) from front_door_submission),
       (select coalesce(sum(abs(each.clocks - (select count(*) from front_door_contact))), 0)::bigint
          from (select count(*) as clocks from casework_clock group by rule) each)
"""


class Installation:
    """A whole installation in a folder of its own."""

    def __init__(self, folder: Path):
        from breakwater.delivery.cluster import cluster_at, ensure, stop
        from breakwater.delivery.database import as_owner, ensure_running

        self._ensure, self._stop = ensure, stop
        self.cluster = cluster_at(folder / "postgres")
        ensure_running()
        as_owner("migrate", "--quiet")
        import django

        django.setup()
        from breakwater_dev.testing import served
        from breakwater_dev.testing.telling import front_door

        front_door()
        self._serving = served
        self.port = served.free_port()
        self.web = served.start("breakwater", self.port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill_web(self) -> None:
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def kill_database(self) -> None:
        """The server and every process of it at once, as when the machine loses power under it."""
        server = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        family = [
            server,
            *(int(pid.name) for pid in Path("/proc").iterdir() if pid.name.isdigit() and _parent(pid) == server),
        ]
        for process in family:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def start_again(self) -> None:
        self._ensure(self.cluster)
        if self.web.poll() is not None:
            self.web = self._serving.start("breakwater", self.port)

    def ask(self, sql: str) -> list[tuple]:
        with self.cluster.connect(database="breakwater") as connection:
            return connection.execute(sql).fetchall()

    def forget_the_flood(self) -> None:
        """All come from one address here, which the limits on floods would hold back."""
        self.ask("with gone as (delete from front_door_abusecount returning 1) select count(*) from gone")

    def end(self) -> None:
        if self.web.poll() is None:
            self._serving.end(self.web)
        self._stop(self.cluster)


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


class Sender:
    """Someone who has filled in the public form and is about to send it."""

    def __init__(self, url: str, worry: str, again: bool):
        from breakwater_dev.testing.http import Visitor
        from breakwater_dev.testing.telling import ANSWERS

        self.visitor, self.worry, self.again, self.told = Visitor(url), worry, again, False
        self.visitor.get("/tell-us/public/")
        for page, fields in ANSWERS["public"].items():
            came = self.visitor.post(
                f"/tell-us/public/q/{page}/", **(fields | ({"worry": worry} if page == "worry" else {}))
            )
            assert came.status == 302, came.text[:500]

    def send(self) -> None:
        try:
            came = self.visitor.post("/tell-us/public/send/")
        except (OSError, HTTPException):
            return
        self.told = came.status == 302 and came.location.endswith("/thank-you/")

    def send_until_told(self) -> None:
        for _ in range(30):
            if self.told:
                return
            self.send()
            time.sleep(0.2)


def strike(house: Installation, kill, chance: random.Random, number: int, label: str) -> list[Sender]:
    """Send `number` submissions a few at once, with one kill among each few."""
    senders = []
    while len(senders) < number:
        house.forget_the_flood()
        few = [
            Sender(house.url, f"{label} {len(senders) + each}: shouting", again=each % 2 == 0)
            for each in range(min(AT_ONCE, number - len(senders)))
        ]
        threads = [threading.Thread(target=sender.send) for sender in few]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0, 0.25))
        kill()
        for thread in threads:
            thread.join()
        house.start_again()
        for sender in few:
            if sender.again:
                sender.send_until_told()
        senders += few
    return senders


def judge(house: Installation, senders: list[Sender]) -> dict[str, int]:
    found: dict[str, list[tuple]] = {}
    for worry, *parts in house.ask(WHOLE):
        found.setdefault(worry, []).append(tuple(parts))
    count = {
        "sent": len(senders),
        "acknowledged": sum(sender.told for sender in senders),
        "kept": len(found),
        "lost": sum(sender.told and sender.worry not in found for sender in senders),
        "doubled": sum(len(rows) > 1 for rows in found.values()),
        "halved": sum(parts != (1,) * len(parts) for rows in found.values() for parts in rows),
    }
    count["stray"] = sum(abs(stray) for stray in house.ask(STRAY)[0])
    count["unanswered though sent again"] = sum(sender.again and not sender.told for sender in senders)
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=50, help="for each of the two processes (default 50)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="breakwater-kill-"))
    folder.chmod(0o755)
    os.environ |= {
        "BREAKWATER_DATA": str(folder / "data"),
        "BREAKWATER_MAIL": "outbox",
        "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings",
        "BREAKWATER_DATABASE": "breakwater",
    }
    chance = random.Random(options.seed)
    house = Installation(folder / "data")
    try:
        senders = strike(house, house.kill_web, chance, options.submissions, "web")
        senders += strike(house, house.kill_database, chance, options.submissions, "database")
        count = judge(house, senders)
    finally:
        house.end()
        shutil.rmtree(folder, ignore_errors=True)
    print(", ".join(f"{number} {what}" for what, number in count.items()))
    return (
        1
        if any(count[fault] for fault in ("lost", "halved", "doubled", "stray", "unanswered though sent again"))
        else 0
    )


if __name__ == "__main__":
    sys.exit(main())
