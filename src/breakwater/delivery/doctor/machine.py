"""The machine and what was set on it: no question to the database."""

import ctypes
import os
import platform
import shutil
import socket
import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.storage import own_keys
from breakwater.foundation.storage.encryption import KeyFileMissing, KeyFileUnsafe, keys
from breakwater.foundation.storage.scanning import PATIENCE_SECONDS as SCANNER_PATIENCE
from breakwater.foundation.storage.scanning import scanner as scanner_of_files

from ..deployment import faults
from .findings import Finding

OLDEST_PYTHON = (3, 12)
LEAST_FREE_PERCENT = 10
LEAST_DAYS_OF_A_CERTIFICATE = 14
MOST_DAYS_OF_SIGNATURES = 7
PATIENCE_SECONDS = 5
HERE = ("localhost", "127.0.0.1", "::1")
CLOCK_UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)


def python(at: datetime) -> Iterator[Finding]:
    words = ".".join(map(str, OLDEST_PYTHON))
    yield Finding("python", platform.python_version(), sys.version_info >= OLDEST_PYTHON, f"Install Python {words}")


def settings_in_words(at: datetime) -> Iterator[Finding]:
    """What `serve` would refuse, one line each."""
    wrong = faults()
    yield Finding("settings", len(wrong), not wrong, "Put right each setting named in the lines below")
    for number, words in enumerate(wrong, 1):
        yield Finding(f"setting-{number}", words.split()[0], False, words)


def key_files(at: datetime) -> Iterator[Finding]:
    path = Path(settings.BREAKWATER_KEY_FILE)
    try:
        yield Finding("keys", len(keys(path).by_id), True)
    except KeyFileMissing:
        yield Finding(
            "keys", 0, False, f"./breakwater migrate makes {path}; after a loss bring it back from the backup of keys"
        )
    except KeyFileUnsafe as fault:
        yield Finding("keys", "unsafe", False, str(fault))
    try:
        yield Finding("own-keys", len(own_keys.names()), True)
    except KeyFileUnsafe as fault:
        yield Finding("own-keys", "unsafe", False, str(fault))


def time_zone(at: datetime) -> Iterator[Finding]:
    """Whether this machine knows when London's clocks change: every deadline hangs on it."""
    noon = (
        to_london(datetime(at.year, 7, 1, 12, tzinfo=UTC)).hour,
        to_london(datetime(at.year, 1, 1, 12, tzinfo=UTC)).hour,
    )
    yield Finding("timezone", f"{noon[0]}:00/{noon[1]}:00", noon == (13, 12), "Install the package tzdata, and restart")


def clock(at: datetime) -> Iterator[Finding]:
    """Whether a time server keeps the clock right, by the kernel's own word: whichever daemon does it."""
    library = ctypes.CDLL(None, use_errno=True)
    answer = (ctypes.c_long * 64)()  # struct timex of <sys/timex.h>, modes 0: only read
    state = library.adjtimex(ctypes.byref(answer))
    if state < 0:
        yield Finding("clock", "unknown", False, "The kernel does not say whether the clock is kept right")
        return
    status = _status_of(bytes(answer))
    kept = not status & CLOCK_UNSYNCHRONISED
    yield Finding(
        "clock",
        "synchronised" if kept else "unsynchronised",
        kept,
        "Turn on a time server's client: timedatectl set-ntp true, or install chrony",
    )


def _status_of(timex: bytes) -> int:
    """`status` of struct timex: it follows modes, offset, freq, maxerror and esterror, each in a word of its own."""
    word = ctypes.sizeof(ctypes.c_long)
    return int.from_bytes(timex[5 * word : 5 * word + 4], sys.byteorder)


def folders() -> dict[str, Path]:
    """The folders whose disk must not fill up, by what lies there."""
    data = Path(settings.BREAKWATER_DATA)
    found = {"files": data}
    if not os.environ.get("DATABASE_URL"):
        found["database"] = data / "postgres"
    if settings.BREAKWATER_BACKUP:
        found["backup"] = Path(settings.BREAKWATER_BACKUP)
    return found


def disks(at: datetime) -> Iterator[Finding]:
    for name, folder in folders().items():
        if not folder.is_dir():
            yield Finding(f"disk-{name}", "absent", False, f"There is no folder {folder}: mount it, or make it")
            continue
        usage = shutil.disk_usage(folder)
        free = 100 * usage.free // usage.total
        yield Finding(
            f"disk-{name}", f"{free}%", free >= LEAST_FREE_PERCENT, f"Less than a tenth of the disk of {folder} is free"
        )
    data = Path(settings.BREAKWATER_DATA)
    yield Finding(
        "data-folder", data.name, os.access(data, os.W_OK), f"Whoever runs the service cannot write to {data}: chown it"
    )


