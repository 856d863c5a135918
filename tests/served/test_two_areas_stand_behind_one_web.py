"""Two areas' databases behind one address: a front leads each host to the area's own processes, and no request can cross.

Both databases are copies of one world, so that every id, reference and post is in both: what kept them apart by a number alone would
show here. In each everybody has a surname of that area. The front is that of docs/scale.md in thirty lines.
"""

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from breakwater_dev.testing import databases
from breakwater_dev.testing.http import Answer
from breakwater_dev.testing.machines import end, free_port
from breakwater_dev.testing.served import Served, start

pytestmark = [pytest.mark.slow]

HOSTS = ("north.example.org", "south.example.org")
NORTHS, SOUTHS = "Northbourne", "Southbourne"


def ask(port: int, host: str, path: str, session: str = "") -> Answer:
    """What is asked at a port by the name of a host, with a session's cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": host, **({"Cookie": f"breakwater={session}"} if session else {})})
    came = connection.getresponse()
    answer = Answer(came.status, {name.lower(): value for name, value in came.getheaders()}, came.read())
    connection.close()
    return answer


class Front(BaseHTTPRequestHandler):
    """Leads a request to the process of the host it names, with that name; to none where nobody has the name."""

    leads_to: dict[str, int] = {}

    def do_GET(self) -> None:
        port = self.leads_to.get(self.headers["Host"])
        if port is None:
            self.send_error(421)
            return
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", self.path, headers=dict(self.headers))
        came = connection.getresponse()
        body = came.read()
        self.send_response(came.status)
        for name, value in came.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        connection.close()

    def log_message(self, *said) -> None:
        """Nothing: what pytest shows is the product's."""


@dataclass
class Areas:
    """Both areas' installations, by host, and the port of the front before them."""

    of: dict[str, Served]
    front: int

    def get(self, host: str, path: str, session: str = "") -> Answer:
        return ask(self.front, host, path, session)

    def seen(self, host: str) -> int:
        """How many entries this area's audit holds."""
        one = self.of[host]
        with databases.connect(one.cluster, one.database, role="bw_owner") as owner:
            return owner.execute("select count(*) from audit_entry").fetchone()[0]


@pytest.fixture(scope="module")
def areas(test_cluster, django_db_setup, small_world) -> Iterator[Areas]:
    of, made = small_world
    running = {}
    for host, surname in zip(HOSTS, (NORTHS, SOUTHS), strict=True):
        name = databases.clone(test_cluster, f"{django_db_setup}_{host.split('.')[0]}", of)
        port = free_port()
        running[host] = Served(name, test_cluster, made, f"http://127.0.0.1:{port}", None)
        with databases.connect(test_cluster, name, role="postgres") as superuser:
            superuser.execute("set session_replication_role = replica")
            superuser.execute("update people_person set surname = %s", [surname])
        running[host].process = start(
            name,
            port,
            BREAKWATER_ALLOWED_HOSTS=host,
            BREAKWATER_SITE_URL=f"http://{host}",
            BREAKWATER_TRUSTED_ORIGINS="",
        )
        Front.leads_to[host] = port
    server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Areas(running, server.server_port)
    server.shutdown()
    for one in running.values():
        end(one.process)
        databases.drop(test_cluster, one.database)


@pytest.fixture
def childs_page(areas) -> str:
    return f"/people/{areas.of[HOSTS[0]].world.records['ordinary'].person.public_id}/"


@pytest.fixture
def sessions(areas) -> dict[str, str]:
    """In each area, somebody of the front door has signed in."""
    return {host: one.session_of(one.world.post("mash_screener")) for host, one in areas.of.items()}


def test_each_host_shows_its_own_area_s_child_under_one_and_the_same_address(areas, sessions, childs_page):
    north, south = (areas.get(host, childs_page, sessions[host]) for host in HOSTS)
    assert (north.status, south.status) == (200, 200)
    assert (NORTHS in north.text, SOUTHS in north.text) == (True, False)
    assert (NORTHS in south.text, SOUTHS in south.text) == (False, True)


def test_who_has_signed_in_to_one_area_is_nobody_in_the_other(areas, sessions, childs_page):
    for host, other in (HOSTS, HOSTS[::-1]):
        answer = areas.get(other, childs_page, sessions[host])
        assert answer.status == 302
        assert answer.location.startswith("/account/login/")
        assert NORTHS not in answer.text
        assert SOUTHS not in answer.text


def test_what_is_read_in_one_area_stands_in_its_audit_alone(areas, sessions, childs_page):
    before = {host: areas.seen(host) for host in HOSTS}
    assert areas.get(HOSTS[0], childs_page, sessions[HOSTS[0]]).status == 200
    assert areas.seen(HOSTS[0]) > before[HOSTS[0]]
    assert areas.seen(HOSTS[1]) == before[HOSTS[1]]


def test_a_front_that_leads_astray_is_refused_by_the_area_itself(areas, sessions, childs_page):
    """However wrong the front is: an area's processes answer to their own host and to no other's."""
    for host, other in (HOSTS, HOSTS[::-1]):
        port = int(areas.of[other].url.rpartition(":")[2])
        for session in sessions.values():
            astray = ask(port, host, childs_page, session)
            assert astray.status == 400
            assert NORTHS not in astray.text
            assert SOUTHS not in astray.text


def test_nobody_answers_to_a_host_that_is_no_area_s(areas, childs_page):
    assert areas.get("west.example.org", childs_page).status == 421


def test_many_at_once_never_see_the_other_area(areas, sessions, childs_page):
    """What one process keeps in memory by an id is another process's too: they share none."""

    def look(host: str) -> tuple[str, int, bool, bool]:
        answer = areas.get(host, childs_page, sessions[host])
        return host, answer.status, NORTHS in answer.text, SOUTHS in answer.text

    with ThreadPoolExecutor(4) as pool:
        found = {*pool.map(look, HOSTS * 8)}
    assert found == {(HOSTS[0], 200, True, False), (HOSTS[1], 200, False, True)}
