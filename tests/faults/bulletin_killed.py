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
import time
from pathlib import Path

from breakwater_dev.testing.notify import Notify, notify

SRC = Path(__file__).resolve().parents[2] / "src"


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


def trial(post: Notify, subscribers: int, kills: int, chance: random.Random) -> dict[str, int]:
    """Kill at moments spread over the sending; then let what was left half done be taken up, as it is in life."""
    from datetime import timedelta

    from django.utils import timezone

    from breakwater.knowledge.content.models import Delivery
    from breakwater.knowledge.content.operations import dispatching
    from breakwater.partnership.notifications import jobs as outbox

    send_an_issue(subscribers)
    marks = sorted(chance.randrange(1, max(2, int(subscribers * 0.95))) for _ in range(kills))
    running, killed = worker(), 0
    for mark in marks:
        until = time.monotonic() + 120
        while sum(readers(post).values()) < mark and time.monotonic() < until:
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
    while sum(readers(post).values()) < subscribers and time.monotonic() < until:
        time.sleep(0.2)
        if _nothing_waits():
            outbox.take_up(at=timezone.now() + timedelta(minutes=30))
    time.sleep(1)
    kill(running)
    got = readers(post)
    return {
        "subscribers": subscribers,
        "kills": killed,
        "arrived": sum(got.values()),
        "not at all": subscribers - len(got),
        "twice": sum(number > 1 for number in got.values()),
        "copies made": Delivery.objects.count(),
        "without a way out": sum(got.values()) - post.ways_out,
    }


def readers(post: Notify) -> dict[str, int]:
    """What each subscriber got; reminders to the staff go the same way."""
    with post.lock:
        return {address: times for address, times in post.to.items() if address.startswith("reader")}


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
    with notify() as post:
        return _tried(options, folder, post)


def _tried(options: argparse.Namespace, folder: Path, post: Notify) -> int:
    os.environ |= {
        "BREAKWATER_DATA": str(folder / "data"),
        "BREAKWATER_DATABASE": "breakwater",
        "BREAKWATER_INVENTED": "1",
        "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings",
        **post.settings,
    }
    end, started = installation(folder / "data"), time.monotonic()
    try:
        count = trial(post, options.subscribers, options.kills, random.Random(options.seed))
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
