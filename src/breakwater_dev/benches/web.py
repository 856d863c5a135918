"""CPU of a request, web process and database together, at two sizes of area and for three kinds of post."""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from . import admin_list, yardstick
from .contacts import FORM
from .help import helped
from .incidents import incidents
from .prevent import referred
from .world import StaleWorld, ensure_world

TICK = os.sysconf("SC_CLK_TCK")
WARM = 8
ADMIN_LIST = "Django's admin list of 50", "superuser"
AIM = {  # in multiples of Django's own admin list in the same run
    "open a child's page": 0.50,
    "submit a contact": 0.70,
    "read it with its matches": 1.00,
    "MASH board": 0.80,
    "search as you type": 0.30,
    "family's episode": 0.55,
    "family's plan": 0.40,
    "co-ordinator's board of 50": 0.50,
    "Prevent referrals of 50": 0.50,
    "Prevent referral": 0.50,
    "incidents of 50": 0.50,
    "incident": 0.50,
    "plan of one child": 0.50,
    "public page": 0.15,
    "who is due of 200 staff": 0.50,
}
POSTS = {"area-wide": 1, "small team": 2, "school": 3}  # the memberships that the filled world gives them


@dataclass(frozen=True)
class Figure:
    """CPU milliseconds of one request: measured in the web process and in the database, and both at the reference's pace."""

    web: float
    database: float
    at_reference: float

    @property
    def cpu(self) -> float:
        return self.web + self.database


Figures = dict[tuple[str, str], Figure]


def run_web_bench(sizes: list[int], *, requests: int, as_json: bool) -> int:
    return each_size(
        sizes,
        lambda cluster, size: measure(cluster, ensure_world(cluster, size, say=say), size, requests),
        as_json=as_json,
    )


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def each_size(sizes: list[int], measure_one: Callable[..., Figures], *, as_json: bool) -> int:
    """Measure at each size on the embedded server, and print the table. `measure_one` is given the cluster and a size."""
    from breakwater.delivery.cluster import cluster_at, ensure
    from breakwater.delivery.database import data_folder

    if os.environ.get("DATABASE_URL"):
        say("The benchmark fills databases of its own and needs the embedded server: unset DATABASE_URL.")
        return 1
    cluster = ensure(cluster_at(data_folder() / "postgres"))
    try:
        measured = {size: measure_one(cluster, size) for size in sizes}
    except StaleWorld as fault:
        say(f"The filled world is not what the wall would make of it: {fault}")
        return 1
    print(as_table(measured) if not as_json else json.dumps(_plain(measured), indent=2))
    return 0


