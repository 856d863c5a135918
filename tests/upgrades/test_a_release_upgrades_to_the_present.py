"""The dump of each release comes up to the present code with 0 rows changed in meaning, behind the same wall, and people sign in.

Before a release is frozen its migrations may still change, so its dump is written by the present code, as `./breakwater release
dump` would.
"""

import subprocess
import sys
import time
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import override_settings

from breakwater import VERSION
from breakwater.delivery.cli import restored
from breakwater.delivery.cluster import OWNER
from breakwater.delivery.database import as_owner
from breakwater.delivery.web import second_factors
from breakwater.foundation.audit.sealing import seal
from breakwater.foundation.audit.verifying import verify
from breakwater_dev.releases import UPGRADES, dump, manifest, upgrading
from breakwater_dev.testing import databases

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
]  # writing and reading a world takes minutes on a busy machine
FROZEN = manifest.releases()
RELEASES = FROZEN or [VERSION]


@pytest.fixture(scope="module", params=RELEASES)
def of_release(request, tmp_path_factory):
    """The dump of a release: the committed one of a frozen release, otherwise what the present code writes."""
    if request.param in FROZEN:
        return UPGRADES / f"{request.param}.sql.xz"
    path = tmp_path_factory.mktemp("dump") / f"{request.param}.sql.xz"
    subprocess.run([sys.executable, "-m", "breakwater_dev.releases.dump", str(path), request.param], check=True)
    return path


@pytest.fixture(scope="module")
def upgraded(of_release, test_cluster, django_db_setup, django_db_blocker, tmp_path_factory):
    """(name, rows before) of a database that was restored from the dump and upgraded; Django is pointed at it."""
    name, folder = f"bw_upgrade_{uuid4().hex[:12]}", tmp_path_factory.mktemp("upgraded")
    keys = folder / "world.keys"
    keys.touch(mode=0o600)
    try:
        keys.write_text(dump.restore(of_release, test_cluster, name))
        with databases.connect(test_cluster, name, role="postgres") as connection:
            connection.execute("select access.derive_due()")  # sight that began or ended by date since the dump
            before = upgrading.rows_of(connection)
        begun = time.monotonic()
        told = {"BREAKWATER_DATABASE": name, "BREAKWATER_INVENTED": "1", "BREAKWATER_KEY_FILE": str(keys)}
        as_owner("migrate", "--quiet", **told)
        print(f"{of_release.name}: upgraded in {time.monotonic() - begun:.1f} s")
        databases.point_at(name)
        with (
            django_db_blocker.unblock(),
            override_settings(BREAKWATER_DATA=str(folder / "data"), BREAKWATER_KEY_FILE=str(keys)),
        ):
            yield name, before
    finally:
        databases.point_at(django_db_setup)
        databases.drop(test_cluster, name)


def rows_now(test_cluster, name, before):
    with databases.connect(test_cluster, name, role="postgres") as connection:
        return upgrading.rows_of(connection, {table: kept.columns for table, kept in before.items()})


def test_an_upgrade_changes_no_row_in_meaning(upgraded, test_cluster):
    name, before = upgraded
    assert sum(kept.rows.total() for kept in before.values()) > 5000
    assert upgrading.changed(before, rows_now(test_cluster, name, before)) == []


def test_the_wall_is_that_of_a_fresh_database(upgraded, test_cluster):
    here, fresh = (
        set(upgrading.schema_of(test_cluster, each)) for each in (upgraded[0], databases.template(test_cluster))
    )
    assert len(fresh) > 3000
    assert any("CREATE POLICY wall" in statement for statement in fresh)
    assert (sorted(fresh - here), sorted(here - fresh)) == ([], [])


def test_second_factors_open_and_people_sign_in(upgraded):
    secrets = [each.data["secret"] for each in Authenticator.objects.filter(type=Authenticator.Type.TOTP)]
    assert dump.SECOND_FACTOR in [second_factors.unlock(each) for each in secrets]
    assert restored._sign_in().figure == "Today answers 200"


def test_the_audit_is_sound_and_is_sealed_on(upgraded, test_cluster):
    seal()
    with databases.connect(test_cluster, upgraded[0], role=OWNER) as connection:
        report = verify(connection, None)
    assert (report.findings, report.stopped) == ([], [])
    assert report.seals > 0
    assert report.unsealed == 0


def test_a_row_that_says_something_else_is_seen(upgraded, test_cluster):
    """Last, since it spoils the database: a word altered, a row lost, a row slipped in and a column gone are each found."""
    name, before = upgraded
    with databases.connect(test_cluster, name, role="postgres") as connection:
        connection.execute("set session_replication_role = replica")
        before = upgrading.rows_of(connection)
        connection.execute(
            "update people_person set forename = 'Somebody' where id = (select min(id) from people_person)"
        )
        connection.execute("delete from audit_entry where id = (select min(id) from audit_entry)")
        connection.execute(
            "insert into access.bar (kind, target, human, because, since) values ('person', 1, 1, 'test', now())"
        )
        connection.execute("alter table casework_clock drop column due_at cascade")
    said = upgrading.changed(before, rows_now(test_cluster, name, before))
    assert [words.partition(":")[0] for words in said] == [
        "access.bar",
        "public.audit_entry",
        "public.casework_clock lost its columns due_at",
        "public.people_person",
    ]
