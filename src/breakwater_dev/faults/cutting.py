"""Connections cut: those of the product to the database by the server, those of people by what stands between."""

import itertools
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from breakwater_dev.load.report import Report
from breakwater_dev.testing.machines import Machine

from .scene import scene

CUT = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = 'breakwater' and usename = 'bw_app' and pid <> pg_backend_pid() and random() < 0.5
"""
FATES = ("request", "answer", "middle")


class Proxy:
    """Hands connections on to a port, and cuts a share of them: in the midst of what is sent, once it is done, in the midst of the answer."""

    def __init__(self, to: int, share: float, seed: int = 1):
        self.to, self.share, self.chance, self.cuts = to, share, random.Random(seed), dict.fromkeys(FATES, 0)
        self.server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self._fates = itertools.cycle(FATES)
        threading.Thread(target=self._takes, daemon=True).start()

    def _takes(self) -> None:
        with suppress(OSError):  # closed: the end
            while True:
                client, _ = self.server.accept()
                fate = next(self._fates) if self.chance.random() < self.share else ""
                threading.Thread(target=self._hands_on, args=(client, fate), daemon=True).start()

    def _hands_on(self, client: socket.socket, fate: str) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.to)) as web:
            back = threading.Thread(target=self._answers, args=(web, client, fate), daemon=True)
            back.start()
            while part := client.recv(65536):
                if fate == "request":
                    web.sendall(part[: len(part) // 2])
                    self._cut(fate, web, client)
                    return
                web.sendall(part)
            self._shut(web)
            back.join()

    def _answers(self, web: socket.socket, client: socket.socket, fate: str) -> None:
        with suppress(OSError):
            while part := web.recv(65536):
                if fate == "request":  # what is said of half a form reaches nobody
                    return
                if fate == "middle":
                    client.sendall(part[: len(part) // 2])
                if fate in ("answer", "middle"):
                    self._cut(fate, web, client)
                    return
                client.sendall(part)
        self._shut(client)

    def _cut(self, fate: str, *ends: socket.socket) -> None:
        self.cuts[fate] += 1
        for end in ends:
            self._shut(end)

    def _shut(self, end: socket.socket) -> None:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(to: int, share: float) -> Iterator[Proxy]:
    standing = Proxy(to, share)
    try:
        yield standing
    finally:
        standing.server.close()


def connections(machine: Machine, report: Report, times: int) -> None:
    """Half of the database's connections are ended again and again, and three in ten of people's are cut, some once it is done."""
    with scene(machine, report, drafts=30 + 4 * times) as tried, proxy(next(iter(tried.webs)), 0.3) as between:
        tried.begin([between.address])
        ended = 0
        for _ in range(times):
            tried.pause()
            ended += machine.ask(CUT)[0][0]
            tried.look_after_workers()
        while sum(between.cuts.values()) < times:
            tried.pause()
        between.share = 0.0
        time.sleep(0.5)
        report.judge("database_connections_ended", ended, ended >= times)
        report.judge(
            "connections_cut", "+".join(f"{n}-{fate}" for fate, n in between.cuts.items()), all(between.cuts.values())
        )
        report.facts["workers begun again"] = tried.begun_again
        tried.judge(may_err=True)