def measure(cluster, database: str, size: int, requests: int) -> Figures:
    """CPU milliseconds a request by what is asked and by whom. The world is left as it was, but for what was sent."""
    point_at(database)
    chance, figures = random.Random(size), {ADMIN_LIST: admin_list_cost(cluster, requests)}
    with cluster.connect(database=database) as superuser, serving(database) as (port, process):
        meter = Meter(process.pid, cluster)
        _schools_sight_is_of_today(superuser)

        def each(what: str, who: str, ask: Callable[[int], int], wanted: tuple[int, ...] = (200,)) -> None:
            figures[what, who] = cost(ask, meter, superuser, requests, f"{what} ({who})", wanted)

        for who, membership in POSTS.items():
            device = Device(port, session_of(superuser, membership))
            children = _children_of(superuser, who, chance, requests + WARM)
            each("open a child's page", who, lambda n, d=device, c=children: d.get(f"/people/{c[n]}/"))
            words = _typed(superuser, chance, requests + WARM)
            each(
                "search as you type", who, lambda n, d=device, w=words: d.post("/people/search/", words=w[n], htmx=True)
            )
            drafts = drafts_of(membership, requests + WARM)
            each(
                "submit a contact", who, lambda n, d=device, w=drafts: d.post(f"/contacts/drafts/{w[n]}/send/"), (302,)
            )
        overseer = Device(port, session_of(superuser, POSTS["area-wide"]))
        unmatched = [
            row[0]
            for row in superuser.execute(
                "select reference from front_door_contact where child_id is null and reference like 'C-B%%' order by id limit %s",
                [requests + WARM],
            )
        ]
        each("MASH board", "area-wide", lambda n: overseer.get("/mash/"))
        each(
            "read it with its matches",
            "area-wide",
            lambda n: overseer.get(f"/mash/contacts/{unmatched[n % len(unmatched)]}/"),
        )
        coordinator = Device(port, session_of(superuser, POSTS["small team"]))
        families = helped(POSTS["small team"])
        for what, page in (("family's episode", ""), ("family's plan", "plan/")):
            each(
                what, "small team", lambda n, p=page: coordinator.get(f"/early-help/{families[n % len(families)]}/{p}")
            )
        each("co-ordinator's board of 50", "small team", lambda n: coordinator.get("/early-help/"))
        leads, referrals = referred()
        lead = Device(port, session_of(superuser, leads))
        each("Prevent referrals of 50", "compartment", lambda n: lead.get("/specialist-route/"))
        each("Prevent referral", "compartment", lambda n: lead.get(f"/specialist-route/{referrals[0]}/"))
        dsl, incident, child = incidents()
        school = Device(port, session_of(superuser, dsl))
        each("incidents of 50", "school", lambda n: school.get("/child-on-child/incidents/"))
        each("incident", "school", lambda n: school.get(f"/child-on-child/incidents/{incident}/"))
        each("plan of one child", "school", lambda n: school.get(f"/child-on-child/children/{child}/plan/"))
        anyone = Device(port, None)
        each("public page", "anyone", lambda n: anyone.get("/"))
    return figures


def admin_list_cost(cluster, requests: int, path: str = admin_list.PATH) -> Figure:
    """What Django's own admin list costs here and now, in a database of its own that is made for it and dropped."""
    environment = {"BREAKWATER_BENCH_SOCKET": str(cluster.socket)}
    with cluster.connect() as server:
        server.execute(f'drop database if exists "{admin_list.DATABASE}" with (force)')
        server.execute(f'create database "{admin_list.DATABASE}"')
        try:
            subprocess.run(
                [sys.executable, "-m", f"{admin_list.__name__}.project"], env=os.environ | environment, check=True
            )
            with (
                cluster.connect(database=admin_list.DATABASE) as superuser,
                granian(f"{admin_list.__name__}.project:application", environment, path) as (port, process),
            ):
                device = Device(port, admin_list.SESSION, cookie="sessionid")
                return cost(
                    lambda number: device.get(path),
                    Meter(process.pid, cluster),
                    superuser,
                    requests,
                    path,
                )
        finally:
            server.execute(f'drop database if exists "{admin_list.DATABASE}" with (force)')


def cost(
    ask: Callable[[int], int], meter: "Meter", superuser, requests: int, what: str, wanted: tuple[int, ...] = (200,)
) -> Figure:
    """What one request costs, warmed up. `ask` is given the request's number and answers its status."""
    for number in range(-WARM, 0):
        ask(number)
    pace, before = yardstick.pace(superuser), meter.read()
    statuses = [ask(number) for number in range(requests)]
    web, spent = ((now - then) * 1000 / requests for now, then in zip(meter.read(), before, strict=True))
    pace = yardstick.between(pace, yardstick.pace(superuser))
    if wrong := set(statuses) - set(wanted):
        raise RuntimeError(f"{what} answered {wrong}")
    return Figure(web, spent, pace.at_reference(web, spent))


