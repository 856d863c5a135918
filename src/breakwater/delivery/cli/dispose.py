"""`./breakwater dispose`: works out what is due by the retention schedule, and deletes the batches that two people agreed to."""

HELP = "work out what is due by the retention schedule, and delete what two people agreed to (runs as the database's owner)"
AS_OWNER = True


def add_arguments(parser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something could not be deleted")
    parser.epilog = (
        "Run each night (deploy/systemd/breakwater-dispose.timer). Safe to run again, also after it was killed. Nothing is deleted "
        "that information governance has not proposed and somebody else approved. Exit status 1 when a record could not be deleted."
    )


def run(options) -> int:
    from django.db import connection
    from django.utils import timezone

    from breakwater.delivery.retention import disposal, drafts, erasing, last_run

    connection.ensure_connection()
    at = timezone.now()
    erased, not_erased = erasing.carry_out(connection.connection, at=at)
    drafts.forget(connection.connection, at=at)
    night = disposal.run(connection.connection, at=at)
    last_run.write(at)
    if night.failed or not options.quiet:
        print(
            f"{night.due} due or within three months; {night.deleted} deleted, {night.kept} not deleted, {night.failed} failed. "
            f"{erased} people erased, {not_erased} not."
        )
    return 1 if night.failed else 0
