"""An area leaves whole: every count and hash is read again, another area's rows and sealed things stay, and the audit says who ordered it."""

import csv
import io
import json
import os
import subprocess
import sys
from uuid import uuid4

import pyrage
import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.documents import operations as documents
from breakwater.casework.sealed_items import operations as sealed_items
from breakwater.delivery.export import tables
from breakwater.foundation import storage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Area
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import arrival

TEXT, SECRET = b"What the health visitor wrote.\n", "With her aunt in the harbour"
WHY = "the contract ends"


def test_every_table_goes_or_says_why_not(db):
    """A new table is of an area by its keys, or somebody says here what becomes of it."""
    goes = {one.name for one in tables.tables_of(make.area())}
    assert goes | set(tables.LEFT_OUT) == {model._meta.db_table for model in tables.of_house()}
    assert not goes & set(tables.LEFT_OUT)


def test_nothing_that_opens_something_goes(db):
    columns = {(one.name, column.name) for one in tables.tables_of(make.area()) for column in one.columns}
    assert not {name for name in columns if name[1] in ("password", "token_digest", "own_key", "key_id")}


@pytest.fixture
def files(settings, tmp_path):
    """A folder of files with a key of its own; unscanned files are released, as a demonstration does."""
    settings.BREAKWATER_DATA = tmp_path / "data"
    settings.BREAKWATER_KEY_FILE = str(tmp_path / "keys" / "data.keys")
    settings.BREAKWATER_UNSCANNED = "release"
    (tmp_path / "data").mkdir()
    (tmp_path / "keys").mkdir(mode=0o700)
    storage.create_key_file(tmp_path / "keys" / "data.keys")
    return tmp_path


@pytest.fixture
def lived(transactional_db, files):
    """A contact with a file, a sealed item and a restricted child; another area's child beside."""
    team = make.team("MASH", service="front_door")
    worker, other = make.actor("mash_manager", of=team), make.actor("mash_screener", of=team)
    area, now = make.area(), timezone.now()
    with acting_as(make.intake()) as intake:
        arrivals.receive(arrival(), by=intake, at=now)
    with acting_as(worker):
        contact = Contact.objects.select_related("case").first()
        upload = documents.Upload(stream=io.BytesIO(TEXT), name="visit.txt", declared_type="text/plain")
        document = documents.add(contact.case, upload, by=worker, at=now)
        sealed_items.keep(
            sealed_items.Place(holder=team, area=area, case=contact.case),
            sealed_items.SealedFacts(kind="ADDRESS", words=SECRET, circle="NAMED", readers=[other.membership]),
            by=worker,
            at=now,
            key=uuid4(),
        )
    make.person("Openly", "Known")
    restricted = make.person("Sealed", "Away")
    make.person("Elsewhere", "Living", in_area=make.area("852", "Southampton"))
    with acting_as(worker), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('person', %s, %s, 'a colleague''s child', true, null)",
            [restricted.pk, [worker.membership.user_id, other.membership.user_id]],
        )
    return document


def run(*command, database, files, check=True):
    settings = {
        "BREAKWATER_DATABASE": database,
        "BREAKWATER_ROLE": "owner",
        "BREAKWATER_KEY_FILE": str(files / "keys" / "data.keys"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "breakwater", *map(str, command)],
        env=os.environ | settings,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode == 0) is check, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def exported(lived, transactional_db, files):
    """`exported(sealed=...)` exports and opens, and returns what was opened."""
    identity = pyrage.x25519.Identity.generate()
    (files / "recipients").write_text(f"{identity.to_public()}\n")
    (files / "identity").write_text(f"{identity}\n")
    # The command reads the files of the folder that this test keeps them in.
    target = os.path.join(os.environ["BREAKWATER_DATA"], "files", lived.stored_as)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as copy:
        copy.write((files / "data" / "files" / lived.stored_as).read_bytes())

    def made(*more):
        out, into = files / f"out{len(more)}", files / f"opened{len(more)}"
        order = ("--recipients", files / "recipients", "--ordered-by", "Olive Owner", "--because", WHY)
        run("export-area", "851", out, *order, *more, database=transactional_db, files=files)
        said = run("open-export", out, into, "--identity", files / "identity", database=transactional_db, files=files)
        assert "faults 0" in said
        return out, into

    yield made
    os.unlink(target)


def rows(into, table):
    with (into / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def count(owner_connection, table, where="true"):
    return owner_connection.execute(f"select count(*) from {table} where {where}").fetchone()[0]


def test_what_is_read_again_is_what_the_database_holds(exported, owner_connection):
    out, into = exported()
    package = json.loads((into / "datapackage.json").read_text())
    area = Area.objects.get(code="851").pk
    assert len(rows(into, "people/people_person")) == count(
        owner_connection, "people_person", f"area_id = {area} and seals = '{{}}'"
    )
    assert len(rows(into, "casework/casework_case")) == count(owner_connection, "casework_case", f"area_id = {area}")
    said = {row["forename"] for row in rows(into, "people/people_person")}
    assert "Openly" in said
    assert not said & {"Sealed", "Elsewhere"}
    [file] = rows(into, "files")
    assert (into / file["path"]).read_bytes() == TEXT
    everything = b"".join(path.read_bytes() for path in into.rglob("*") if path.is_file())
    assert SECRET.encode() not in everything
    assert package["sealedIncluded"] is False
    assert not {one["room"] for one in package["resources"] if "room" in one} & {"prevent", "audit"}
    locked = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert b"Openly" not in locked
    person = next(one for one in package["resources"] if one["name"] == "people-person")
    keys = {each["fields"]: each["reference"]["resource"] for each in person["schema"]["foreignKeys"]}
    assert keys["area_id"] == "organisations-area"


def test_sealed_things_go_by_order_and_the_audit_says_whose(exported, owner_connection):
    _, into = exported("--with-sealed")
    assert "Sealed" in {row["forename"] for row in rows(into, "people/people_person")}
    assert [row["words"] for row in rows(into, "casework/casework_sealeditem")] == [SECRET]
    assert (into / "prevent" / "prevent_referral.csv").exists()
    assert {row["area"] for row in rows(into, "audit/audit_entry")} == {"851"}
    facts, reason = owner_connection.execute(
        "select facts, reason from audit_entry where verb = 'exported the area' order by id desc limit 1"
    ).fetchone()
    assert facts["sealed"] is True
    assert reason == f"Ordered by Olive Owner: {WHY}"


def test_one_altered_byte_is_found(exported, files, transactional_db):
    out, _ = exported()
    target = out / "people" / "people_person.csv.age"
    content = bytearray(target.read_bytes())
    content[-1] ^= 1
    target.write_bytes(content)
    said = run(
        "open-export",
        out,
        files / "again",
        "--identity",
        files / "identity",
        database=transactional_db,
        files=files,
        check=False,
    )
    assert "people_person.csv.age" in said


def test_without_an_order_nothing_is_written(transactional_db, files, lived):
    said = run(
        "export-area",
        "851",
        files / "none",
        "--recipients",
        files / "r",
        database=transactional_db,
        files=files,
        check=False,
    )
    assert "--ordered-by" in said
    assert not (files / "none").exists()
