"""Two web processes and two workers on one database: kill one of each while people send forms; a copy that follows is read meanwhile.

    python tests/faults/two_machines.py [--forms 40] [--kills 4]

A sender whose web process goes sends on through the other, as behind a load balancer. Prints one line each, `id figure pass|fail`: forms said
to be kept and not there, sessions that ended, jobs begun twice, and whether the following copy has every row and takes no writing.
"""

import argparse
import json
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import psycopg

from breakwater.delivery.cluster import binaries, server_account
from breakwater_dev.testing import arriving
from breakwater_dev.testing.http import Answer, Visitor
from breakwater_dev.testing.machines import Figures, Machine, a_folder, free_port, kill

SENDERS = 4
TWICE = """
select count(*) from (select job_id from procrastinate_events where type = 'started' group by job_id having count(*) > 1) twice
"""
ENDED = "select count(*) filter (where status = 'succeeded'), count(*) filter (where status = 'failed') from procrastinate_jobs"
WAITING = "select count(*) from procrastinate_jobs where status in ('todo', 'doing') and coalesce(scheduled_at, now()) <= now()"


def act(what: str) -> dict:
    import django

    django.setup()
    from breakwater_dev.testing import factories as make
    from breakwater_dev.testing.machines import session_of
    from breakwater_dev.testing.telling import ANSWERS, front_door

    post = make.membership("mash_screener", of=front_door())
    return {"answers": ANSWERS["public"], "session": session_of(post)}


class Sender:
    """Somebody who sends the public form, step by step, through whichever process answers."""

    def __init__(self, addresses: list[str], session: str | None = None):
        self.addresses = addresses
        self.visitor = Visitor(addresses[0], session)
        self.moves = 0

    def ask(self, method: str, path: str, fields: dict | None = None) -> Answer:
        for _ in range(60):
            try:
                answer = self.visitor.ask(method, path, fields)
                if answer.status < 500:
                    return answer
            except (OSError, HTTPException):
                pass
            self.moves += 1
            self.visitor.close()
            self.visitor._connection = None
            self.visitor.host = self.addresses[self.moves % len(self.addresses)].removeprefix("http://")
            time.sleep(0.2)
        raise SystemExit(f"{method} {path} is answered by neither process")

    def send(self, answers: dict, worry: str) -> bool:
        self.ask("GET", "/tell-us/public/")
        for page, fields in answers.items():
            self.ask("POST", f"/tell-us/public/q/{page}/", fields | ({"worry": worry} if page == "worry" else {}))
        return self.ask("POST", "/tell-us/public/send/").location.endswith("/thank-you/")


def following(machine: Machine, folder: Path) -> psycopg.Connection:
    """A second server that follows the first, made by PostgreSQL's own copy."""
    home = folder / "copy"
    home.mkdir()
    subprocess.run(["chown", "-R", f"{server_account().get('user', 0)}", str(home)], check=True)
    of = ["-h", str(machine.cluster.socket), "-U", "postgres"]
    made = [str(binaries() / "pg_basebackup"), *of, "-D", str(home / "data"), "-R", "-c", "fast"]
    subprocess.run(made, check=True, cwd="/", **server_account())
    start = [
        str(binaries() / "pg_ctl"),
        "-D",
        str(home / "data"),
        "-l",
        str(home / "copy.log"),
        "-w",
        "-o",
        f"-k {home}",
        "start",
    ]
    subprocess.run(start, check=True, cwd="/", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **server_account())
    return psycopg.connect(host=str(home), user="postgres", dbname="breakwater", autocommit=True)


