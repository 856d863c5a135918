"""`./breakwater demo`: a lively invented area, served here. Nothing it holds is real, and it reaches nobody."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from breakwater.delivery.cli import CHECKOUT

HELP = "load a lively invented area and serve it; nothing external is needed"
NEEDS_DJANGO = False
PORT = 8000
OLD_AFTER_DAYS = 7


def add_arguments(parser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default 2)")
    parser.add_argument("--fresh", action="store_true", help="forget what was done in the demo and load it again")
    parser.add_argument("--load-only", action="store_true", help="make the world and stop")
    parser.epilog = "The data folder is var/demo unless --data names another. Press Ctrl-C to stop."


def run(options) -> int:
    from breakwater.delivery.cli.serve import why_not

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
    return _run(options)


def _run(options) -> int:
    from breakwater.delivery.cluster import ClusterFault
    from breakwater_dev.demo.arriving import NotMade

    making = None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by way of `finally`, so that nothing goes on without this
    try:
        making = prepare(fresh=options.fresh)
        if not options.load_only:
            return _serve(options, making)
        if making:
            making.wait()
        return 0
    except (ClusterFault, NotMade) as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.")
        return 130
    finally:
        if making:
            making.end()


MADE_BY_ANOTHER = (
    "This demo was made by another version of Breakwater. Add --fresh to make it anew: what was done in it is lost."
)


def _serve(options, making) -> int:
    from breakwater.delivery.cli.serve import Beside, serve

    here = f"http://localhost:{options.port}"
    what = "training copy" if os.environ.get("BREAKWATER_TRAINING") == "1" else "demo"
    words = f"\nThe {what} is at {here}\nSign in with one click at {here}/demo/\nPress Ctrl-C to stop."
    if making:
        words += "\n\nThe rest of the invented area is still loading. Changes made before it is complete are not kept."
    return serve(
        options.host,
        options.port,
        workers=options.workers,
        beside=Beside(worker=True, worker_when=making.is_over) if making else Beside(worker=True),
        say=words,
        application="breakwater_dev.demo.wsgi:application",
    )


def prepare(*, fresh: bool = False):
    """See that the demo's database runs, is of this code, holds the world, and has today's sight derived.

    Where the world must be made, its beginning is there, and what makes the rest is the answer. Django comes into the processes
    that need it: the one that waits beside the server of pages stays small.
    """
    from breakwater.delivery import database
    from breakwater_dev.demo import arriving

    started, making = time.monotonic(), None
    print("Preparing the demo ...", flush=True)
    marker = database.data_folder() / "demo-world"
    arriving.forget_signs(marker.parent)
    try:
        if fresh or not marker.exists():
            marker.unlink(missing_ok=True)
            making = _begin(marker, days=0 if fresh else OLD_AFTER_DAYS - 1)
        if making:
            making.wait_for_beginning()
        cluster = database.ensure_running()
        if making is None:
            arriving.take_place(cluster, marker.parent)  # in a folder whose last start was ended just before
        today = _bring_up_to_date(cluster)
    except BaseException:
        if making:
            making.end()
        raise
    if making is None and (today - date.fromisoformat(marker.read_text().strip())).days > OLD_AFTER_DAYS:
        print("This demo was made more than a week ago; --fresh makes one that ends today.")
    print(f"Ready ({time.monotonic() - started:.1f} s).", flush=True)
    return making


def _bring_up_to_date(cluster) -> date:
    """To this code, and to today, which is the answer. Raises NotMade where the folder was made by code that this one does not follow."""
    from breakwater.delivery import database
    from breakwater.delivery.cluster import APP
    from breakwater_dev.demo import arriving

    with cluster.connect(role=APP, database=database.database_name()) as connection:
        if not database.is_current(connection):
            try:
                database.as_owner("migrate", "--quiet")
            except subprocess.CalledProcessError as fault:
                raise arriving.NotMade(MADE_BY_ANOTHER) from fault
        connection.execute("select access.derive_due()")  # the sight that begins or ends by date, as every night
        (today,) = connection.execute("select (now() at time zone 'Europe/London')::date").fetchone()
    return today


def _begin(marker: Path, *, days: int):
    """Hold the world: by a copy that was made of it at most `days` ago, else its beginning, and whoever lives the rest."""
    from breakwater.delivery import database
    from breakwater.delivery.cluster import cluster_at
    from breakwater.delivery.settings.environment import environment
    from breakwater_dev.demo import arriving, snapshot

    folder = marker.parent
    cluster, keys = cluster_at(folder / "postgres"), Path(environment("KEY_FILE", f"{folder}.keys"))
    copy = snapshot.kept(datetime.now(ZoneInfo("Europe/London")).date(), days=days)
    if copy and snapshot.may_have_its_keys(copy, keys):
        snapshot.restore(copy, cluster, folder, keys)
        print(f"The invented area as it was made here on {marker.read_text().strip()}.", flush=True)
        return None
    database.forget()
    arriving.forget_copy(database.ensure_running())
    return arriving.Making(partial(_make, marker, cluster, keys))


def _make(marker: Path, cluster, keys: Path, begun: Callable[[], None]) -> None:
    """Migrate, and live the world; what that needs of Python is read meanwhile, which takes as long as the tables do."""
    from breakwater.delivery import database
    from breakwater.delivery.cluster import ClusterFault

    with ThreadPoolExecutor(1) as beside:
        migrated = beside.submit(database.as_owner, "migrate", "--quiet")
        import django

        django.setup()
        from django.urls import get_resolver

        _ = get_resolver().url_patterns  # by whoever lives the world, and by the second process that helps
        from breakwater_dev.demo import arriving, snapshot, world

        migrated.result()
    from django.utils import timezone

    from breakwater.delivery.tuning import tune
    from breakwater.foundation.dates.london_time import london_date

    tune()
    print("Making the invented area:", flush=True)
    now, started = timezone.now(), time.monotonic()
    made = world.begin(now, _say)
    with arriving.Progress(marker.parent, of=world.PARTS_TO_COME) as progress:
        with arriving.in_a_copy(cluster):
            begun()
            world.complete(made, progress.say)
            arriving.derive_sight()
        marker.write_text(f"{london_date(now).isoformat()}\n")
        copy = snapshot.copy_of_running(cluster)  # before anybody could have changed the whole
        arriving.take_place(cluster, marker.parent)
    print(f"The whole invented area is here ({time.monotonic() - started:.1f} s).", flush=True)
    try:
        snapshot.keep(copy, marker.parent, keys)
    except (ClusterFault, OSError, subprocess.CalledProcessError) as fault:
        print(f"No copy of it was kept for later folders: {fault}", flush=True)


def _say(words: str) -> None:
    print(f"  {words}", flush=True)
