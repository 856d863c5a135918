"""`./breakwater stop`: end what serves a data folder, and stop its embedded database server."""

import os
import sys

HELP = "end what serves the data folder and stop its embedded database server (serve, worker and demo start it again)"
NEEDS_DJANGO = False


def add_arguments(parser) -> None:
    parser.epilog = "Whoever is still connected is disconnected; nothing that was saved is lost."


def run(options) -> int:
    from breakwater.delivery import serving
    from breakwater.delivery.cli.serve import GRACE_SECONDS
    from breakwater.delivery.cluster import cluster_at, is_running, stop
    from breakwater.delivery.database import data_folder

    if os.environ.get("DATABASE_URL"):
        print("DATABASE_URL names a server of your own, which is not stopped from here.", file=sys.stderr)
        return 2
    cluster = cluster_at(data_folder() / "postgres")
    ended = serving.end(data_folder(), seconds=GRACE_SECONDS + 10)
    if ended is False:
        print(f"What serves {data_folder()} did not end. Its database server was left running.", file=sys.stderr)
        return 1
    if not is_running(cluster):
        if ended:
            print("Stopped.")
            return 0
        print(f"No database server of {data_folder()} is running.")
        return 0
    stop(cluster)
    if is_running(cluster):
        print(
            f"The database server of {data_folder()} did not stop; {cluster.data / 'server.log'} says why.",
            file=sys.stderr,
        )
        return 1
    print("Stopped.")
    return 0