def run(folder: Path, figures: Figures, *, forms: int, kills: int) -> None:
    machine, chance = Machine(folder, {"BREAKWATER_MAIL": "outbox"}), random.Random(1)
    try:
        machine.breakwater("migrate", "--quiet")
        begun = machine.part(__file__, "begin")
        copy = following(machine, folder)
        ports = [free_port(), free_port()]
        web = {port: machine.web(port) for port in ports}
        workers = [machine.worker(f"worker-{each}") for each in (1, 2)]
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        signed_in = Sender(addresses, begun["session"])
        figures.say("signed-in-at-the-first", (status := signed_in.ask("GET", "/today/").status), status == 200)
        broken, killed, seen = threading.Event(), [], []

        def strike() -> None:
            while len(killed) < kills and not broken.wait(chance.uniform(1, 4)):
                port = ports[len(killed) % 2]
                kill(web[port])
                killed.append(port)
                seen.append(signed_in.ask("GET", "/today/").status)
                machine.ask("delete from front_door_abusecount returning 1")  # all come from one address here
                web[port] = machine.web(port)

        striking = threading.Thread(target=strike)
        striking.start()

        def send(which: int) -> list[tuple[str, bool, int]]:
            """Forms one after another, until there were enough and the last process is there again."""
            done = []
            while len(done) * SENDERS < forms or striking.is_alive():
                machine.ask("delete from front_door_abusecount returning 1")
                sender, worry = Sender(addresses[:: 1 if which % 2 else -1]), f"form {which}-{len(done)}"
                done.append((worry, sender.send(begun["answers"], worry), sender.moves))
            return done

        try:
            with ThreadPoolExecutor(SENDERS) as pool:
                sent = [each for done in pool.map(send, range(SENDERS)) for each in done]
        finally:
            broken.set()
            striking.join()
        kill(workers[0])
        sent.append(("form last", Sender(addresses).send(begun["answers"], "form last"), 0))
        told = [{"worry": worry} for worry, was_told, _ in sent if was_told]
        found = arriving.judge(machine.ask(arriving.WHOLE), told)
        figures.say("web-processes-killed", len(killed), len(killed) > 1)
        figures.say("senders-moved-to-the-other", sum(moves > 0 for *_, moves in sent), True)
        figures.say("acknowledged", f"{len(told)}-of-{len(sent)}", len(told) == len(sent))
        for what in ("lost", "doubled", "halved"):
            figures.say(what, found[what], found[what] == 0)
        figures.say("session-went-on", f"{seen.count(200)}-of-{len(seen)}", seen == [200] * len(seen))
        until = time.monotonic() + 90
        while machine.ask(WAITING)[0][0] and time.monotonic() < until:
            time.sleep(1)
        (twice,), ((ended, failed),) = machine.ask(TWICE)[0], machine.ask(ENDED)
        figures.say("jobs-done", ended, ended > len(sent))
        figures.say("jobs-begun-twice", twice, twice == 0)
        figures.say("jobs-failed", failed, failed == 0)
        figures.say("jobs-still-waiting", (left := machine.ask(WAITING)[0][0]), left <= 1)
        follows(machine, copy, figures)
    finally:
        subprocess.run(
            [str(binaries() / "pg_ctl"), "-D", str(folder / "copy" / "data"), "-m", "immediate", "stop"],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **server_account(),
        )
        machine.end()


def follows(machine: Machine, copy: psycopg.Connection, figures: Figures) -> None:
    """The copy has what was written, soon; it takes no writing."""
    rows = "select count(*) from front_door_submission"
    wanted, begun = machine.ask(rows)[0][0], time.monotonic()
    while copy.execute(rows).fetchone()[0] < wanted and time.monotonic() - begun < 30:
        time.sleep(0.05)
    there = copy.execute(rows).fetchone()[0]
    figures.say("copy-has-rows", f"{there}-of-{wanted}-after-{time.monotonic() - begun:.1f}s", there == wanted)
    try:
        copy.execute("update front_door_submission set worry = ''")
        figures.say("copy-takes-no-writing", "took-it", False)
    except psycopg.errors.ReadOnlySqlTransaction:
        figures.say("copy-takes-no-writing", "refused", True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=int, default=40)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--part")
    parser.add_argument("--facts")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(act(options.part)))
        return 0
    figures = Figures()
    with a_folder("two") as folder:
        run(folder, figures, forms=options.forms, kills=options.kills)
    return figures.status


if __name__ == "__main__":
    sys.exit(main())
