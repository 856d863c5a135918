"""What whoever keeps the service running reads of it: nothing of any child, in the same few questions however much there is."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count

from breakwater.delivery.backups import state as backups
from breakwater.delivery.backups.places import read_json, write_json
from breakwater.delivery.database import unapplied
from breakwater.delivery.doctor.machine import (
    LEAST_DAYS_OF_A_CERTIFICATE,
    LEAST_FREE_PERCENT,
    MOST_DAYS_OF_SIGNATURES,
    certificate_until,
    folders,
)
from breakwater.delivery.version import described
from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.foundation.storage import scanning
from breakwater.partnership.organisations.access import ROLES, Role
from breakwater.partnership.organisations.models import Membership

from .warnings import warnings_at

CERTIFICATE = "certificate.json"  # in the data folder, noted by the worker
LOOKED_WITHIN = timedelta(hours=3)


@dataclass(frozen=True)
class Disk:
    """The disk on which something lies: bytes free and in all, none where its folder is not there."""

    name: str
    free: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.free // self.total if self.total else 0

    @property
    def is_short(self) -> bool:
        return self.percent < LEAST_FREE_PERCENT

    @property
    def words(self) -> str:
        if not self.total:
            return "The folder is not there"
        return f"{backups.spoken_size(self.free)} free of {backups.spoken_size(self.total)} ({self.percent} per cent)"


@dataclass(frozen=True)
class Certificate:
    """Until when the certificate holds, and when that was last looked at; `fault` says why nobody could look."""

    until: datetime | None = None
    looked_at: datetime | None = None
    fault: str = ""

    def in_words(self, at: datetime) -> list[str]:
        if self.fault:
            return [f"The service cannot be reached over HTTPS: {self.fault}."]
        if self.looked_at is None or at - self.looked_at > LOOKED_WITHIN:
            return ["Nobody has looked at the certificate in the last hours: the worker does so each hour."]
        if self.until is not None and (self.until - at).days < LEAST_DAYS_OF_A_CERTIFICATE:
            return [f"The certificate of the service ends in {max(0, (self.until - at).days)} days: renew it."]
        return []


@dataclass(frozen=True)
class ScannerState:
    """Whether the virus scanner answers and of when what it knows is; where none is set up, whether files open unseen."""

    is_set_up: bool
    is_up: bool = False
    signatures_from: datetime | None = None
    releases_unseen: bool = False

    @property
    def words(self) -> str:
        if not self.is_set_up:
            return (
                "None: files that people send open unseen"
                if self.releases_unseen
                else "None: files that people send stay shut"
            )
        if not self.is_up:
            return "Does not answer"
        return f"Answers. Its signatures are of {day(self.signatures_from)}" if self.signatures_from else "Answers"

    def in_words(self, at: datetime) -> list[str]:
        if self.is_set_up and not self.is_up:
            return ["The virus scanner does not answer: files that people send stay shut until it does."]
        days = (at - self.signatures_from).days if self.signatures_from else 0
        if days > MOST_DAYS_OF_SIGNATURES:
            return [f"The virus scanner’s signatures are {days} days old: it calls newer viruses clean."]
        return []


@dataclass(frozen=True)
class ServiceState:
    """Everything that the page shows."""

    warnings: list[str]
    queue: jobs.QueueState
    waiting: list
    schedules: list
    disks: list[Disk]
    certificate: Certificate
    scanner: ScannerState
    backups: backups.BackupState
    versions: list[tuple[str, str]]
    roles: list[tuple[str, list[tuple[str, int]]]]
    mail: str
    is_https: bool

    @property
    def late(self) -> list:
        return [one for one in self.schedules if one.is_late or one.has_failed]


def service_at(at: datetime) -> ServiceState:
    disks, certificate, scanner, known = disks_now(), certificate_noted(), scanner_now(), backups_at(at)
    schedules = jobs.schedules(at=at)
    found = [*warnings_at(at), *known.in_words]
    found += [f"Little disk is left for {disk.name.lower()}: {disk.words}." for disk in disks if disk.is_short]
    found += certificate.in_words(at) if settings.HTTPS else []
    found += scanner.in_words(at)
    late = sum(one.is_late for one in schedules)
    found += [f"Schedules that are late: {late}."] if late else []
    return ServiceState(
        warnings=found,
        queue=jobs.state(at=at),
        waiting=list(jobs.waiting(at=at)),
        schedules=schedules,
        disks=disks,
        certificate=certificate,
        scanner=scanner,
        backups=known,
        versions=versions(),
        roles=roles_held(at),
        mail=settings.BREAKWATER_MAIL,
        is_https=settings.HTTPS,
    )


def backups_at(at: datetime) -> backups.BackupState:
    return backups.state(settings.BREAKWATER_DATA, is_set_up=bool(settings.BREAKWATER_BACKUP), at=at)


def disks_now() -> list[Disk]:
    found = []
    for name, folder in folders().items():
        usage = shutil.disk_usage(folder) if folder.is_dir() else None
        found.append(Disk(name.capitalize(), usage.free, usage.total) if usage else Disk(name.capitalize()))
    return found


def scanner_now() -> ScannerState:
    if not settings.BREAKWATER_CLAMD:
        return ScannerState(is_set_up=False, releases_unseen=settings.BREAKWATER_UNSCANNED == "release")
    asked = scanning.scanner(scanning.PATIENCE_SECONDS)
    is_up = asked.is_up()
    return ScannerState(is_set_up=True, is_up=is_up, signatures_from=asked.signatures_from() if is_up else None)


def note_certificate(*, at: datetime) -> None:
    """Look at the certificate that the service shows, and note it beside the data."""
    facts = {"looked_at": at.isoformat()}
    try:
        until = certificate_until(settings.SITE_URL)
    except OSError as fault:
        facts["fault"] = str(fault)
    else:
        facts |= {"until": until.isoformat()} if until else {}
    write_json(Path(settings.BREAKWATER_DATA) / CERTIFICATE, facts)


def certificate_noted() -> Certificate:
    known = read_json(Path(settings.BREAKWATER_DATA) / CERTIFICATE)
    moments = {name: datetime.fromisoformat(known[name]) for name in ("until", "looked_at") if known.get(name)}
    return Certificate(**moments, fault=known.get("fault", ""))


def versions() -> list[tuple[str, str]]:
    """What runs here. Whether the database is of this code is one question."""
    server = connection.pg_version
    waits = unapplied()
    return [
        ("Breakwater", described()),
        ("Python", platform.python_version()),
        ("PostgreSQL", f"{server // 10000}.{server % 10000}"),
        ("Database", f"{waits} migrations behind the code" if waits else "Up to date with the code"),
    ]


def roles_held(at: datetime) -> list[tuple[str, list[tuple[str, int]]]]:
    """How many people hold each role today, by area."""
    held = Membership.objects.in_force(london_date(at)).filter(user__is_active=True)
    counted = held.values_list("team__area__name", "role").annotate(people=Count("user", distinct=True))
    order = {role.value: place for place, role in enumerate(Role)}
    rows = sorted(counted, key=lambda row: (row[0], order[row[1]]))
    return [
        (area, [(ROLES[Role(role)].title, people) for _, role, people in of])
        for area, of in groupby(rows, key=lambda row: row[0])
    ]
