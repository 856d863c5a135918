"""Numbers and relationships that end, or were entered wrongly: nothing is deleted, and the reason stands beside them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Identifier, Relationship
from breakwater.partnership.people.records.operations import circumstances, endings, people
from breakwater.partnership.people.records.presenting import header
from breakwater.partnership.people.search import matching
from breakwater_dev.testing import factories as make

NHS = "9434765919"


@pytest.fixture
def screener(db):
    return make.actor("mash_screener", of=make.team("MASH", service="front_door"))


@pytest.fixture
def where(family):
    return lambda name="": reverse(f"casework:keep{name and '_' + name}", args=[family.child.public_id])


@pytest.fixture
def number(family, screener):
    with acting_as(screener):
        return people.add_identifier(
            person=family.child,
            scheme="NHS",
            value=NHS,
            by=screener,
            at=timezone.now(),
        )


def tie(actor, family):
    with acting_as(actor):
        return Relationship.objects.get(person=family.mother)


def words_of(answer) -> str:
    return answer.content.decode()


def found_by_number() -> list[int]:
    return [one.person_id for one in matching.find(text=NHS)]


def test_a_relationship_ends_on_a_day_for_a_reason_and_its_history_is_shown(signed_in, screener, family, where):
    row, browser, day = tie(screener, family), signed_in(screener), timezone.localdate() - timedelta(days=3)
    assert where("end_relationship") in words_of(browser.get(where()))
    assert "Mo Example, mother" in words_of(browser.get(where("end_relationship")))
    sent = {
        "which": row.pk,
        "how": "over",
        "because": "Adoption order",
        "last_day-day": day.day,
        "last_day-month": day.month,
        "last_day-year": day.year,
    }
    for _ in range(2):
        assert browser.post(where("end_relationship"), sent).status_code == 302
    row = tie(screener, family)
    assert (row.ends_on, row.ended_because, row.was_mistaken, row.ended_by) == (day, "Adoption order", False, screener)
    page = words_of(browser.get(where()))
    assert f"until {day.day} " in page
    assert ": Adoption order" in page
    assert "Mo Example, mother" not in words_of(browser.get(where("end_relationship")))
    with acting_as(screener):
        assert "Mo Example" not in [one.person.name for one in header(family.child, on=timezone.localdate()).relatives]


def test_one_entered_wrongly_says_so_and_the_right_one_can_be_added(signed_in, screener, family, where):
    row, browser = tie(screener, family), signed_in(screener)
    sent = {"which": row.pk, "how": "mistaken", "because": "She is the aunt"}
    assert browser.post(where("end_relationship"), sent).status_code == 302
    assert "mother; entered wrongly: She is the aunt" in words_of(browser.get(where()))
    page = reverse("casework:keep_relationship", args=[family.child.public_id, family.mother.public_id])
    right = {"way": "other", "code": "AUN", "responsible": "no", "together": "no"}
    assert browser.post(page, right).status_code == 302
    with acting_as(screener):
        assert sorted(Relationship.objects.filter(person=family.mother).values_list("code", "was_mistaken")) == [
            ("AUN", False),
            ("MTH", True),
        ]


def test_a_number_entered_wrongly_finds_nobody_and_a_past_one_still_does(signed_in, screener, family, number, where):
    browser = signed_in(screener)
    with acting_as(screener):
        assert found_by_number() == [family.child.pk]
        endings.end_identifier(identifier=number, because="A new one was given", by=screener, at=timezone.now())
        assert found_by_number() == [family.child.pk]
        assert audit.current().done[-1]["verb"] == "ended identifier"
        other = people.add_identifier(person=family.child, scheme="NHS", value=NHS, by=screener, at=timezone.now())
    sent = {"which": other.pk, "how": "mistaken", "because": "His brother's"}
    with acting_as(screener):
        Identifier.objects.filter(pk=number.pk).update(was_mistaken=True)
    assert browser.post(where("end_identifier"), sent).status_code == 302
    with acting_as(screener):
        assert found_by_number() == []
    page = words_of(browser.get(where()))
    assert "Earlier NHS number" in page
    assert "entered wrongly: His brother" in page
    assert "None that your role can see." in words_of(browser.get(where("end_identifier")))


def test_what_cannot_be_is_said_on_the_page(signed_in, screener, family, number, where):
    browser = signed_in(screener)
    page = where("end_identifier")
    assert "Choose which one" in words_of(browser.post(page, {}))
    assert "Enter the reason" in words_of(browser.post(page, {"which": number.pk, "how": "over", "because": " "}))
    with acting_as(screener):
        Identifier.objects.filter(pk=number.pk).update(starts_on=timezone.localdate())
    early = {
        "which": number.pk,
        "how": "over",
        "because": "x",
        "last_day-day": 1,
        "last_day-month": 1,
        "last_day-year": 2020,
    }
    assert "Enter a day on or after the day it began" in words_of(browser.post(page, early))
    assert browser.post(page, {"which": number.pk, "how": "over", "because": "x"}).status_code == 302
    told = words_of(browser.post(page, {"which": number.pk, "how": "over", "because": "Another reason"}))
    assert "Someone has ended it already" in told


def test_only_a_tie_of_this_person_can_be_ended_here(signed_in, screener, family, where):
    with acting_as(make.intake()) as by:
        one = people.enter_person(area=make.area(), facts=people.NewPerson(forename="Zelda"), by=by, at=timezone.now())
        two = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Quentin"), by=by, at=timezone.now()
        )
        strange = circumstances.relate(person=one, other=two, code="SIB", by=by, at=timezone.now())
    answer = signed_in(screener).post(where("end_relationship"), {"which": strange.pk, "how": "over", "because": "x"})
    assert "Choose one of the answers shown" in words_of(answer)


def test_a_reader_who_may_not_mend_ends_nothing(signed_in, family, number, where):
    dsl = make.actor("dsl", of=family.dsls)
    for name in ("end_identifier", "end_relationship"):
        assert signed_in(dsl).get(where(name)).status_code == 403
