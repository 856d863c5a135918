"""A data officer checks the file of the authority's own system: its faults are shown, and nothing of it is kept."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater_dev.census.damaging import example
from breakwater_dev.testing import factories as make


def send(page, content: bytes, show: str = "PAGE", name: str = "cin.xml"):
    return page.post(reverse("returns:check"), {"file": SimpleUploadedFile(name, content), "show": show})


def test_each_fault_is_a_line_of_a_table_or_of_a_file(officer, signed_in):
    page = signed_in(officer)
    damaged = example().replace(b"<Ethnicity>WBRI<", b"<Ethnicity>WHITE<")
    with CaptureQueriesContext(connection) as asked:
        shown = send(page, damaged).text
    assert "Errors: 2" in shown
    assert "4220" in shown
    assert "PSCP000013" in shown
    entries = [one["sql"] for one in asked if "audit_entry" in one["sql"] and "checked a census file" in one["sql"]]
    assert len(entries) == 1
    assert "PSCP" not in entries[0]
    assert not [one for one in asked if one["sql"].lstrip().lower().startswith("insert") and "audit" not in one["sql"]]
    given = send(page, damaged, "CSV")
    assert given["Content-Disposition"] == 'attachment; filename="census-faults.csv"'
    rows = list(csv.DictReader(io.StringIO(given.content.decode("utf-8-sig"))))
    assert [(row["rule"], row["child"]) for row in rows] == [("4220", "PSCP000001"), ("4220", "PSCP000013")]


def test_a_clean_file_says_so(officer, signed_in):
    shown = send(signed_in(officer), example()).text
    assert "No fault found" in shown
    assert "Children: 24" in shown
    assert "not the authority" not in shown
    assert signed_in(officer).get(reverse("returns:example")).content == example()


def test_a_part_that_breakwater_wrote_is_not_said_to_be_the_census(officer, signed_in):
    part = example().replace(b"<SoftwareCode>Open Safeguarding<", b"<SoftwareCode>Breakwater part<")
    assert "It is not the authority" in send(signed_in(officer), part).text


def test_what_is_no_census_file_is_refused_at_its_box(officer, signed_in):
    page = signed_in(officer)
    assert "has a document type or entities" in send(page, b"<!DOCTYPE m [<!ENTITY a 'b'>]><Message/>").text
    assert "Choose the file that" in send(page, b"<CTfile/>").text
    assert "Choose a file" in page.post(reverse("returns:check"), {"show": "PAGE"}).text
    assert send(page, example(), name="cin.exe").status_code == 200


def test_who_checks_and_who_writes(signed_in, mash):
    head = signed_in(make.actor("head_of_service"))
    assert "Write the part" not in head.get(reverse("returns:returns")).text
    assert "No fault found" in send(head, example()).text
    assert head.get(reverse("returns:tables")).status_code == 403
    for role in ("mash_screener", "dsl", "system_administrator"):
        assert signed_in(make.actor(role)).get(reverse("returns:returns")).status_code == 403
