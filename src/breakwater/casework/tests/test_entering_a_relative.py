"""Entering somebody who is not on record, from the record of a person who is."""

import pytest
from django.urls import reverse

from breakwater.casework.models import ChronologyEntry, Participant
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person, Relationship
from breakwater_dev.testing import factories as make

FATHER = {
    "forename": "Fabian",
    "surname": "Elsewhere",
    "born-year": "1984",
    "estimated": ["yes"],
    "age": "adult",
    "code": "FTH",
    "responsible": "yes",
    "together": "no",
    "why": "Named by the mother on a visit",
}


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def at_work(referral, worker, signed_in):
    """The browser of a social worker with an open referral about the child."""
    referral()
    return signed_in(worker)


@pytest.fixture
def where(family):
    return reverse("casework:keep_new_relative", args=[family.child.public_id])


def named(actor, **names) -> list[Person]:
    with acting_as(actor):
        return list(Person.objects.filter(**names))


def test_a_worker_enters_the_father_whom_nobody_knew_and_who_reads_the_case_sees_him(at_work, worker, family, where):
    browser = at_work
    find = reverse("casework:keep_find_relative", args=[family.child.public_id])
    assert where in words_of(browser.post(find, {"words": "Fabian Elsewhere"}))
    for _ in range(2):  # a page sent twice enters nobody twice
        answer = browser.post(where, FATHER, follow=True)
        assert "They are on record now" in words_of(answer)
    [father] = named(worker, surname="Elsewhere")
    assert (father.born.year, father.born.estimated, father.is_adult_in_a_childs_life) == (1984, True, True)
    with acting_as(worker):
        tie = Relationship.objects.get(person=father, other=family.child.pk)
        assert (tie.code, tie.holds_parental_responsibility, tie.lives_in_household) == ("FTH", True, False)
        assert Participant.objects.get(person=father).capacity == "PARENT"
        assert ChronologyEntry.objects.get(person=father).detail == FATHER["why"]


def test_sg_10_who_is_on_record_under_such_a_name_is_offered_first_and_nobody_is_entered_until_it_is_none_of_them(
    signed_in, family, where
):
    manager = make.actor("mash_manager", of=make.team("MASH", service="front_door"))
    known = make.person("Fabian", "Elsewhere")
    browser = signed_in(manager)
    page = words_of(browser.post(where, FATHER))
    assert reverse("casework:keep_relationship", args=[family.child.public_id, known.public_id]) in page
    assert len(named(manager, surname="Elsewhere")) == 1
    browser.post(where, FATHER | {"none_of_these": ["yes"]})
    assert len(named(manager, surname="Elsewhere")) == 2


def test_sg_13_someone_on_record_whom_the_worker_may_not_see_changes_no_word_of_the_answer(at_work, where):
    make.person("Fabian", "Elsewhere")
    page = words_of(at_work.post(where, FATHER, follow=True))
    assert "They are on record now" in page
    assert "Is it one of these?" not in page


def test_nobody_is_entered_from_a_record_of_no_case_of_ones_own(signed_in, family, where):
    other = make.actor("social_worker", of=make.team("Another team"))
    assert signed_in(other).get(where).status_code == 404


@pytest.mark.parametrize("left_out", ["why", "code", "age"])
def test_role_age_and_how_it_is_known_are_asked_for(at_work, where, left_out):
    assert "There is a problem" in words_of(at_work.post(where, FATHER | {left_out: ""}))
    assert named(make.intake(), surname="Elsewhere") == []
