"""Lists are made for all schools at once from what the sources say, and only for pupils whose place is sure."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from breakwater.casework.cases.standings import Standing
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.education.cohorts import operations as cohorts
from breakwater.practice.education.models import CohortRule, Held, ListRow, RowFlag, SourceState, is_barred
from breakwater_dev.testing import factories as make

DAY = timedelta(days=1)


def test_a_pupil_in_two_cohorts_has_one_row_with_two_flags(city):
    ada = city.pupil()
    city.says(Standing(ada.pk, "CPP"), Standing(ada.pk, "EHCP"))
    built = city.build()
    assert (built.lists, built.rows) == (3, 1)
    assert city.rows() == {"Ada": ("NEW", {"CPP": "NEW", "EHCP": "NEW"})}


def test_sg_14_a_pupil_whose_place_is_not_confirmed_is_on_no_list_and_waits_for_a_person(city):
    ada = city.pupil(verified=False)
    city.says(Standing(ada.pk, "CPP"))
    city.build()
    assert city.rows() == {}
    with acting_as(city.lists):
        assert [(one.person_id, one.why) for one in Held.objects.all()] == [(ada.pk, "NOT_VERIFIED")]


def test_a_co_ordinator_sees_whom_is_kept_off_and_may_confirm_the_place_until_it_is_settled(city, signed_in):
    ada = city.pupil(verified=False)
    city.says(Standing(ada.pk, "CPP"))
    city.build()
    browser = signed_in(actor_of(city.coordinator))
    assert "Ada Example" in browser.get("/lists/held/").content.decode()
    with acting_as(city.lists):
        held = Held.objects.get()
    assert "Ada Example" in browser.get(f"/lists/held/{held.public_id}/").content.decode()
    assert "Verify a school place" in browser.get(f"/people/{ada.public_id}/").content.decode()
    browser.post(f"/lists/held/{held.public_id}/", {"words": "The school says she never came"})
    assert "Ada Example" not in browser.get("/lists/held/").content.decode()
    assert browser.get(f"/people/{ada.public_id}/").status_code == 404


def test_sg_15_a_pupil_claimed_by_two_schools_is_on_neither_list(city):
    ada = city.pupil()
    city.place(ada, 1)
    city.says(Standing(ada.pk, "CPP"))
    city.build()
    assert (city.rows(0), city.rows(1)) == ({}, {})
    with acting_as(city.lists):
        assert {one.why for one in Held.objects.all()} == {"TWO_PLACES"}


def test_sg_15_a_pupil_who_has_moved_is_on_the_new_schools_list_from_the_day_of_the_move(city):
    """Both schools had the last day of the old place in common, and the pupil was withheld from both lists of that day."""
    ada = city.pupil(ends=city.today)
    city.place(ada, 1, since=city.today)
    city.says(Standing(ada.pk, "CPP"))
    city.build()
    assert (list(city.rows(0)), list(city.rows(1))) == ([], ["Ada"])
    with acting_as(city.lists):
        assert not Held.objects.exists()


def test_a_pupil_on_the_last_day_at_a_school_stays_on_its_list(city):
    ada = city.pupil(ends=city.today)
    city.says(Standing(ada.pk, "CPP"))
    city.build()
    assert list(city.rows(0)) == ["Ada"]


def test_a_pupil_at_two_settings_is_on_both_lists(city):
    ada = city.pupil(registration="M")
    city.place(ada, 1, registration="S")
    city.says(Standing(ada.pk, "AP"))
    city.build()
    assert list(city.rows(0)) == list(city.rows(1)) == ["Ada"]


@pytest.mark.parametrize("code", ["PREV", "LADO", "S47", "CDOP", "EHX", "SENK"])
def test_what_never_stands_on_a_list_leaves_no_trace_in_the_room(city, code):
    ada = city.pupil()
    city.says(Standing(ada.pk, code, worker="Marker Marlow"))
    city.build()
    with acting_as(city.lists):
        assert (ListRow.objects.count(), RowFlag.objects.count(), Held.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("code", "facts", "shown"),
    [
        ("ASM", {}, False),
        ("ASM", {"parents_know": True}, True),
        ("YC", {}, False),
        ("YC", {"agreed": True}, True),
        ("EHA", {"agreed": True}, False),
    ],
)
def test_a_condition_must_hold_before_a_school_reads_of_it(city, code, facts, shown):
    ada = city.pupil()
    city.says(Standing(ada.pk, code, **facts))
    city.build()
    assert bool(city.rows()) == shown


def test_early_help_is_read_by_the_school_that_the_agreement_names_and_no_other(city):
    ada = city.pupil(registration="M")
    city.place(ada, 1, registration="S")
    city.says(Standing(ada.pk, "EHA", schools=frozenset({city.schools[1].organisation_id})))
    city.build()
    assert (list(city.rows(0)), list(city.rows(1))) == ([], ["Ada"])


def test_a_cohort_without_details_carries_none(city):
    ada = city.pupil()
    city.says(Standing(ada.pk, "EXPL", worker="Wren Worker", phone="01632 960001", next_meeting_on=city.today))
    city.build()
    with acting_as(city.lists):
        flag = RowFlag.objects.get()
        assert (flag.worker, flag.phone, flag.next_meeting_on, flag.rule.words) == (
            "",
            "",
            None,
            "Exploitation plan: speak to the worker",
        )


def test_the_next_list_says_what_is_new_changed_unchanged_and_ended_once(city):
    ada, bo, cy = city.pupil("Ada"), city.pupil("Bo"), city.pupil("Cy")
    city.says(Standing(ada.pk, "CPP"), Standing(bo.pk, "CIN", worker="First"), Standing(cy.pk, "PA"))
    city.fortnight(0)
    di = city.pupil("Di")
    city.says(Standing(bo.pk, "CIN", worker="Second"), Standing(cy.pk, "PA"), Standing(di.pk, "CLA"))
    city.fortnight(2)
    assert city.rows(0, 2) == {
        "Ada": ("ENDED", {"CPP": "ENDED"}),
        "Bo": ("CHANGED", {"CIN": "CHANGED"}),
        "Cy": ("SAME", {"PA": "SAME"}),
        "Di": ("NEW", {"CLA": "NEW"}),
    }
    city.fortnight(4)
    assert "Ada" not in city.rows(0, 4)


def test_sg_05_a_source_that_fails_is_carried_over_and_named(city):
    ada = city.pupil()
    city.says(Standing(ada.pk, "CPP", worker="Wren Worker"))
    city.fortnight(0)
    city.source.fails = True
    city.build(2)
    assert city.rows(0, 2) == {"Ada": ("SAME", {"CPP": "SAME"})}
    with acting_as(city.lists):
        flag = RowFlag.objects.get(row__list=city.list_of(0, 2))
        assert (flag.is_carried, flag.worker) == (True, "Wren Worker")
        state = SourceState.objects.get(fortnight__period=city.today + timedelta(weeks=2))
        assert (state.state, state.label, state.owner) == ("FAILED", "Social care", "A. Owner")


def test_sg_05_what_a_late_source_no_longer_says_is_not_called_ended(city):
    ada, bo = city.pupil("Ada"), city.pupil("Bo")
    city.says(Standing(ada.pk, "CPP"), Standing(bo.pk, "CPP"))
    city.fortnight(0)
    city.source.age = timedelta(days=9)
    city.says(Standing(bo.pk, "CPP"))
    city.build(2)
    assert city.rows(0, 2) == {"Ada": ("SAME", {"CPP": "SAME"}), "Bo": ("SAME", {"CPP": "SAME"})}


def test_sg_16_a_pupil_who_has_left_is_neither_shown_nor_called_ended(city):
    ada = city.pupil()
    city.says(Standing(ada.pk, "CPP"))
    city.fortnight(0)
    with acting_as(make_intake()):
        ada.enrolments.update(ends_on=city.today - DAY)
    city.build(2)
    assert city.rows(0, 2) == {}


def make_intake():
    from breakwater_dev.testing import factories as make

    return make.intake()


def test_a_line_that_is_switched_off_just_goes_and_is_not_called_ended(city):
    ada = city.pupil()
    city.says(Standing(ada.pk, "CPP"), Standing(ada.pk, "PA"))
    city.fortnight(0)
    with acting_as(actor_of(city.coordinator)) as by:
        rule = cohorts.in_force(city.area, city.today)["PA"]
        says = cohorts.Says(rule.definition, "X", "NONE", "", "", "Not now", "Us", city.today)
        cohorts.change(rule=rule, says=says, because="Trial", by=by, at=city.now)
    city.build(2)
    assert city.rows(0, 2) == {"Ada": ("CHANGED", {"CPP": "SAME"})} or city.rows(0, 2) == {
        "Ada": ("SAME", {"CPP": "SAME"})
    }


@pytest.mark.parametrize("code", ["PREV", "LADO", "S47"])
def test_the_database_refuses_to_switch_on_what_never_stands_on_a_list(city, code):
    city.build()
    with acting_as(actor_of(city.coordinator)) as by:
        rule = cohorts.in_force(city.area, city.today)[code]
        says = cohorts.Says(rule.definition, "D", "NONE", "", "", "x", "x", city.today)
        with pytest.raises(cohorts.NeverOnAList):
            cohorts.change(rule=rule, says=says, because="x", by=by, at=city.now)
        rule.pk, rule.see, rule.edition, rule.ends_on = None, "D", 9, city.today
        with pytest.raises(IntegrityError), transaction.atomic():
            CohortRule.objects.bulk_create([rule])


def test_made_again_a_list_that_nobody_checked_is_made_anew_and_one_that_is_checked_stays(city):
    ada, bo = city.pupil("Ada", 0), city.pupil("Bo", 1)
    city.says(Standing(ada.pk, "CPP"), Standing(bo.pk, "CPP"))
    city.build()
    released = city.release(0)
    city.says()
    city.build()
    assert (list(city.rows(0)), city.rows(1)) == (["Ada"], {})
    assert city.list_of(0).pk == released.pk


def test_an_area_adds_a_cohort_of_its_own_without_code_and_never_one_that_is_barred(signed_in, city):
    """The table could be changed line by line and nothing added to it."""
    ada = city.pupil()
    city.build()
    manager = make.actor("link_manager", of=city.link)
    browser, of = signed_in(manager), {"see": "N", "condition": "NONE", "because": "Agreed in June", "owner": "Us"}
    day = {"review_by-day": 1, "review_by-month": 9, "review_by-year": city.today.year + 1}
    words = {"name": "Young parent", "definition": "Expects or has a child", "source": "Health", "why": "Support"}
    for code, kept in (("yp", True), ("PREV", False), ("yp", False)):
        answer = browser.post("/lists/cohorts/new/", {"code": code, **of, **day, **words})
        assert (answer.status_code == 302) == kept
    city.says(Standing(ada.pk, "YP"))
    city.build()
    assert city.rows() == {}
    officer = signed_in(make.actor("information_governance", of=make.team("Governance")))
    released = {"decision": "RELEASE", "words": "Agreed with the schools in June"}
    assert officer.post("/lists/cohorts/YP/waiting/decide/", released).status_code == 302
    city.build()
    assert city.rows() == {"Ada": ("NEW", {"YP": "NEW"})}


def test_an_area_without_a_table_gets_it_before_a_cohort_of_its_own(signed_in, city):
    """The one line stood for the whole table: no list had anyone on a plan, and nothing said so."""
    browser = signed_in(make.actor("link_manager", of=city.link))
    of = {"see": "N", "condition": "NONE", "because": "Agreed in June", "owner": "Us", "why": "Support"}
    day = {"review_by-day": 1, "review_by-month": 9, "review_by-year": city.today.year + 1}
    words = {"name": "Young parent", "definition": "Expects or has a child", "source": "Health"}
    barred = browser.post("/lists/cohorts/new/", {"code": "prev", **of, **day, **words})
    assert "This is never on a school’s list" in barred.content.decode()
    assert not CohortRule.objects.exists()
    assert browser.post("/lists/cohorts/new/", {"code": "YP", **of, **day, **words}).status_code == 302
    assert {"CPP", "CIN", "CLA"} <= cohorts.in_force(city.area, city.today).keys()


@pytest.mark.parametrize(
    ("name", "definition"), [("Channel panel", "Heard"), ("Vulnerable", "Referred to Prevent"), ("S47s", "A live S.47")]
)
def test_what_never_stands_on_a_list_is_not_added_under_a_code_of_its_own(signed_in, city, name, definition):
    """Three codes were refused; the page promised it of any name, and "CHAN, Channel panel" went to schools."""
    city.build()
    browser = signed_in(make.actor("link_manager", of=city.link))
    of = {"condition": "NONE", "because": "Agreed in June", "owner": "Us", "why": "Support", "source": "Police"}
    day = {"review_by-day": 1, "review_by-month": 9, "review_by-year": city.today.year + 1}
    said = {"code": "CHAN", "name": name, "definition": definition, **of, **day}
    refused = browser.post("/lists/cohorts/new/", {**said, "see": "D"}).content.decode()
    assert "section 47 enquiries are never on a school’s list" in refused
    barred = cohorts.Says(definition, "N", "NONE", "", "", "x", "x", city.today, "CHAN", name, "Police")
    with acting_as(actor_of(city.coordinator)) as by, pytest.raises(cohorts.NeverOnAList):
        cohorts.add(area=city.area, says=barred, because="x", by=by, at=city.now)
    assert not CohortRule.objects.filter(code="CHAN").exists()
    assert browser.post("/lists/cohorts/new/", {**said, "see": "X"}).status_code == 302


def test_no_line_that_breakwater_brings_is_refused_for_its_words(city):
    city.build()
    for rule in cohorts.in_force(city.area, city.today).values():
        assert not is_barred(rule.code, rule.see, rule.name, rule.definition, rule.said), rule.code
