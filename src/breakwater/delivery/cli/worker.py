"""`./breakwater worker`: run deferred jobs and schedules until told to stop."""

import sys

HELP = "run deferred jobs and schedules; stops in good order on Ctrl-C or SIGTERM"
NEEDS_DJANGO = True
CONCURRENCY = 2
GRACE_SECONDS = 20


def add_arguments(parser) -> None:
    parser.add_argument(
        "--concurrency", type=int, default=CONCURRENCY, help=f"jobs at the same time (default {CONCURRENCY})"
    )
    parser.add_argument("--once", action="store_true", help="do what is due and stop")


def run(options) -> int:
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import ConnectorException

    from breakwater.foundation.grants.guard import RoleCouldBypassTheWall, refuse_a_role_that_could_bypass
    from breakwater.foundation.jobs import known_jobs

    if options.concurrency < 1:
        print("--concurrency must be 1 or more.", file=sys.stderr)
        return 2
    try:
        refuse_a_role_that_could_bypass()
    except RoleCouldBypassTheWall as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"Worker running: {len(known_jobs())} kinds of job, {options.concurrency} at a time.", flush=True)
    try:
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(
                concurrency=options.concurrency,
                wait=not options.once,
                listen_notify=not options.once,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
    except ConnectorException as fault:
        print(f"The worker cannot reach the queue: {fault.__cause__ or fault}", file=sys.stderr)
        return 1
    print("Worker stopped.")
    return 0
