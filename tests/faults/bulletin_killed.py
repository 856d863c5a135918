"""Kill the worker while a bulletin goes out; count, where the messages arrive, who got it twice or not at all.

    python tests/faults/bulletin_killed.py [--subscribers 20000] [--kills 50] [--seed 1]

An installation of its own in a temporary folder sends one issue through GOV.UK Notify, of which there is one honest double here:
it takes a message, answers for its reference, and counts what arrived at each address. The worker is killed with SIGKILL
again and again while it is at work, and started again. Ends with status 1 unless every address got exactly one copy.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SRC = Path(__file__).resolve().parents[2] / "src"
# A key of the shape GOV.UK Notify gives: name, service id, secret.
KEY = "test-11111111-1111-1111-1111-111111111111-22222222-2222-2222-2222-222222222222"


class Notify(ThreadingHTTPServer):
    """Takes e-mails as Notify's API does and can be asked for one by its reference."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.lock, self.arrived, self.by_reference, self.ways_out = threading.Lock(), Counter(), {}, 0

    def handle_error(self, request, client_address):
        """Whoever asked was killed meanwhile: nothing to say of it."""


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        import json

        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.by_reference[body["reference"]] = {"id": "1", "reference": body["reference"]}
            if body["email_address"].startswith("reader"):  # reminders to the staff go the same way
                self.server.arrived[body["email_address"]] += 1
                self.server.ways_out += "one_click_unsubscribe_url" in body
        self._say(201, {"id": "1", "reference": body["reference"], "content": {}, "uri": "", "template": {}})

    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)  # for one by its reference, or for all that failed: none did
        with self.server.lock:
            known = self.server.by_reference.get(*asked.get("reference", [""]))
        self._say(200, {"notifications": [known] if known else [], "links": {}})

    def _say(self, status, body):
        import json

        data = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True  # whoever asked was killed

    def log_message(self, *words):
        pass


def installation(folder: Path):
    """A database of its own, migrated; returns its cluster's end."""
    from breakwater.delivery.cluster import cluster_at, stop
    from breakwater.delivery.database import as_owner, ensure_running

    cluster = cluster_at(folder / "postgres")
    ensure_running()
    as_owner("migrate", "--quiet")
    import django

    django.setup()
    return lambda: stop(cluster)


def send_an_issue(subscribers: int):
    """So many subscribers, and one issue sent to them."""
    from uuid import uuid4

    from django.utils import timezone

    from breakwater.knowledge.content.models import Dispatch, Reach, Subscriber
    from breakwater.knowledge.content.operations import bulletins
    from breakwater.partnership.organisations.access import acting_as
    from breakwater_dev.testing import factories as make

    now = timezone.now()
    Subscriber.objects.bulk_create(
        Subscriber(
            area=make.area(),
            email=f"reader{number}@example.org",
            topics=["prevent"],
            frequency="each",
            confirmed_at=now,
        )
        for number in range(subscribers)
    )
    post = make.membership("business_manager")
    with acting_as(post) as by:
        issue = bulletins.begin(
            make.area(),
            bulletins.IssueFacts(topic="prevent", reach=Reach.PUBLIC, roles=[], title="Winter", lead="What is new."),
            key=uuid4(),
            by=by,
            at=now,
        )
        bulletins.approve(issue=issue, by=make.actor("prevent_lead", of=post.team), at=now)
        bulletins.send(issue=issue, by=by, at=now)
    return Dispatch.objects.get()


def worker() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "breakwater", "worker", "--concurrency", "4"],
        env=os.environ | {"PYTHONPATH": str(SRC)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def trial(notify: Notify, subscribers: int, kills: int, chance: random.Random) -> dict[str, int]:
    """Kill at moments spread over the sending; then let what was left half done be taken up, as it is in life."""
    from datetime import timedelta

    from django.utils import timezone

    from breakwater.knowledge.content.models import Delivery
    from breakwater.knowledge.content.operations import dispatching
    from breakwater.partnership.notifications import jobs as outbox

    dispatch = send_an_issue(subscribers)
    marks = sorted(chance.randrange(1, max(2, int(subscribers * 0.95))) for _ in range(kills))
    running, killed = worker(), 0
    for mark in marks:
        until = time.monotonic() + 120
        while sum(notify.arrived.values()) < mark and time.monotonic() < until:
            time.sleep(0.02)
            if _nothing_waits():  # what is left belongs to the dead: half done, and taken up again
                break
        time.sleep(chance.uniform(0, 0.1))
        kill(running)
        killed += 1
        dispatching.go_on(before=timezone.now())
        _take_up_of_the_dead()
        running = worker()
    until = time.monotonic() + 60 + subscribers / 20
    while sum(notify.arrived.values()) < subscribers and time.monotonic() < until:
        time.sleep(0.2)
        if _nothing_waits():
            outbox.take_up(at=timezone.now() + timedelta(minutes=30))
    time.sleep(1)
    kill(running)
    dispatch.refresh_from_db()
    return {
        "subscribers": subscribers,
        "kills": killed,
        "arrived": sum(notify.arrived.values()),
        "not at all": subscribers - len(notify.arrived),
        "twice": sum(number > 1 for number in notify.arrived.values()),
        "copies made": Delivery.objects.count(),
        "without a way out": sum(notify.arrived.values()) - notify.ways_out,
    }


def _nothing_waits() -> bool:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return not ProcrastinateJob.objects.filter(
        status="todo", task_name__in=("notifications.send", "content.send_some")
    ).exists()


def _take_up_of_the_dead() -> None:
    """What the queue does by itself once a worker has been silent for half a minute, done at once: all workers are dead."""
    from django.utils import timezone
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    for number in ProcrastinateJob.objects.filter(status="doing").values_list("pk", flat=True):
        app.job_manager.retry_job_by_id(job_id=number, retry_at=timezone.now())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subscribers", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="breakwater-bulletin-"))
    folder.chmod(0o755)
    notify = Notify()
    threading.Thread(target=notify.serve_forever, daemon=True).start()
    os.environ |= {
        "BREAKWATER_DATA": str(folder / "data"),
        "BREAKWATER_DATABASE": "breakwater",
        "BREAKWATER_INVENTED": "1",
        "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings",
        "BREAKWATER_MAIL": "notify",
        "BREAKWATER_NOTIFY_KEY": KEY,
        "BREAKWATER_NOTIFY_TEMPLATE": "33333333-3333-3333-3333-333333333333",
        "BREAKWATER_NOTIFY_URL": f"http://127.0.0.1:{notify.server_port}",
    }
    end, started = installation(folder / "data"), time.monotonic()
    try:
        count = trial(notify, options.subscribers, options.kills, random.Random(options.seed))
    finally:
        end()
        shutil.rmtree(folder, ignore_errors=True)
    print(", ".join(f"{number} {what}" for what, number in count.items()), f"in {time.monotonic() - started:.0f} s")
    is_right = count["arrived"] == count["subscribers"] == count["copies made"] and not (
        count["twice"] or count["not at all"] or count["without a way out"]
    )
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
