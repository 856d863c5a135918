"""Mending what is held about a person, as the people who do it see it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Address, Enrolment, Identifier, Person, PersonContact, Relationship
from breakwater.partnership.people.records.operations import people
from breakwater_dev.testing import factories as make

FORMS = (
    "names",
    "other_name",
    "birth",
    "identifier",
    "address",
    "way",
    "safety",
    "find_relative",
    "enrol",
    "end_place",
)


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def desk(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def screener(desk):
    return make.actor("mash_screener", of=desk)


@pytest.fixture
def manager(desk):
    return make.actor("mash_manager", of=desk)


@pytest.fixture
def where(family):
    """`where(name)` returns the address of a page about the child."""
    return lambda name, *more: reverse(f"casework:keep{name and '_' + name}", args=[family.child.public_id, *more])


def fresh(actor, model, **facts):
    with acting_as(actor):
        return list(model.objects.filter(**facts))


def child_of(actor, family) -> Person:
    return fresh(actor, Person, pk=family.child.pk)[0]


def test_the_childs_page_leads_to_all_that_is_held(signed_in, screener, family, where):
    browser = signed_in(screener)
    assert where("") in words_of(browser.get(reverse("casework:person", args=[family.child.public_id])))
    page = words_of(browser.get(where("")))
    for said in (
        "Ada",
        "4 March 2016",
        "1 Example Street",
        "Mo Example",
        "mother. Holds parental responsibility",
        "Harbour Primary",
        "year 5",
        "verified ",
    ):
        assert said in page, said
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Ada" not in title
    for name in FORMS:
        asked = browser.get(where(name))
        assert (asked.status_code, ">Ada Example</span>" in words_of(asked)) == (200, True), name


def test_a_new_name_keeps_the_former_one_and_a_mistake_leaves_none(signed_in, screener, family, where):
    browser = signed_in(screener)
    browser.post(where("names"), {"forename": "Ada", "surname": "Sample", "why": "changed"})
    with acting_as(screener):
        assert [other.surname for other in child_of_names(family)] == ["Example"]
    browser.post(where("names"), {"forename": "Ada", "surname": "Sample", "why": "mistake"})
    with acting_as(screener):
        assert len(child_of_names(family)) == 1
    assert child_of(screener, family).name == "Ada Sample"
    refused = words_of(browser.post(where("names"), {"forename": " ", "surname": "", "why": "mistake"}))
    assert "Enter a name: nothing would be left" in refused


def child_of_names(family):
    return list(Person.objects.get(pk=family.child.pk).other_names.all())


def test_a_birth_is_corrected_to_a_part_date_an_estimate_or_an_expected_day(signed_in, screener, family, where):
    browser = signed_in(screener)
    browser.post(where("birth"), {"known": "born", "born-month": "5", "born-year": "2017"})
    assert child_of(screener, family).born.in_words() == "May 2017"
    browser.post(where("birth"), {"known": "born", "born-year": "2016", "estimated": "yes"})
    assert child_of(screener, family).born.estimated
    soon = timezone.localdate()
    browser.post(
        where("birth"),
        {
            "known": "expected",
            "expected_on-day": soon.day,
            "expected_on-month": soon.month,
            "expected_on-year": soon.year,
        },
    )
    child = child_of(screener, family)
    assert (child.born, child.expected_on) == (None, soon)
    wrong = {"known": "born", "born-day": "1", "born-month": "5", "born-year": "2017", "estimated": "yes"}
    assert "Enter the year alone" in words_of(browser.post(where("birth"), wrong))


def test_a_number_that_fails_its_check_needs_a_reason(signed_in, screener, family, where):
    browser, wrong = signed_in(screener), {"scheme": "NHS", "value": "943 476 5918"}
    assert "The last figure does not fit the rest" in words_of(browser.post(where("identifier"), wrong))
    assert fresh(screener, Identifier, person=family.child) == []
    for _ in range(2):
        browser.post(where("identifier"), {**wrong, "kept_despite": "Printed so on the red book"})
    (kept,) = fresh(screener, Identifier, person=family.child)
    assert (kept.passes_check, kept.kept_despite) == (False, "Printed so on the red book")
    assert "fails its check, kept because: Printed so" in words_of(browser.get(where("")))


def test_a_second_sending_makes_no_second_row(signed_in, screener, family, where):
    browser = signed_in(screener)
    sent = {
        "other_name": {"forename": "Addie", "kind": "ALIAS"},
        "address": {"kind": "HOME", "lines": "2 Sample Road", "postcode": "po1 2ab"},
        "way": {"kind": "PHONE", "phone": "01632 960 001", "safe": "YES", "when": "mornings"},
    }
    for name, facts in sent.items():
        for _ in range(2):
            assert browser.post(where(name), facts).status_code == 302, name
    with acting_as(screener):
        child = Person.objects.get(pk=family.child.pk)
        assert child.other_names.count() == 1
        assert child.addresses.get(ends_on=None).said == "2 Sample Road, PO1 2AB"
        assert child.addresses.count() == 2
        assert child.contacts.count() == 1


def test_a_refuge_is_withheld(signed_in, screener, family, where):
    browser = signed_in(screener)
    told = browser.post(where("address"), {"kind": "REFUGE", "lines": "9 Hidden Lane"})
    assert "Leave the address and the postcode of a refuge empty" in words_of(told)
    assert fresh(screener, Address, person=family.child, kind="REFUGE") == []
    assert browser.post(where("address"), {"kind": "REFUGE"}).status_code == 302
    page = words_of(browser.get(where("")))
    assert "Withheld" in page
    assert "refuge" not in page.lower()


def test_a_number_that_became_unsafe_is_no_longer_shown(signed_in, screener, family, where):
    browser = signed_in(screener)
    browser.post(where("way"), {"kind": "EMAIL", "email": "mo@example.org", "safe": "YES"})
    (way,) = fresh(screener, PersonContact, person=family.child)
    assert browser.post(where("safety"), {"which": way.pk, "safe": "NO"}).status_code == 302
    assert "mo@example.org" not in words_of(browser.get(where("")))
    assert "mo@example.org" not in words_of(browser.get(where("safety")))


def test_a_relationship_is_found_by_search_said_once_and_mended(signed_in, screener, family, where):
    with acting_as(make.intake()) as by:
        aunt = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Zelda", surname="Otherwise"), by=by, at=timezone.now()
        )
    browser = signed_in(screener)
    found = words_of(browser.post(where("find_relative"), {"words": "Zelda Otherwise"}))
    there = where("relationship", aunt.public_id)
    assert there in found
    said = {"way": "other", "code": "AUN", "responsible": "no", "together": "not_known"}
    assert browser.post(there, said).status_code == 302
    assert browser.post(there, {**said, "together": "yes"}).status_code == 302
    (kept,) = fresh(screener, Relationship, person=aunt)
    assert (kept.other_id, kept.holds_parental_responsibility, kept.lives_in_household) == (
        family.child.pk,
        False,
        True,
    )
    assert browser.get(where("relationship", family.child.public_id)).status_code == 404


def test_only_whom_one_may_see_can_be_found_or_related(signed_in, worker, family, referral, where):
    referral()
    make.person("Zelda", "Otherwise")
    hidden = make.person("Quentin", "Otherwise")
    browser = signed_in(worker)
    assert "Nobody else that you may see was found" in words_of(
        browser.post(where("find_relative"), {"words": "Zelda Otherwise"})
    )
    assert browser.get(where("relationship", hidden.public_id)).status_code == 404


def test_sg_14_a_school_place_waits_for_a_second_source_and_no_school_verifies_it(
    signed_in, screener, worker, family, referral, where
):
    referral()
    other = make.team("Safeguarding", of=make.organisation("Quay School", kind="SCHOOL"))
    sent = {"team": other.public_id, "year_group": "5"}
    assert signed_in(worker).post(where("enrol"), sent).status_code == 302
    assert "They have a place at this school already" in words_of(signed_in(worker).post(where("enrol"), sent))
    (place,) = fresh(screener, Enrolment, team=other)
    assert place.verified_on is None
    their_page = reverse("casework:person", args=[family.child.public_id])
    dsl = make.actor("dsl", of=other)
    assert signed_in(dsl).get(their_page).status_code == 404
    for refused in (worker, make.actor("dsl", of=family.dsls)):
        answer = signed_in(refused).post(where("verify"), {"place": place.pk, "source": "x"})
        assert answer.status_code == 403
    browser = signed_in(screener)
    assert "Enter the second source" in words_of(browser.post(where("verify"), {"place": place.pk}))
    assert browser.post(where("verify"), {"place": place.pk, "source": "The admissions list"}).status_code == 302
    assert fresh(screener, Enrolment, team=other)[0].verified_by_id == screener.pk
    early = {"place": place.pk, "last_day-day": 1, "last_day-month": 1, "last_day-year": 2020}
    assert "Enter a day on or after the first day there" in words_of(browser.post(where("end_place"), early))
    assert browser.post(where("end_place"), {"place": place.pk, "gone_to": "Pier School"}).status_code == 302
    assert "went to Pier School" in words_of(browser.get(reverse("casework:keep", args=[family.child.public_id])))
    assert "Choose one of the answers shown" in words_of(browser.post(where("end_place"), {"place": place.pk}))


def test_sg_16_a_relative_is_kept_from_the_record_whatever_the_post(signed_in, screener, manager, family, where):
    assert signed_in(screener).get(where("bar")).status_code == 403
    relative = make.actor("mash_screener", of=screener.membership.team)
    browser, theirs = signed_in(manager), signed_in(relative)
    page = reverse("casework:person", args=[family.child.public_id])
    assert theirs.get(page).status_code == 200
    nobody = {"email": "nobody@example.org", "because": "x"}
    assert "Nobody who has a role in your area" in words_of(browser.post(where("bar"), nobody))
    sent = {"email": relative.membership.user.email.upper(), "because": "The child's uncle"}
    for _ in range(2):
        assert browser.post(where("bar"), sent).status_code == 302
    assert theirs.get(page).status_code == 404
    assert theirs.get(where("")).status_code == 404
    assert browser.get(page).status_code == 200


def test_sg_16_one_who_declares_a_tie_is_led_away_from_the_record(signed_in, manager, where):
    sent = {"email": manager.membership.user.email, "because": "My niece"}
    assert signed_in(manager).post(where("bar"), sent).url == reverse("casework:search")


@pytest.mark.parametrize("text", ["\x00", "x" * 5000, "'; drop table--", "\ud7ff\u202e", "<script>", "9" * 40])
def test_whatever_is_sent_is_answered_in_words(signed_in, manager, where, text):
    browser = signed_in(manager)
    names = (
        "forename",
        "surname",
        "middle_names",
        "known_as",
        "why",
        "kind",
        "known",
        "scheme",
        "status",
        "value",
        "kept_despite",
        "lines",
        "postcode",
        "phone",
        "email",
        "safe",
        "when",
        "which",
        "words",
        "team",
        "year_group",
        "place",
        "source",
        "because",
        "born-day",
        "born-month",
        "born-year",
        "since-year",
        "last_day-year",
    )
    for page in (*FORMS, "verify", "bar"):
        answer = browser.post(where(page), dict.fromkeys(names, text))
        assert answer.status_code in (200, 302), page
        assert "<script>9" not in words_of(answer)
    chosen = {"kind": "HOME", "scheme": "LA_CHILD", "known": "born", "why": "changed", "safe": "YES"}
    for page in ("names", "other_name", "birth", "identifier", "address", "way"):
        answer = browser.post(where(page), dict.fromkeys(names, text) | chosen)
        assert answer.status_code in (200, 302), page


def test_a_team_without_the_child_finds_no_page(signed_in, family, where):
    stranger = signed_in(make.actor("social_worker", of=make.team("Another team")))
    for name in ("", *FORMS):
        assert stranger.get(where(name)).status_code == 404, name
