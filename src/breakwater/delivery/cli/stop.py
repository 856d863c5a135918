"""`./breakwater stop`: stop the embedded database server of a data folder."""

import os
import sys

HELP = "stop the embedded database server of the data folder (serve, worker and demo start it again)"
NEEDS_DJANGO = False


def add_arguments(parser) -> None:
    parser.epilog = "Whoever is still connected is disconnected; nothing that was saved is lost."


def run(options) -> int:
    from breakwater.delivery.cluster import cluster_at, is_running, stop
    from breakwater.delivery.database import data_folder

    if os.environ.get("DATABASE_URL"):
        print("DATABASE_URL names a server of your own, which is not stopped from here.", file=sys.stderr)
        return 2
    cluster = cluster_at(data_folder() / "postgres")
    if not is_running(cluster):
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