def certificate_until(url: str) -> datetime | None:
    """Until when the certificate holds that a site shows; None where it is not served over HTTPS. Raises OSError."""
    site = urlsplit(url)
    if site.scheme != "https" or not site.hostname:
        return None
    context = ssl.create_default_context()
    with (
        socket.create_connection((site.hostname, site.port or 443), timeout=PATIENCE_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=site.hostname) as line,
    ):
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(line.getpeercert()["notAfter"]), UTC)


def certificate(at: datetime) -> Iterator[Finding]:
    try:
        until = certificate_until(settings.SITE_URL)
    except OSError as fault:
        words = f"Nobody reaches {settings.SITE_URL} safely: {fault}. Start the proxy, or renew the certificate"
        yield Finding("certificate", "unreachable", False, words)
        return
    if until is not None:
        days = (until - at).days
        yield Finding("certificate", f"{days}d", days >= LEAST_DAYS_OF_A_CERTIFICATE, "Renew the certificate")


def scanner(at: datetime) -> Iterator[Finding]:
    if not settings.BREAKWATER_CLAMD:
        lets_through = settings.BREAKWATER_UNSCANNED == "release"
        words = (
            "Files open unscanned (BREAKWATER_UNSCANNED=release)"
            if lets_through
            else "Files that people send stay shut"
        )
        yield Finding("scanner", "none", False, f"{words}: install clamav-daemon and set BREAKWATER_CLAMD")
        return
    asked = scanner_of_files(SCANNER_PATIENCE)
    up = asked.is_up()
    yield Finding("scanner", "up" if up else "down", up, f"Nothing answers at {settings.BREAKWATER_CLAMD}: start clamd")
    if made := asked.signatures_from():
        days = (at - made).days
        is_new = days <= MOST_DAYS_OF_SIGNATURES
        yield Finding(
            "scanner-signatures", f"{days}d", is_new, "The scanner knows nothing newer: start clamav-freshclam"
        )


def _is_elsewhere(host: str) -> bool:
    """Whether what is said to it crosses a network: not a socket's path, nor this machine, nor a container beside this one (a name without a dot)."""
    return ("." in host or ":" in host) and not host.startswith("/") and host.strip("[]") not in HERE


def connections(at: datetime) -> Iterator[Finding]:
    """What is said over a network in the open, or to whoever answers: the database, letters, files to be scanned, lines for a SIEM."""
    plain = []
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        parts = conninfo_to_dict(os.environ.get(name, ""))
        if _is_elsewhere(parts.get("host", "")) and parts.get("sslmode") != "verify-full":
            plain.append(f"{name}: add ?sslmode=verify-full&sslrootcert=FILE")
    letters = settings.MAILERS["default"].get("OPTIONS", {})
    if settings.BREAKWATER_MAIL == "smtp" and _is_elsewhere(letters["host"]) and not letters["use_tls"]:
        plain.append("BREAKWATER_SMTP_TLS: set 1")
    way, _, place = settings.BREAKWATER_SIEM.partition(":")
    if way == "syslog" and _is_elsewhere(place.rpartition(":")[0]):
        plain.append("BREAKWATER_SIEM: write to /dev/log and let the machine's own syslog send it over TLS")
    if _is_elsewhere(settings.BREAKWATER_CLAMD.rpartition(":")[0]):
        plain.append("BREAKWATER_CLAMD: files cross the network as they are; run clamd on this machine")
    yield Finding("connections", len(plain), not plain, "Not encrypted, or not known to be theirs: " + "; ".join(plain))


def mail(at: datetime) -> Iterator[Finding]:
    """Whether letters can leave: a server that answers, or Notify's key and templates."""
    way = settings.BREAKWATER_MAIL
    if way == "smtp":
        options = settings.MAILERS["default"]["OPTIONS"]
        place = options["host"], options["port"]
        try:
            socket.create_connection(place, timeout=PATIENCE_SECONDS).close()
        except OSError as fault:
            yield Finding("mail", way, False, f"No mail server answers at {place[0]}:{place[1]} ({fault})")
        else:
            yield Finding("mail", way, True)
    elif way == "notify":
        named = {"NOTIFY_KEY": settings.BREAKWATER_NOTIFY_KEY, "NOTIFY_TEMPLATE": settings.BREAKWATER_NOTIFY_TEMPLATE}
        missing = " and ".join(f"BREAKWATER_{name}" for name, value in named.items() if not value)
        yield Finding("mail", way, not missing, f"Set {missing}")
    else:
        words = "No letter leaves: people cannot be invited. Set BREAKWATER_MAIL to smtp or notify, with what it needs"
        yield Finding("mail", way, False, words)
