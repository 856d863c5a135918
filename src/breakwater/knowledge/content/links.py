"""Looking at what stands behind a link, from within our own network: only the public web, by its public addresses, and little of it.

Names are looked up once, every address must be public, and the connection goes to the address that was checked: a name that
changes its mind between the two leads nowhere. A redirect is a new link and is looked at in the same way.
"""

import hashlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from breakwater.foundation.public_web import is_public

SECONDS, AT_MOST, LARGEST, REDIRECTS = 10, 30, 200_000, 4
PORTS = {"http": 80, "https": 443}
GONE = {404, 410, 451}
TITLE = re.compile(rb"<title[^>]*>(.{0,400}?)</title>", re.IGNORECASE | re.DOTALL)
Resolve = Callable[[str, int], list[str]]


class NotPublic(Exception):
    """The link does not lead to the public web. The text says why."""


class NotReached(Exception):
    """Nobody answered this time."""


@dataclass(frozen=True)
class Seen:
    """What stood behind a link. `mark` is the same while it is the same thing; empty where it is dead, and `why` says so.

    `shut` says that it is there, and not for machines: always, or for an hour.
    """

    mark: str = ""
    why: str = ""
    shut: str = ""


def by_name(host: str, port: int) -> list[str]:
    """Every address of a name. Raises NotReached."""
    try:
        return [found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as fault:
        raise NotReached(f"The name {host} is not known") from fault


def public_address(host: str, port: int, resolve: Resolve = by_name) -> str:
    """One address of a name, all of whose addresses are public. Raises NotPublic, NotReached."""
    found = resolve(host, port)
    if not found:
        raise NotReached(f"The name {host} is not known")
    for each in found:
        if not is_public(ipaddress.ip_address(each.partition("%")[0])):
            raise NotPublic("It leads into a private network")
    return found[0]


def connect(host: str, port: int, *, secure: bool, resolve: Resolve = by_name) -> socket.socket:
    """A connection to a public address of this name. Raises NotPublic, NotReached."""
    address = public_address(host, port, resolve)
    try:
        opened = socket.create_connection((address, port), timeout=SECONDS)
        return ssl.create_default_context().wrap_socket(opened, server_hostname=host) if secure else opened
    except ssl.SSLCertVerificationError as fault:
        raise NotReached("Its certificate is not valid") from fault
    except OSError as fault:
        raise NotReached("It does not answer") from fault


def look(link: str, *, dial: Callable[..., socket.socket] = connect) -> Seen:
    """What stands behind a link now. Raises NotPublic, NotReached."""
    for _ in range(REDIRECTS + 1):
        answer, content, media_type = _ask(link, dial)
        if answer.status in (301, 302, 303, 307, 308) and (to := answer.headers.get("Location")):
            link = _joined(link, to)
            continue
        if answer.status in GONE:
            return Seen(why=f"It is not there any more ({answer.status})")
        if answer.status >= 500 or answer.status == 429:
            raise NotReached(f"It answers with a fault ({answer.status})")
        if answer.status >= 400:
            return Seen(shut=f"It refuses us ({answer.status})")
        return Seen(mark=_mark(link, content, media_type))
    return Seen(why="It leads in circles")


def _joined(link: str, to: str) -> str:
    try:
        return urljoin(link, to)
    except ValueError as fault:
        raise NotPublic("It leads on to what is not an address of the web") from fault


def _ask(link: str, dial) -> tuple[http.client.HTTPResponse, bytes, str]:
    try:
        parts = urlsplit(link)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as fault:
        raise NotPublic("Its address is not one of the web") from fault
    if parts.scheme not in PORTS or not parts.hostname or port not in PORTS.values() or parts.username:
        raise NotPublic("Its address is not one of the web")
    opened = http.client.HTTPConnection(parts.hostname, port, timeout=SECONDS)
    opened.sock = dial(parts.hostname, port, secure=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _within(opened.sock, AT_MOST):
            opened.request(
                "GET", path, headers={"Host": parts.netloc, "User-Agent": "Breakwater link check", "Accept": "*/*"}
            )
            answer = opened.getresponse()
            return answer, answer.read(LARGEST), answer.headers.get_content_type()
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NotReached("It does not answer") from fault
    finally:
        opened.close()


@contextmanager
def _within(opened: socket.socket, seconds: float):
    """End the connection when its time is over, since a timeout counts from each byte again. Raises NotReached then."""
    until = time.monotonic() + seconds
    alarm = threading.Timer(seconds, _shut, [opened])
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()
        if time.monotonic() >= until:
            raise NotReached("It does not answer in time")


def _shut(opened: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)


def _mark(link: str, content: bytes, media_type: str) -> str:
    """A page is known by its host and title, since its words change daily; a file by its content."""
    if media_type in ("text/html", "application/xhtml+xml"):
        title = TITLE.search(content)
        words = " ".join(unescape(title[1].decode("utf-8", "replace")).split()) if title else ""
        known = words.casefold().encode()
    else:
        known = content
    return f"{urlsplit(link).hostname} {hashlib.sha256(known).hexdigest()[:32]}"
