"""`./breakwater restored`: is what was put back whole? Rows, files, keys, the audit, a sign-in; one line each, `id figure pass|fail`."""

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

HELP = "check what a restore put back: rows, files, keys, audit and a sign-in; repeats what retention deletes"
REPEATED = ("forget", "destroy")  # what schedules are called that delete what is old
COMMITTED_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True)
class Figure:
    id: str
    figure: str
    passed: bool


def add_arguments(parser) -> None:
    parser.epilog = "Run by ./breakwater restore and rehearse. Exit status 1 when one of them fails."


def run(options) -> int:
    import sys

    from django.conf import settings

    from breakwater.delivery.backups.places import read_json, write
    from breakwater.delivery.backups.restoring import RESTORED
    from breakwater.delivery.cluster import SUPERUSER, cluster_at
    from breakwater.delivery.database import database_name

    here = Path(settings.BREAKWATER_DATA) / "backup"
    known = read_json(here / RESTORED)
    if not known:
        print(f"Nothing was restored into {settings.BREAKWATER_DATA}.", file=sys.stderr)
        return 1
    cluster = cluster_at(Path(settings.BREAKWATER_DATA) / "postgres")
    found = []
    with cluster.connect(SUPERUSER, database_name()) as connection:
        found += [
            _moment(known),
            *_rows(connection, known["rows"]),
            *_files(connection),
            *_audit(connection, known["moment"]),
        ]
        found.append(_deleted_again(connection))
    found += [_secret(known["secret"]), _second_factors(), _purges(known["purged_again"]), _sign_in()]
    for each in found:
        print(f"{each.id:28} {each.figure:>24} {'pass' if each.passed else 'fail'}", flush=True)
    write(here / "figures.json", json.dumps([asdict(each) for each in found]).encode())
    return 0 if all(each.passed for each in found) else 1


def _moment(known: dict) -> Figure:
    from breakwater.delivery.backups.places import in_london

    return Figure(
        "last-saved-before", known["last_saved"] or in_london(datetime.fromisoformat(known["moment"])), passed=True
    )


def _rows(connection, before: dict[str, int]) -> list[Figure]:
    """No table is missing, and none from which nothing may be deleted has fewer rows than the copy had when it was begun."""
    from breakwater.delivery.backups.taking import counted
    from breakwater.delivery.database import app_role

    now, records = counted(connection), _deleted_by_retention(connection)
    grows = connection.execute(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind = 'r' and n.nspname = 'public' and not has_table_privilege(%s, c.oid, 'DELETE')",
        [app_role()],
    ).fetchall()
    fewer = [name for (name,) in grows if name not in records and now.get(name, 0) < before.get(name, 0)]
    missing = before.keys() - now.keys()
    return [
        Figure("tables", f"{len(now)} of {len(before)}", not missing),
        Figure("rows", f"{sum(now.values()):,}", sum(now.values()) > 0),
        Figure("tables-with-rows-lost", ", ".join(fewer) or f"0 of {len(grows)}", not fewer),
    ]


def _deleted_by_retention(connection) -> set[str]:
    """The tables that have fewer rows by right, where a batch was deleted within the life of a backup."""
    from breakwater.delivery.retention.schedule import families

    recent = "select 1 from retention_disposal where state = 'DELETED' and done_at > now() - interval '60 days' limit 1"
    return set(families()) if connection.execute(recent).fetchone() else set()


def _files(connection) -> list[Figure]:
    """Every file that a row names is there, opens with the keys, and is what it was when it came."""
    tables = connection.execute(
        "select table_name::text from information_schema.columns where table_schema = 'public' "
        "and column_name in ('stored_as', 'digest', 'key_id') group by 1 having count(*) = 3 order by 1"
    ).fetchall()
    whole, missing, altered = 0, 0, 0
    for (table,) in tables:
        rows = connection.execute(
            f"select stored_as, digest from {table} t where stored_as <> '' and to_jsonb(t) ->> 'deleted_at' is null"
        )
        for path, digest in rows.fetchall():
            outcome = _hash(path)
            whole, missing, altered = (
                whole + (outcome == digest),
                missing + (outcome == ""),
                altered + (outcome not in ("", digest)),
            )
    return [
        Figure("files-whole", f"{whole:,}", True),
        Figure("files-missing", str(missing), not missing),
        Figure("files-altered", str(altered), not altered),
    ]


