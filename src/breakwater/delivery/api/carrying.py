"""One POST to an address that an organisation named: https, its public address alone, pinned, no redirect, little read (SSRF).

A name is looked up once, every address of it must be public, and the connection goes to the one that was checked. In a
demonstration nothing leaves the machine: there an address is a loopback one, and no other.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from breakwater.foundation.public_web import is_public
from breakwater.foundation.refusals import Refusal

SECONDS, LARGEST, PORT = 10, 2_000, 443
Dial = Callable[[SplitResult], http.client.HTTPConnection]


class NotAllowed(Refusal):
    """The address is not one that anything is sent to."""

    box, words = "url", "Give an https address on the public web, without a port, a user or a fragment"


class NotTaken(Exception):
    """It did not answer this time; the text says how, and names no address."""


def check(url: str) -> SplitResult:
    """The address in parts. Its name is looked up when something is sent, each time anew. Raises NotAllowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise NotAllowed from fault
    if (
        not url.isascii()
        or not url.isprintable()
        or " " in url
        or not parts.hostname
        or parts.username
        or parts.fragment
    ):
        raise NotAllowed
    if settings.BREAKWATER_DEMO:
        if parts.scheme not in ("http", "https") or not _is_loopback(parts.hostname):
            raise NotAllowed(words="In a demonstration nothing leaves this machine: give an address on 127.0.0.1")
        return parts
    if parts.scheme != "https" or port not in (None, PORT):
        raise NotAllowed
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return parts
    if not is_public(literal):
        raise NotAllowed
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def pinned(host: str, port: int, resolve: Callable = socket.getaddrinfo) -> str:
    """One address of a name, all of whose addresses are public. Raises NotAllowed, NotTaken."""
    try:
        found = [each[4][0].partition("%")[0] for each in resolve(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as fault:
        raise NotTaken("Its name is not known") from fault
    if not found or not all(is_public(ipaddress.ip_address(each)) for each in found):
        raise NotAllowed(words="Its name leads into a private network")
    return found[0]


def connect(parts: SplitResult, resolve: Callable = socket.getaddrinfo) -> http.client.HTTPConnection:
    """A connection to the address that was checked; the other side has said nothing yet. Raises NotAllowed, NotTaken, OSError."""
    host, port = parts.hostname, parts.port or (PORT if parts.scheme == "https" else 80)
    address = host if settings.BREAKWATER_DEMO else pinned(host, port, resolve)
    opened = http.client.HTTPConnection(host, port, timeout=SECONDS)
    opened.sock = socket.create_connection((address, port), timeout=SECONDS)
    if parts.scheme == "https":
        safely = ssl.create_default_context()
        opened.sock = safely.wrap_socket(opened.sock, server_hostname=host, do_handshake_on_connect=False)
    return opened


def post(url: str, body: bytes, headers: dict[str, str], *, dial: Dial | None = None) -> int:
    """Send it, and return the status; a redirect is an answer like any other and is not followed. Raises NotAllowed, NotTaken.

    All of it together takes 10 seconds at most, and as long again where it is not even taken up.
    """
    parts = check(url)
    try:
        opened = (dial or connect)(parts)
        over = threading.Timer(SECONDS, _hang_up, [opened.sock])  # on whoever answers a letter at a time
        over.start()
        try:
            if isinstance(opened.sock, ssl.SSLSocket):
                opened.sock.do_handshake()  # checks that its certificate is of the name
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            opened.request("POST", path, body=body, headers={**headers, "User-Agent": "Breakwater"})
            answer = opened.getresponse()
            answer.read(LARGEST)
            return answer.status
        finally:
            over.cancel()
            opened.close()
    except ssl.SSLError as fault:
        raise NotTaken("Its certificate is not valid") from fault
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NotTaken("It does not answer") from fault


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it has hung up itself
        socket.socket.shutdown(line, socket.SHUT_RDWR)
