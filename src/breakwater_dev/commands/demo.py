"""`./breakwater demo`: a lively invented area, served here. Nothing it holds is real, and it reaches nobody."""

import multiprocessing
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from breakwater.delivery.cli import CHECKOUT

HELP = "load a lively invented area and serve it; nothing external is needed"
NEEDS_DJANGO = False
PORT = 8000
OLD_AFTER_DAYS = 7


class NotMade(Exception):
    """The world could not be made; the process that made it has printed why."""


def add_arguments(parser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default 2)")
    parser.add_argument("--fresh", action="store_true", help="forget what was done in the demo and load it again")
    parser.add_argument("--load-only", action="store_true", help="make the world and stop")
    parser.epilog = "The data folder is var/demo unless --data names another. Press Ctrl-C to stop."


def run(options) -> int:
    from breakwater.delivery.cli.serve import serve, why_not
    from breakwater.delivery.cluster import ClusterFault

    if os.environ.get("DATABASE_URL"):
        print("The demo keeps a database of its own. Unset DATABASE_URL first.", file=sys.stderr)
        return 2
    if not options.load_only and (problem := why_not(options.host, options.port)):
        print(problem, file=sys.stderr)
        return 1
    os.environ.setdefault("BREAKWATER_DATA", str(CHECKOUT / "var" / "demo"))
    os.environ["BREAKWATER_DEMO"] = "1"
    os.environ["BREAKWATER_MAIL"] = "outbox"
    os.environ.setdefault(
        "BREAKWATER_UNSCANNED", "release"
    )  # no scanner runs here: what is sent in can still be walked through
    os.environ.setdefault("BREAKWATER_SITE_URL", f"http://localhost:{options.port}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "breakwater.delivery.settings"
    try:
        prepare(fresh=options.fresh)
    except (ClusterFault, NotMade) as fault:
        print(fault, file=sys.stderr)
        return 1
    if options.load_only:
        return 0
    here = f"http://localhost:{options.port}"
    words = f"\nThe demo is at {here}\nSign in with one click at {here}/demo/\nPress Ctrl-C to stop."
    return serve(options.host, options.port, workers=options.workers, with_worker=True, say=words)


def prepare(*, fresh: bool = False) -> None:
    """See that the demo's database runs, is of this code, holds the world, and has today's sight derived.

    Django comes into the processes that need it: the one that waits beside the server of pages stays small.
    """
    from breakwater.delivery import database
    from breakwater.delivery.cluster import APP

    started = time.monotonic()
    print("Preparing the demo ...", flush=True)
    marker = database.data_folder() / "demo-world"
    if fresh or not marker.exists():
        marker.unlink(missing_ok=True)
        _begin(marker, days=0 if fresh else OLD_AFTER_DAYS - 1)
    cluster = database.ensure_running()
    with cluster.connect(role=APP, database=database.database_name()) as connection:
        if not database.is_current(connection):
            database.as_owner("migrate", "--quiet")
        connection.execute("select access.derive_due()")  # the sight that begins or ends by date, as every night
        (today,) = connection.execute("select (now() at time zone 'Europe/London')::date").fetchone()
    if (today - date.fromisoformat(marker.read_text().strip())).days > OLD_AFTER_DAYS:
        print("This demo was made more than a week ago; --fresh makes one that ends today.")
    print(f"Ready ({time.monotonic() - started:.1f} s).", flush=True)


def _begin(marker: Path, *, days: int) -> None:
    """Hold the world: by a copy that was made of it at most `days` ago, else by living it, of which a copy is kept."""
    from breakwater.delivery import database
    from breakwater.delivery.cluster import cluster_at
    from breakwater.delivery.settings.environment import environment
    from breakwater_dev.demo import snapshot

    folder = marker.parent
    cluster, keys = cluster_at(folder / "postgres"), Path(environment("KEY_FILE", f"{folder}.keys"))
    copy = snapshot.kept(datetime.now(ZoneInfo("Europe/London")).date(), days=days)
    if copy and snapshot.may_have_its_keys(copy, keys):
        snapshot.restore(copy, cluster, folder, keys)
        print(f"The invented area as it was made here on {marker.read_text().strip()}.", flush=True)
        return
    database.forget()
    database.ensure_running()
    making = multiprocessing.get_context("fork").Process(target=_make, args=(marker,))
    making.start()
    making.join()
    if making.exitcode:
        raise NotMade("The demo could not be made. What went wrong is above.")
    snapshot.take(cluster, folder, keys)


def _make(marker: Path) -> None:
    """Migrate, and live the world; Django is set up meanwhile, which takes as long as the tables do."""
    from breakwater.delivery import database

    with ThreadPoolExecutor(1) as beside:
        migrated = beside.submit(database.as_owner, "migrate", "--quiet")
        import django

        django.setup()
        migrated.result()
    from django.utils import timezone

    from breakwater.delivery.tuning import tune
    from breakwater.foundation.dates.london_time import london_date
    from breakwater_dev.demo import world

    tune()
    print("Making the invented area:", flush=True)
    now = timezone.now()
    world.load(now, lambda words: print(words, flush=True))
    marker.write_text(f"{london_date(now).isoformat()}\n")
