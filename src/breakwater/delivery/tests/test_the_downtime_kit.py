"""A kit of paper holds every question that is asked, the numbers to ring, and no child."""

import argparse
import io
import zipfile
from datetime import date

import pypdf
import pytest
from django.utils import timezone

from breakwater.casework.recording.definitions import SILENT, Kind
from breakwater.casework.recording.operations import current_form
from breakwater.delivery.cli import downtime_kit
from breakwater.delivery.downtime import kit
from breakwater.foundation.design.blank_forms import BLANK_FORMS
from breakwater.partnership.organisations.models import ContactPoint
from breakwater.practice.child_on_child.reports.forms import ReportForm
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

pytestmark = pytest.mark.usefixtures("db")


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture
def number():
    return ContactPoint.objects.create(
        area=make.area(),
        purpose=ContactPoint.Purpose.FRONT_DOOR,
        label="MASH of the test",
        telephone="01632 960 777",
        source="test",
        effective_from=date(2026, 1, 1),
        last_checked_on=date(2026, 1, 2),
        review_by=date(2030, 1, 1),
    )


def test_every_question_of_the_contact_form_that_people_answer_is_on_paper():
    now = timezone.now()
    printed = words_of(kit.made_of(make.area(), at=now)["contact.pdf"])
    form = current_form("front_door.contact", area=make.area(), at=now)
    asked = [inner for _, one in form.questions() for inner in (one.questions if one.kind is Kind.GROUP else (one,))]
    labels = [
        one.label.replace("{}", one.one or "each of them")
        for one in asked
        if one.kind not in SILENT and one.kind not in (Kind.FILE, Kind.DECLARATION)
    ]
    assert len(labels) > 80
    # Words are broken between lines by the printer: compared without any space.
    assert [each for each in labels if "".join(each.split()) not in "".join(printed.split())] == []


def test_options_states_and_conditions_are_printed_too():
    printed = words_of(kit.made_of(make.area(), at=timezone.now())["contact.pdf"])
    assert "At school or nursery" in printed
    assert "Not known" in printed
    assert "Only if “Where is the child now?” is “Somewhere else”" in printed


def test_the_report_of_harm_between_children_asks_what_the_page_asks():
    printed = "".join(
        words_of(kit.made_of(make.area(), at=timezone.now())["report-of-harm-between-children.pdf"]).split()
    )
    shown = [field for field in ReportForm.base_fields.values() if not field.widget.is_hidden]
    assert [field.label for field in shown if "".join(str(field.label).split()) not in printed] == []


def test_the_form_of_a_room_that_is_off_is_not_in_the_kit(db):
    area, now, name = make.area(), timezone.now(), "report-of-harm-between-children.pdf"
    assert name in dict(kit.forms_of(area, at=now))
    area.rooms_off = ["child_on_child"]
    area.save()
    assert name not in dict(kit.forms_of(area, at=now))
    assert "contact.pdf" in dict(kit.forms_of(area, at=now))
    assert browsers.signed_in(make.membership("dsl")).get(f"/downtime/{name}").status_code == 404


def test_the_first_page_has_the_numbers_the_forms_and_when_it_was_printed(number):
    now = timezone.now()
    first = words_of(kit.made_of(make.area(), at=now)[kit.FIRST])
    assert number.telephone in first
    assert "MASH of the test" in first
    assert str(now.year) in first
    assert all(form.title in first for _, form in kit.forms_of(make.area(), at=now))


def test_a_sheet_torn_from_the_kit_says_whom_to_ring_and_whose_it_is(number):
    printed = kit.made_of(make.area(), at=timezone.now())["contact.pdf"]
    sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages]
    assert len(sheets) > 5
    for sheet in sheets:
        for words in (number.telephone, "999", "Child or family", "Told on, at"):
            assert words in sheet
    assert not any(words in words_of(printed) for words in ("on the next page", "is filled in. Change", "Filled in by"))


def test_a_number_that_has_ended_is_not_printed(number):
    ContactPoint.objects.filter(pk=number.pk).update(effective_to=date(2026, 2, 1))
    assert number.telephone not in words_of(kit.made_of(make.area(), at=timezone.now())[kit.FIRST])


def test_the_command_writes_every_paper(tmp_path, capsys):
    parser = argparse.ArgumentParser()
    downtime_kit.add_arguments(parser)
    assert downtime_kit.run(parser.parse_args([str(tmp_path / "kit"), "--area", make.area().code])) == 0
    assert {each.name for each in (tmp_path / "kit").iterdir()} == {kit.FIRST, *(f"{key}.pdf" for key in BLANK_FORMS)}


def test_whoever_holds_a_post_downloads_it_and_a_stranger_does_not(number, client):
    browser = browsers.signed_in(make.membership("dsl"))
    page = browser.get("/downtime/").content.decode()
    assert number.telephone in page
    assert "Telephone note (PDF)" in page
    answer = browser.get("/downtime/downtime-kit.zip")
    assert set(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == {
        kit.FIRST,
        *(f"{key}.pdf" for key in BLANK_FORMS),
    }
    assert browser.get("/downtime/telephone-note.pdf").content[:5] == b"%PDF-"
    assert browser.get("/downtime/no-such-form.pdf").status_code == 404
    assert client.get("/downtime/downtime-kit.zip").status_code == 302
