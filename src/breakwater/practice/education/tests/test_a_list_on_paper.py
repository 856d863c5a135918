"""A school's list on paper: for one reader whom somebody let, until a day, by code and initials; for everyone else it is not there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from breakwater.casework.cases.standings import Standing
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.education.answers import list_rows
from breakwater.practice.education.answers.operations import answers
from breakwater.practice.education.answers.operations.answers import Said
from breakwater.practice.education.models import ListRow, PaperLeave, SchoolList
from breakwater.practice.education.papers import list_pdf


@pytest.fixture
def released(city):
    child = city.pupil()
    city.says(Standing(child.pk, "SA", words="74", worker="Wren Worker"))
    city.build()
    return city.release(0)


def pdf(browser, school_list):
    return browser.get(reverse("education:our_list_pdf", args=[school_list.public_id]))


def let(browser, city, released, *, days=30, post=None):
    until = city.today + timedelta(days=days)
    return browser.post(
        reverse("education:paper", args=[released.public_id]),
        {
            "post": (post or city.dsl[0]).pk,
            "until-day": until.day,
            "until-month": until.month,
            "until-year": until.year,
            "because": "The school has one computer",
        },
    )


def test_nobody_prints_a_list_until_let_then_that_reader_alone(signed_in, city, released):
    dsl, deputy = signed_in(actor_of(city.dsl[0])), signed_in(actor_of(city.deputies[0]))
    assert pdf(dsl, released).status_code == 404
    page = reverse("education:school_list", args=[released.public_id])
    assert "as PDF" not in dsl.get(page).content.decode()
    assert let(signed_in(actor_of(city.coordinator)), city, released).status_code == 302
    assert "as PDF" in dsl.get(page).content.decode()
    printed = pdf(dsl, released)
    assert printed["Content-Type"] == "application/pdf"
    assert pdf(deputy, released).status_code == 404


def test_it_ends_by_itself_and_at_a_word(signed_in, city, released):
    link, dsl = signed_in(actor_of(city.coordinator)), signed_in(actor_of(city.dsl[0]))
    let(link, city, released)
    with acting_as(actor_of(city.coordinator)):
        leave = PaperLeave.objects.get()
    link.post(reverse("education:end_paper", args=[released.public_id, leave.pk]))
    assert pdf(dsl, released).status_code == 404


def test_nobody_is_let_for_longer_than_three_months_and_no_school_lets_itself(signed_in, city, released):
    link = signed_in(actor_of(city.coordinator))
    assert "until three months from now" in let(link, city, released, days=200).content.decode()
    assert let(signed_in(actor_of(city.dsl[0])), city, released).status_code in (403, 404)
    assert let(link, city, released, post=city.dsl[1]).status_code == 200
    with acting_as(actor_of(city.coordinator)):
        assert not PaperLeave.objects.exists()


def test_the_paper_names_no_pupil_says_what_a_figure_counts_and_carries_its_reader(city, released):
    """An absence figure stood without its unit: 74 per cent here, or away?"""
    with acting_as(actor_of(city.dsl[0])):
        found = SchoolList.objects.select_related("team__organisation", "fortnight", "area").get()
        page = list_rows.page_of(found, now=city.now)
        said = str(list_pdf.data_of(found, page, reader="Yusuf Fairlead", at=city.now))
    assert "Severe absence: 74 per cent of sessions missed (new)" in said
    assert "A.E." in said
    assert "Printed by Yusuf Fairlead" in said
    for name in ("Ada", "Example"):
        assert name not in said


def test_a_pupil_called_not_ours_is_not_on_the_paper(city, released):
    with acting_as(actor_of(city.dsl[0])) as by:
        found = SchoolList.objects.select_related("team__organisation", "fortnight", "area").get()
        answers.open_list(school_list=found, by=by, at=city.now)
        row = ListRow.objects.select_related("list__area", "list__fortnight", "pupil").get()
        answers.answer(row=row, said=Said(kind="NOT_OURS"), key=row_key(), by=by, at=city.now)
        page = list_rows.page_of(found, now=city.now)
        assert list_pdf.data_of(found, page, reader="Y", at=city.now)["rows"] == []


def row_key():
    from uuid import uuid4

    return uuid4()
