"""Where something could bring two children together, or take one child for another, it is asked once more; what is decided is kept."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.child_on_child.assessments import lookup as plans
from breakwater.practice.child_on_child.assessments.operations import measures, writing
from breakwater.practice.child_on_child.incidents.operations import notices, opening, outcomes
from breakwater.practice.child_on_child.models import Decision, IncidentChild, SchoolNotice, Trigger
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import a_pupil, a_school, child_in, elsewhere, opened, told, with_police


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def words(page) -> str:
    return page.content.decode()


def moved(child, dsl, school=None, **more):
    facts = notices.NoticeFacts("A trusted adult", "Ira", "01632 960100", school, asked_by="Her mother", **more)
    with acting_as(dsl) as by:
        return notices.pass_on_move(child, facts, key=uuid4(), by=by, at=timezone.now())


def test_pl_9_8_a_child_does_not_move_to_the_school_of_the_other_without_a_reason(dsl, other_school):
    made = opened(dsl, "VERBAL")
    elsewhere(made, other_school, dsl)
    harmed, theirs = child_in(made, "HARMED", dsl), other_school.organisation
    with pytest.raises(notices.AnotherIsThere):
        moved(harmed, dsl, theirs)
    with pytest.raises(notices.AnotherIsThere):
        moved(harmed, dsl, school_words="Mizzen")
    moved(harmed, dsl, theirs, despite="He leaves it in July; both mothers agreed", both_safe="Different buses")
    with acting_as(dsl):
        kept = Decision.objects.get()
        assert (kept.kind, kept.what) == ("MOVE", "Amber Example → Mizzen School")
        assert "July" not in SchoolNotice.objects.get(kind="MOVING").words
    assert moved(harmed, dsl, a_school("Topsail School").organisation).kind == "MOVING"


def test_pl_9_8_who_was_told_of_its_pupil_does_not_send_them_to_the_school_that_told(
    dsl, school, other_school, other_dsl
):
    notice = told(elsewhere(opened(dsl, "VERBAL"), other_school, dsl), dsl)
    with acting_as(other_dsl) as by:
        notices.receive(notice, by=by, at=timezone.now())
        facts = opening.IncidentFacts("VERBAL", "TRANSPORT")
        opening.open_from_notice(notice, facts, by=by, at=timezone.now())
        child = IncidentChild.objects.select_related("incident__from_notice__team__organisation", "team").get()
    with pytest.raises(notices.AnotherIsThere):
        moved(child, other_dsl, school.organisation)


def test_pl_9_8_the_page_of_a_move_asks_for_the_reason_where_there_is_one_to_give(signed_in, dsl, other_school):
    made = opened(dsl, "VERBAL")
    elsewhere(made, other_school, dsl)
    browser, where = signed_in(dsl), at("pass_on_move", child_in(made, "HARMED", dsl))
    assert "all the same" not in words(browser.get(where))
    said = {
        "asked_by": "Her mother",
        "school": other_school.organisation.public_id,
        "words": "A trusted adult",
        "contact_name": "Ira",
        "contact_how": "01632 960100",
        "along": ["incident"],
        "idempotency": uuid4(),
    }
    assert "Another child of this incident is at that school" in words(browser.post(where, said))
    said |= {"despite": "He has left it"}
    assert "Enter what that school needs to do to keep both children safe" in words(browser.post(where, said))
    assert browser.post(where, said | {"both_safe": "Different buses"}).status_code == 302


def test_sg_15_a_pupil_who_is_not_who_was_named_is_asked_about_once(signed_in, school, dsl):
    made = opened(dsl, "VERBAL")
    child, other = (
        child_in(made, "ALLEGED", dsl),
        a_pupil(school, "Sample", "Brown", born_on=date(2012, 1, 1), born_precision="DAY"),
    )
    with acting_as(dsl) as by, pytest.raises(opening.NotTheSame):
        opening.change_child(child, opening.ChildFacts("ALLEGED", person=other), by=by, at=timezone.now())
    browser, said = signed_in(dsl), {"capacity": "ALLEGED", "pupil": other.public_id}
    page = words(browser.post(at("change_child", child), said))
    assert "Blaise Sample, was named. You chose Sample Brown" in page
    assert browser.post(at("change_child", child), said | {"sure": "The class list"}).status_code == 302
    with acting_as(dsl):
        assert Decision.objects.get(kind="PUPIL").what == "Blaise Sample → Sample Brown"
    same = a_pupil(school, "Amber", "Example")
    with acting_as(dsl) as by:
        facts = opening.ChildFacts("HARMED", person=same)
        assert opening.change_child(child_in(made, "HARMED", dsl), facts, by=by, at=timezone.now()).person == same


def test_sg_15_another_day_of_birth_is_another_pupil(school, dsl):
    made = opened(dsl, "VERBAL")
    child, twin = (
        child_in(made, "HARMED", dsl),
        a_pupil(school, "Amber", "Example", born_on=date(2012, 1, 1), born_precision="DAY"),
    )
    with acting_as(dsl) as by:
        facts = opening.ChildFacts("HARMED", "Amber Example", born=date(2014, 1, 1))
        child = opening.change_child(child, facts, by=by, at=timezone.now())
        with pytest.raises(opening.NotTheSame):
            opening.change_child(child, opening.ChildFacts("HARMED", person=twin), by=by, at=timezone.now())


def test_pl_9_4_no_call_for_a_review_and_no_reason_names_the_other_child(dsl):
    made = opened(dsl, "VERBAL")
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        with pytest.raises(writing.AnotherIsNamed):
            writing.consider(child, why="Blaise is sorry", by=by, at=timezone.now())
        with pytest.raises(writing.AnotherIsNamed):
            _called(child, "Blaise followed her", by)
        _called(child, "The other child followed her", by)


def test_pl_9_4_what_the_adult_wrote_is_read_by_the_team_and_printed_in_no_paper(signed_in, mash, school, dsl, teacher):
    """They are not told that the name they wrote is of the incident."""
    made = opened(dsl, "ASSAULT")
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        opening.set_worker(child, worker=teacher.membership, by=by, at=timezone.now())
    with acting_as(teacher) as by:
        _called(plans.CHILDREN.get(pk=child.pk), "Blaise followed her", by)
    assert "Blaise followed her" in words(signed_in(dsl).get(at("plan", child)))
    assert "Blaise followed her" in words(signed_in(teacher).get(at("plan", child)))
    second = make.actor("school_staff", of=teacher.membership.team)
    with acting_as(dsl) as by:
        opening.set_worker(child, worker=second.membership, by=by, at=timezone.now())
    page = words(signed_in(second).get(at("plan", child)))
    assert "New information" in page
    assert "Blaise" not in page


def _called(child, said, by):
    return writing.call_review(child, trigger=Trigger.INFORMATION, words=said, key=uuid4(), by=by, at=timezone.now())


def test_pl_9_5_a_review_says_what_changed_and_what_was_decided(signed_in, dsl):
    made = opened(dsl, "VERBAL")
    with acting_as(dsl) as by:
        on = date(2030, 1, 1)
        outcomes.review(made, decided="ALTER", words="They met on the bus", next_on=on, by=by, at=timezone.now())
    page = words(signed_in(dsl).get(at("incident", made)))
    assert "They met on the bus" in page
    assert "Alter the plans" in page


def test_who_works_with_a_child_is_told_and_finds_the_plan_again(signed_in, dsl, teacher):
    child = child_in(opened(dsl, "VERBAL"), "HARMED", dsl)
    browser = signed_in(teacher)
    assert "Children you work with" not in words(browser.get(reverse("child_on_child:mine")))
    with acting_as(dsl) as by:
        opening.set_worker(child, worker=teacher.membership, by=by, at=timezone.now())
    page = words(browser.get(reverse("child_on_child:mine")))
    assert at("plan", child) in page
    assert "adult who works with a child" in words(browser.get("/notifications/"))


def test_pl_9_8_a_move_takes_along_what_the_sender_ticks_of_this_pupil_alone(signed_in, dsl, other_dsl, other_school):
    made = opened(dsl, "ASSAULT")
    with_police(made, dsl)
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        facts = measures.MeasureFacts(
            "Met", 1, 1, "An exit pass", "Ira", date(2026, 1, 1), "Her", date(2030, 1, 1), "Low"
        )
        measures.add(child, facts, key=uuid4(), by=by, at=timezone.now())
    said = {
        "asked_by": "Her mother",
        "school": other_school.organisation.public_id,
        "words": "A trusted adult",
        "contact_name": "Ira",
        "contact_how": "01632 960100",
        "along": ["measures", "police"],
        "parents": "Her father: she is afraid of him",
        "idempotency": uuid4(),
    }
    assert signed_in(dsl).post(at("pass_on_move", child), said).status_code == 302
    with acting_as(dsl):
        notice = SchoolNotice.objects.get(kind="MOVING")
    page = words(signed_in(other_dsl).get(at("notice", notice)))
    for told_of in ("An exit pass", "44260001234", "PC Example", "she is afraid of him"):
        assert told_of in page
    assert "Sexual assault" not in page
    assert "Blaise" not in page


def test_pl_9_9_what_a_pupil_brought_along_is_linked_to_the_move_and_counted_once(school, dsl, other_dsl, other_school):
    notice = moved(child_in(opened(dsl, "VERBAL"), "HARMED", dsl), dsl, other_school.organisation)
    with acting_as(other_dsl) as by:
        notices.receive(notice, by=by, at=timezone.now())
        facts = opening.IncidentFacts("VERBAL", "CORRIDOR")
        assert opening.open_from_notice(notice, facts, by=by, at=timezone.now()).from_notice == notice
    assert [counted(team) for team in (school, other_school)] == [1, 0]


def counted(team) -> int:
    """The incidents of a school this term, as its figures count them before anything is suppressed."""
    today = timezone.localdate()
    with acting_as(service_of(team.area, ServiceName.LISTS)), connection.cursor() as cursor:
        asked = [team.pk, today - timedelta(days=1), today + timedelta(days=1), timezone.now()]
        cursor.execute("select name, n from access.incident_term_counts(%s, %s, %s, %s)", asked)
        return sum(n for name, n in cursor.fetchall() if name == "category")