class Meter:
    """Processor seconds used so far by a web process with its children and by the database server with its."""

    def __init__(self, web: int, cluster):
        self.heads = [web, int((cluster.data / "postmaster.pid").read_text().split()[0])]

    def read(self) -> tuple[float, float]:
        """Seconds of the web process and of the database."""
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                fields = _stat(entry)
                if fields:
                    parents[int(entry.name)] = (int(fields[1]), sum(int(fields[at]) for at in (11, 12, 13, 14)))
        return tuple(_of_family(head, parents) / TICK for head in self.heads)


def _of_family(head: int, processes: dict[int, tuple[int, int]]) -> int:
    """Ticks of a process with all its descendants. `processes` gives parent and ticks of each."""
    ours = {head}
    while more := {pid for pid, (parent, _) in processes.items() if parent in ours} - ours:
        ours |= more
    return sum(processes[pid][1] for pid in ours if pid in processes)


def _stat(entry: Path) -> list[str]:
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


class Device:
    """Something that asks, on one connection kept open."""

    def __init__(self, port: int, session: str | None, *, cookie: str = "breakwater"):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": "csrftoken=" + "t" * 32 + (f"; {cookie}={session}" if session else "")}
        self.origin = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> int:
        return self._ask("GET", path, None, {})

    def post(self, path: str, *, htmx: bool = False, **fields) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        headers |= {"HX-Request": "true"} if htmx else {}
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": "t" * 32, **fields}), headers)

    def search(self, path: str, **fields) -> int:
        """Type words into a public search, and read the answer at its own address, which the cookie that came with it opens."""
        sent = self.post(path, **fields)
        there, cookie = self.came.get("Location"), self.came.get("Set-Cookie", "").partition(";")[0]
        return self._ask("GET", there, None, {"Cookie": cookie}) if there else sent

    def _ask(self, method: str, path: str, body: str | None, headers: dict) -> int:
        try:
            self.connection.request(method, path, body, self.headers | headers)
            came = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()  # kept open for too long
            self.connection.request(method, path, body, self.headers | headers)
            came = self.connection.getresponse()
        came.read()
        self.came = came.headers
        return came.status


@contextmanager
def serving(database: str) -> Iterator[tuple[int, subprocess.Popen]]:
    """The product on one process, on this database: its port and process."""
    from django.conf import settings

    environment = {"BREAKWATER_DATABASE": database, "BREAKWATER_ROLE": "app"}
    environment |= {f"BREAKWATER_{name}": getattr(settings, f"BREAKWATER_{name}") for name in ("KEY_FILE", "OWN_KEYS")}
    with granian("breakwater.delivery.wsgi:application", environment, "/healthz") as served:
        yield served


