"""A PostgreSQL server of one's own, as deploy/postgresql says, with and without a pooler before it that shares connections between transactions.

    python tests/faults/own_server.py [--requests 200]

Makes the server from Debian's postgresql-17 (17 or later), its roles by roles.sql, migrates, serves, and asks pages as two people at once
through two pooled connections. Prints one line each, `id figure pass|fail`; ends with status 77 where the programs are not installed.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from breakwater_dev.testing.http import Visitor
from breakwater_dev.testing.machines import Figures, Machine, a_folder, free_port, kill

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "postgresql"
MISSING = 77
AS_POSTGRES = {"user": "postgres", "group": "postgres", "extra_groups": [], "cwd": "/"}
NAMES = ("Zofia Signal", "Yusuf Beacon")


def programs() -> Path | None:
    """Where a server of 17 or later is installed."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin/initdb") if int(path.parts[-3]) >= 17]
    return max(found).parent if found else None


def act() -> dict:
    """Two people with a post in a team each, signed in."""
    import django

    django.setup()
    from breakwater_dev.testing import factories as make
    from breakwater_dev.testing.machines import session_of

    sessions = {}
    for name in NAMES:
        post = make.membership("dsl", of=make.team(name, of=make.organisation(f"{name} School", "SCHOOL")))
        post.user.name = name
        post.user.save()
        sessions[name] = session_of(post)
    return sessions


def begin_server(bin: Path, folder: Path) -> int:
    """A server that asks passwords over TCP; returns its port."""
    port, home = free_port(), folder / "server"
    home.mkdir()
    shutil.chown(home, "postgres", "postgres")
    (folder / "password").write_text("administrator")
    (folder / "password").chmod(0o644)
    make = [
        bin / "initdb",
        "-D",
        home / "data",
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
        "--pwfile",
        folder / "password",
        "-N",
    ]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **AS_POSTGRES)
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
    start = [bin / "pg_ctl", "-D", home / "data", "-l", home / "server.log", "-w", "-o", options, "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **AS_POSTGRES)
    address = f"postgresql://postgres:administrator@127.0.0.1:{port}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as administrator:
        administrator.execute("create database breakwater encoding 'UTF8' template template0 locale 'C.UTF-8'")
    psql = [bin / "psql", "-q", "-d", f"{address}/breakwater", "-v", "ON_ERROR_STOP=1", "-v", "owner_password=owner"]
    subprocess.run([*psql, "-v", "app_password=app", "-f", DEPLOY / "roles.sql"], check=True)
    return port


def begin_pooler(folder: Path, server: int) -> tuple[subprocess.Popen, int]:
    """The pooler of deploy/postgresql/pgbouncer.ini, with two connections to the server for everybody."""
    port, text = free_port(), (DEPLOY / "pgbouncer.ini").read_text()
    text = text.replace("port=5432", f"port={server}").replace("listen_port = 6432", f"listen_port = {port}")
    text = text.replace("/etc/pgbouncer/userlist.txt", str(folder / "users.txt"))
    text = text.replace("default_pool_size = 20", "default_pool_size = 2")
    (folder / "pgbouncer.ini").write_text(f"{text}logfile = \nunix_socket_dir =\n")
    (folder / "users.txt").write_text('"bw_app" "app"\n')
    with (folder / "pooler.log").open("ab") as said:
        command = ["pgbouncer", str(folder / "pgbouncer.ini")]
        pooler = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True, **AS_POSTGRES)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            psycopg.connect(f"postgresql://bw_app:app@127.0.0.1:{port}/breakwater").close()
            break
        except psycopg.OperationalError:
            time.sleep(0.2)
    return pooler, port


def ask(machine: Machine, sessions: dict, number: int) -> tuple[int, list[str]]:
    """Both people ask their page many times at once; how many answers came, and what was wrong with any."""
    port = free_port()
    web = machine.web(port)

    def one(turn: int) -> str:
        name, other = NAMES if turn % 2 else NAMES[::-1]
        answer = Visitor(f"http://127.0.0.1:{port}", sessions[name]).get("/me/")
        if answer.status != 200:
            return f"status {answer.status}"
        return "" if name in answer.text and other not in answer.text else "the other's page"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(number)))
    kill(web)
    return len(answers), [answer for answer in answers if answer]


def run(bin: Path, folder: Path, figures: Figures, requests: int) -> None:
    server, pooler = begin_server(bin, folder), None
    urls = {who: f"postgresql://bw_{who}:{who}@127.0.0.1:{server}/breakwater" for who in ("app", "owner")}
    machine = Machine(folder, {"DATABASE_URL": urls["app"], "DATABASE_OWNER_URL": urls["owner"]})
    try:
        begun = time.monotonic()
        machine.settings["BREAKWATER_ROLE"] = "owner"
        machine.breakwater("migrate", "--quiet")
        del machine.settings["BREAKWATER_ROLE"]
        with psycopg.connect(urls["app"]) as app:
            version = app.info.server_version // 10000
        figures.say("server-of-ones-own", f"PostgreSQL-{version}", version >= 17)
        figures.say("migrated-in-seconds", round(time.monotonic() - begun), True)
        machine.breakwater("serve", "--check")
        figures.say("serve-takes-it", "yes", True)
        sessions = machine.part(__file__, "begin")
        asked, wrong = ask(machine, sessions, 40)
        figures.say("asked-directly", f"{asked}-requests-{len(wrong)}-wrong", wrong == [])
        pooler, port = begin_pooler(folder, server)
        machine.settings |= {"DATABASE_URL": urls["app"].replace(str(server), str(port)), "BREAKWATER_PREPARE": "0"}
        asked, wrong = ask(machine, sessions, requests)
        figures.say("asked-through-the-pooler", f"{asked}-requests-{len(wrong)}-wrong", wrong == [])
        left, locks = behind(machine.settings["DATABASE_URL"], server)
        figures.say("who-acted-left-on-a-connection", left, left == 0)
        figures.say("locks-left-on-a-connection", locks, locks == 0)
    finally:
        for process in (*machine.started, *([pooler] if pooler else [])):
            kill(process)
        stop = [bin / "pg_ctl", "-D", folder / "server" / "data", "-m", "immediate", "stop"]
        subprocess.run(stop, stdout=subprocess.DEVNULL, **AS_POSTGRES)


def behind(pooled: str, server: int) -> tuple[int, int]:
    """What the pooled connections still hold of who used them: settings of the wall, and locks of a session."""
    left = 0
    for _ in range(20):
        with psycopg.connect(pooled, autocommit=True) as one:
            asked = "select coalesce(current_setting('bw.scopes', true), '') || coalesce(current_setting('bw.actor', true), '')"
            left += bool(one.execute(asked).fetchone()[0])
    with psycopg.connect(f"postgresql://postgres:administrator@127.0.0.1:{server}/breakwater") as administrator:
        return left, administrator.execute("select count(*) from pg_locks where locktype = 'advisory'").fetchone()[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--part")
    parser.add_argument("--facts")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(act()))
        return 0
    bin = programs()
    if bin is None or shutil.which("pgbouncer") is None:
        print("postgresql-17 and pgbouncer are not installed (apt-get install postgresql-17 pgbouncer)")
        return MISSING
    figures = Figures()
    with a_folder("own") as folder:
        run(bin, folder, figures, options.requests)
    return figures.status


if __name__ == "__main__":
    sys.exit(main())