def _hash(path: str) -> str:
    """The digest of a stored file's content; nothing where there is none, "?" where it does not open."""
    from django.conf import settings

    from breakwater.foundation.storage import KeyFileMissing, Tampered, UnknownKey, encryption

    place, digest = Path(settings.BREAKWATER_DATA) / "files" / path, hashlib.sha256()
    if not place.exists():
        return ""
    try:
        with place.open("rb") as source:
            for chunk in encryption.decrypt(source, bound_to=path, held=encryption.keys()):
                digest.update(chunk)
    except (Tampered, UnknownKey, KeyFileMissing):
        return "?"
    return digest.hexdigest()


def _audit(connection, moment: str) -> list[Figure]:
    """The chain is whole in itself, and has every seal that was kept outside and made before the moment."""
    from django.utils import timezone

    from breakwater.foundation.audit.sealing import outside_file, set_aside
    from breakwater.foundation.audit.verifying import verify

    report = verify(connection, None)
    here = dict(connection.execute("select number, encode(hash, 'hex') from audit_seal").fetchall())
    path, until = outside_file(), datetime.fromisoformat(moment) - COMMITTED_WITHIN
    outside = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    other = [each for each in outside if here.get(each["number"], each["hash"]) != each["hash"]]
    lost = [each for each in outside if each["number"] not in here]
    early = [each for each in lost if datetime.fromisoformat(each["made_at"]) <= until]
    if outside:
        set_aside(at=timezone.now())
    return [
        Figure("audit-findings", f"{report.found} in {report.entries:,}", not report.is_altered),
        Figure("seals-not-as-outside", f"{len(other) + len(early)} of {len(outside):,}", not (other or early)),
        Figure("seals-after-the-moment", str(len(lost) - len(early)), True),
    ]


def _secret(before: str) -> Figure:
    """Sessions, and links that people hold, are signed by the secret that came back."""
    from django.conf import settings

    if before == hashlib.sha256().hexdigest():
        return Figure("secret-as-before", "not in the backup", True)
    is_same = hashlib.sha256(settings.SECRET_KEY.encode()).hexdigest() == before
    return Figure("secret-as-before", "yes" if is_same else "no", is_same)


def _second_factors() -> Figure:
    """Every code app's secret opens with the keys that came back."""
    from allauth.mfa.models import Authenticator

    from breakwater.delivery.web import second_factors
    from breakwater.foundation.storage import KeyFileMissing, Tampered, UnknownKey

    opened = of = 0
    for one in Authenticator.objects.filter(type=Authenticator.Type.TOTP):
        of += 1
        try:
            second_factors.unlock(one.data["secret"])
            opened += 1
        except (Tampered, UnknownKey, KeyFileMissing):
            pass
    return Figure("second-factors-open", f"{opened} of {of}", opened == of)


def _deleted_again(connection) -> Figure:
    """Records that were deleted or erased after the moment are deleted once more: their names were kept outside the database."""
    from django.conf import settings

    from breakwater.delivery.retention.disposal import repeat

    kept = Path(settings.BREAKWATER_PURGED)
    again, failed = repeat(connection, kept.read_text() if kept.exists() else "")
    return Figure("records-deleted-again", f"{again} of {again + failed}", passed=not failed)


def _purges(again: int) -> Figure:
    """What retention would have deleted since is deleted now, before anybody is let in."""
    from breakwater.foundation.jobs import known_jobs

    failed = []
    for name, job in sorted(known_jobs().items()):
        if name.rpartition(".")[2].startswith(REPEATED):
            try:
                job()
            except Exception as fault:  # each is tried, and each that fails is named
                failed.append(f"{name} ({type(fault).__name__})")
    return Figure("purges-repeated", ", ".join(failed) or f"{again} files' rows", not failed)


def _sign_in() -> Figure:
    """Somebody who has a role signs in with password and code and reads Today. All of it is undone."""
    import secrets

    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
    from django.conf import settings
    from django.db import connections, transaction
    from django.test import Client
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.partnership.organisations.models import Membership

    browser = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    safe = {"secure": settings.HTTPS}
    connections["outside"] = connections["default"]
    with transaction.atomic():
        post = (
            Membership.objects.in_force(london_date(timezone.now()))
            .filter(user__is_active=True)
            .select_related("user")
            .order_by("pk")
            .first()
        )
        if post is None:
            return Figure("sign-in", "nobody has a role", passed=False)
        user, password, secret = post.user, secrets.token_urlsafe(16), generate_totp_secret()
        user.set_password(password)
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, secret)
        browser.post("/account/login/", {"login": user.email, "password": password}, **safe)
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        browser.post("/account/2fa/authenticate/", {"code": code}, **safe)
        status = browser.get("/today/", **safe).status_code
        transaction.set_rollback(True)
    return Figure("sign-in", f"Today answers {status}", status == 200)