@contextmanager
def granian(application: str, environment: dict[str, str], ready: str) -> Iterator[tuple[int, subprocess.Popen]]:
    """A WSGI application on one process with one thread: its port and process, once the page `ready` answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shape = "--interface wsgi --host 127.0.0.1 --workers 1 --blocking-threads 1 --no-ws --log-level warning"
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *shape.split(), "--port", str(port), application],
        env={**os.environ, "BREAKWATER_SITE_URL": f"http://127.0.0.1:{port}", **environment},
        start_new_session=True,
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(20)


def point_at(database: str) -> None:
    from django.db import connections

    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = database


def session_of(superuser, membership: int, *, hours_ahead: float = 0) -> str:
    """The session of someone who has just signed in, in this post; or, of a long day, will have so many hours from now."""
    from datetime import timedelta

    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from breakwater.partnership.organisations.models import Membership

    post, now = Membership.objects.select_related("user").get(pk=membership), int(time.time() + 3600 * hours_ahead)
    facts = {
        "_auth_user_id": str(post.user_id),
        "_auth_user_backend": "allauth.account.auth_backends.AuthenticationBackend",
        "_auth_user_hash": post.user.get_session_auth_hash(),
        "factor_added": True,
        "began_at": now,
        "seen_at": now,
    }
    key = os.urandom(16).hex()
    superuser.execute(
        "insert into django_session values (%s, %s, %s)",
        [key, SessionStore().encode(facts), timezone.now() + timedelta(days=1, hours=hours_ahead)],
    )
    return key


def _schools_sight_is_of_today(superuser) -> None:
    """A world filled on another day is derived again, as every installation is after midnight."""
    superuser.execute("select access.derive_due()")


def _children_of(superuser, who: str, chance: random.Random, number: int) -> list[str]:
    of = {
        "area-wide": "select public_id from people_person where not is_adult_in_a_childs_life",
        "small team": "select p.public_id from people_person p join casework_participant t on t.person_id = p.id "
        "join casework_case c on c.id = t.case_id where c.responsible_team_id = 2",
        "school": "select p.public_id from people_person p join people_enrolment e on e.person_id = p.id where e.team_id = 3",
    }
    found = [row[0] for row in superuser.execute(of[who] + " order by p.id" * (who != "area-wide") + " limit 20000")]
    return chance.choices(found, k=number)


def _typed(superuser, chance: random.Random, number: int) -> list[str]:
    """What people type: a forename, and as much of a surname as comes before they look up."""
    names = superuser.execute("select forename, surname from people_person order by md5(id::text) limit 500").fetchall()
    return [
        f"{forename} {surname[: chance.randint(2, len(surname))]}".lower()
        for forename, surname in chance.choices(names, k=number)
    ]


def drafts_of(membership: int, number: int) -> list[str]:
    """Professionals' forms, filled in and not sent yet."""
    from django.utils import timezone

    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.models import Membership
    from breakwater.practice.front_door.contact_form.operations import sending

    made = []
    with acting_as(Membership.objects.get(pk=membership)) as by:
        for _ in range(number):
            answers = sending.begin_contact(by=by, at=timezone.now())
            answers.values = {**answers.values, **FORM}
            answers.save(update_fields=["values"])
            made.append(answers.public_id)
    return made


def _plain(measured: dict[int, Figures]) -> list[dict]:
    return [
        {
            "what": what,
            "who": who,
            "cpu_ms": {size: round(figures[what, who].cpu, 1) for size, figures in measured.items()},
            "database_ms": {size: round(figures[what, who].database, 1) for size, figures in measured.items()},
            "at_reference_ms": {size: round(figures[what, who].at_reference, 1) for size, figures in measured.items()},
            "times_admin_list": {size: _times(figures, (what, who)) for size, figures in measured.items()},
            "aim": AIM.get(what),
        }
        for what, who in next(iter(measured.values()))
    ]


def _times(figures: Figures, of: tuple[str, str]) -> float | None:
    """This figure as a multiple of the admin list of the same run; the yardstick takes out what the machine did meanwhile."""
    return round(figures[of].at_reference / figures[ADMIN_LIST].at_reference, 2) if ADMIN_LIST in figures else None


def as_table(measured: dict[int, Figures]) -> str:
    """Each figure as measured, the database's part of it, as a multiple of Django's admin list; then growth and the aim."""
    sizes = list(measured)
    lines = [
        f"{'CPU ms a request':38}"
        + "".join(f"{size:>10,}{'database':>10}{'× list':>8}" for size in sizes)
        + f"{'growth':>8}{'aim':>6}"
    ]
    for what, who in sorted(next(iter(measured.values()))):
        figures = [measured[size][what, who] for size in sizes]
        growth = figures[-1].at_reference / figures[0].at_reference if figures[0].at_reference else 0
        lines.append(
            f"{f'{what}, {who}':38}"
            + "".join(
                f"{each.cpu:>10.1f}{each.database:>10.1f}{_times(measured[size], (what, who)):>8.2f}"
                for size, each in zip(sizes, figures, strict=True)
            )
            + f"{growth:>8.2f}{AIM.get(what, ''):>6}"
        )
    lines.append("× list: times Django's own admin list of 50 rows, ten columns and two joins, in the same run.")
    return "\n".join(lines)
