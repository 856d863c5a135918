"""What comes after the first notice: it reaches the other school's own incident, and a pupil who moves is passed on whole (PL 9.4, 9.8)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases.registry import named_by
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child import today
from breakwater.practice.child_on_child.assessments import lookup as plan_lookup
from breakwater.practice.child_on_child.incidents import lookup, notice_lookup, presented
from breakwater.practice.child_on_child.incidents import told as told_of_us
from breakwater.practice.child_on_child.incidents.operations import notices, opening, routes, support
from breakwater.practice.child_on_child.incidents.operations.of_child import kept_from
from breakwater.practice.child_on_child.models import (
    Decision,
    Incident,
    IncidentChild,
    PoliceUpdate,
    Route,
    SchoolNotice,
)
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import WORDS, a_pupil, a_school, child_in, elsewhere, opened, told, with_police

BAIL = "Not to be on the 8:05 bus"
HIS_FATHER = "His father: he hits him"


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def main(page) -> str:
    return page.content.decode().split("<main")[1]


def police_say(route, dsl, state="BAIL", words=BAIL, child=None, minutes=1, **more):
    now = timezone.now() + timedelta(minutes=minutes)
    with acting_as(dsl) as by:
        held = Route.objects.get(pk=route.pk)
        facts = routes.PoliceFacts(state, london_date(now), words, child=child, **more)
        return routes.record_police(held, facts, revision=held.revision, by=by, at=now)


@pytest.fixture
def two(dsl, other_dsl, other_school):
    """Our incident, its child at the other school, the police, the first notice, and the incident that the other school opened of it."""
    made = opened(dsl)
    police = with_police(made, dsl)
    child = elsewhere(made, other_school, dsl)
    first = told(child, dsl)
    with acting_as(other_dsl) as by:
        notices.receive(first, by=by, at=timezone.now())
        facts = opening.IncidentFacts("ASSAULT", "TRANSPORT")
        theirs = opening.open_from_notice(first, facts, by=by, at=timezone.now())
    return made, police, child, theirs


def test_pl_9_4_bail_is_offered_to_the_other_school_at_once_and_stands_in_its_own_incident(
    signed_in, two, dsl, other_dsl
):
    made, police, child, theirs = two
    his = child_in(theirs, "ALLEGED", other_dsl)
    plans.in_force(his, other_dsl)
    now, ours = timezone.now(), signed_in(dsl)
    said = {"state": "BAIL", "words": BAIL, "child": child.public_id, "revision": "1"}
    said |= {f"on-{part}": getattr(now, part) for part in ("day", "month", "year")}
    answer = ours.post(at("route", police), said)
    assert answer.url == at("tell_school", child)
    offered = main(ours.get(answer.url))
    assert BAIL in offered
    assert "On bail with conditions" in offered
    notice = told(child, dsl, f"He is on bail. {BAIL}")
    with acting_as(other_dsl) as by:
        rows = today.reports_waiting(by, timezone.now()).rows
        assert [row.text for row in rows] == [f"Invented School told you more about incident {theirs.reference}"]
        assert "New information" in plan_lookup.plan_of(his, london_date(timezone.now())).due[0].why
    browser = signed_in(other_dsl)
    page = main(browser.get(at("notice", notice)))
    assert "It belongs to your incident" in page
    assert theirs.reference in page
    assert "What is new since they told you last" in page
    assert at("open_notice", notice) not in page
    assert browser.get(at("open_notice", notice)).url == at("incident", theirs)
    browser.post(at("receive_notice", notice))
    assert BAIL in main(browser.get(at("incident", theirs)))
    assert BAIL in main(browser.get(at("plan", his)))
    with acting_as(other_dsl) as by:
        assert Incident.objects.count() == 1
        assert theirs.routes.get().state == "BAIL"
        assert PoliceUpdate.objects.get(state="BAIL").child == his
        assert today.reports_waiting(by, timezone.now()) is None
    assert "Amber" not in page


def test_what_the_police_said_is_recorded_once_and_its_end_ends_it_there(two, dsl, other_dsl):
    made, police, child, theirs = two
    police_say(police, dsl, child=child)
    for minutes in (2, 3):
        notice = told(child, dsl, "Bail", at=timezone.now() + timedelta(minutes=minutes))
        with acting_as(other_dsl) as by:
            notices.receive(notice, by=by, at=timezone.now())
    with acting_as(other_dsl):
        assert PoliceUpdate.objects.filter(state="BAIL").count() == 1
    police_say(police, dsl, "NFA", "", minutes=4)
    with acting_as(dsl):
        assert "Tell the other school what the police said" in [
            each.words for each in lookup.due_of(lookup.whole(made), london_date(timezone.now()))
        ]
    notice = told(child, dsl, "It has ended", at=timezone.now() + timedelta(minutes=5))
    with acting_as(other_dsl) as by:
        notices.receive(notice, by=by, at=timezone.now())
        held = theirs.routes.get()
        assert (held.state, held.ended_at is not None) == ("NFA", True)


def test_what_the_other_school_heard_later_itself_is_not_undone(two, dsl, other_dsl):
    made, police, child, theirs = two
    with acting_as(other_dsl):
        own = theirs.routes.get()
    with acting_as(other_dsl) as by:
        on = london_date(timezone.now() + timedelta(days=1))
        facts = routes.PoliceFacts("CHARGED", on, "Charged")
        routes.record_police(own, facts, revision=own.revision, by=by, at=timezone.now() + timedelta(days=1))
    police_say(police, dsl, child=child)
    notice = told(child, dsl, "Bail", at=timezone.now() + timedelta(minutes=2))
    with acting_as(other_dsl) as by:
        notices.receive(notice, by=by, at=timezone.now())
        assert theirs.routes.get().state == "CHARGED"


def test_sg_18_conditions_that_name_our_child_go_without_their_words(two, dsl):
    made, police, child, _ = two
    police_say(police, dsl, "CHARGED", "Blaise is not to approach Amber")
    notice = told(child, dsl, "Call the officer", at=timezone.now() + timedelta(minutes=2))
    assert "Amber" not in str(notice.known)
    assert "Call the officer for the words" in str(presented.of_incident(notice))


def test_a_notice_is_added_to_an_incident_that_the_school_has_already(signed_in, dsl, other_dsl, other_school):
    own = opened(other_dsl)
    notice = told(elsewhere(opened(dsl), other_school, dsl), dsl)
    browser = signed_in(other_dsl)
    browser.post(at("receive_notice", notice))
    assert "Add to an incident you have" in main(browser.get(at("notice", notice)))
    assert browser.post(at("add_notice", notice), {"incident": own.public_id}).url == at("incident", own)
    with acting_as(other_dsl):
        assert [each.named_as for each in IncidentChild.objects.order_by("pk")] == ["Amber Example", "Blaise Sample"]
        held = SchoolNotice.objects.get()
        assert (held.belongs_to, held.received_at is None) == (own, False)
        assert notice_lookup.notices_waiting(other_school) == []
    with acting_as(dsl):
        assert Incident.objects.count() == 1


def moves(child, dsl, school, **more):
    said = {"along": ("incident", "measures", "plan", "police"), "asked_by": "Her mother"} | more
    facts = notices.NoticeFacts("A trusted adult", "Ira", "01632 960100", school, **said)
    with acting_as(dsl) as by:
        return notices.pass_on_move(child, facts, key=uuid4(), by=by, at=timezone.now())


def test_pl_9_8_the_new_school_learns_that_the_other_child_is_its_pupil_and_what_keeps_both_safe(
    signed_in, two, dsl, other_dsl, other_school
):
    """And nothing else of that child: neither a name nor a plan."""
    made, *_, theirs = two
    harmed, school = child_in(made, "HARMED", dsl), other_school.organisation
    with pytest.raises(notices.NotKeptSafe):
        moves(harmed, dsl, school, despite="Both mothers agreed")
    with pytest.raises(notices.NamesAnother):
        moves(harmed, dsl, school, despite="Both agreed", both_safe="Keep Blaise away")
    notice = moves(harmed, dsl, school, despite="Both agreed", both_safe="Different buses and classes")
    page = main(signed_in(other_dsl).get(at("notice", notice)))
    assert "Another child of this incident is a pupil of yours" in page
    assert "Different buses and classes" in page
    assert "Both agreed" not in page
    assert "Blaise" not in page
    signed_in(other_dsl).post(at("receive_notice", notice))
    page = main(signed_in(other_dsl).get(at("notice", notice)))
    assert f"It is about your incident {theirs.reference}" in page
    with acting_as(other_dsl) as by:
        notices.add_to_incident(notice, incident=theirs, by=by, at=timezone.now())
        assert theirs.children.count() == 2


def test_pl_9_8_a_child_who_moves_to_the_school_that_told_becomes_its_own_in_the_same_incident(
    two, dsl, other_dsl, school
):
    made, *_, theirs = two
    his = child_in(theirs, "ALLEGED", other_dsl)
    notice = moves(his, other_dsl, school.organisation, despite="Both agreed", both_safe="Separate stairs")
    with acting_as(dsl) as by:
        assert notice_lookup.is_about(notice_lookup.NOTICES.get(pk=notice.pk), lookup.INCIDENTS.get(pk=made.pk))
        notices.add_to_incident(notice, incident=made, by=by, at=timezone.now())
        assert made.children.count() == 2
        assert not IncidentChild.objects.get(incident=made, capacity="ALLEGED").is_elsewhere
        assert Decision.objects.get(kind="MOVE").what == "Blaise Sample: Mizzen School → Invented School"


def test_pl_9_8_an_incident_opened_of_a_move_has_what_is_known_and_reports_nothing_twice(
    signed_in, dsl, other_dsl, other_school
):
    made = opened(dsl)
    with acting_as(dsl) as by:
        facts = opening.IncidentFacts("ASSAULT", "CORRIDOR", has_images=True, device="SCHOOL")
        opening.describe(made, facts, revision=1, by=by, at=timezone.now())
    with_police(made, dsl)
    child = child_in(made, "HARMED", dsl)
    plans.in_force(child, dsl)
    notice = moves(child, dsl, other_school.organisation)
    browser = signed_in(other_dsl)
    page = main(browser.get(at("notice", notice)))
    for said in (
        "Sexual assault",
        "The school that told you, switched on and locked away",
        "PC Example",
        "An adult at the door",
    ):
        assert said in page
    assert "Blaise" not in page
    paper = browser.get(at("notice_paper", notice))
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert at("notice_paper", notice) in page
    browser.post(at("receive_notice", notice))
    form = main(browser.get(at("open_notice", notice)))
    for box in ('value="ASSAULT" checked', 'value="CORRIDOR" selected', 'value="OTHER" selected'):
        assert box in form
    with acting_as(other_dsl) as by:
        theirs = opening.open_from_notice(
            notice, opening.IncidentFacts("ASSAULT", "CORRIDOR"), by=by, at=timezone.now()
        )
        due = [each.words for each in lookup.due_of(lookup.whole(theirs), london_date(timezone.now()))]
        assert "Report to the police now" not in due
        assert theirs.routes.get().reference == "44260001234"


def test_sg_27_who_must_not_be_told_goes_along_whatever_is_ticked(signed_in, dsl, other_dsl, other_school):
    made = opened(dsl, "VERBAL")
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        for who, why in (("Her father", "She is afraid of him"), ("Her aunt", "She is a friend of Blaise’s family")):
            facts = support.ParentFacts(who, "RISK", why=why)
            support.add_parent(child, facts, key=uuid4(), by=by, at=timezone.now())
    assert "Her father: She is afraid of him" in main(signed_in(dsl).get(at("pass_on_move", child)))
    notice = moves(child, dsl, other_school.organisation, along=("incident",))
    page = main(signed_in(other_dsl).get(at("notice", notice)))
    assert "Her father: She is afraid of him" in page
    assert "Her aunt: call us for the reason" in page
    assert "Blaise" not in page


def test_pl_9_8_what_the_child_wants_and_the_measures_are_there_for_the_new_school(
    signed_in, dsl, other_dsl, other_school
):
    made = opened(dsl, "VERBAL")
    child = child_in(made, "HARMED", dsl)
    measure = plans.measure_for(child, dsl)
    with acting_as(dsl) as by:
        for words in ("I want to sit with Cleo", "I do not want to see Blaise"):
            facts = support.ViewFacts("CHILD", "WISH", words, timezone.localdate(), "ACT")
            support.add_view(child, facts, key=uuid4(), by=by, at=timezone.now())
    notice = moves(child, dsl, other_school.organisation, along=("incident", "wish", "measures"))
    browser = signed_in(other_dsl)
    page = main(browser.get(at("notice", notice)))
    assert "I want to sit with Cleo" in page
    assert "Blaise" not in page
    with acting_as(other_dsl) as by:
        theirs = opening.open_from_notice(notice, opening.IncidentFacts("VERBAL", "CORRIDOR"), by=by, at=timezone.now())
        due = [each.words for each in lookup.due_of(lookup.whole(theirs), london_date(timezone.now()))]
    hers = child_in(theirs, "HARMED", other_dsl)
    with acting_as(other_dsl):
        assert (hers.wish, [each.words for each in hers.views.all()]) == ("ACT", [WORDS, "I want to sit with Cleo"])
    assert "Hear what the child affected wants" not in due
    plan = main(browser.get(at("plan", hers)))
    assert measure.what in plan
    box = main(browser.get(at("add_measure", hers), {"from": "0"}))
    assert measure.what in box
    assert measure.risk in box
    assert measure.who not in box


def test_the_same_move_is_passed_on_once_and_what_is_new_is_told_from_there(signed_in, dsl, other_dsl, other_school):
    made = opened(dsl)
    police = with_police(made, dsl)
    child, school = child_in(made, "HARMED", dsl), other_school.organisation
    moves(child, dsl, school)
    with pytest.raises(notices.MovedAlready):
        moves(child, dsl, school)
    with pytest.raises(notices.MovedAlready):
        moves(child, dsl, None, school_words="mizzen school")
    police_say(police, dsl, "CHARGED")
    with acting_as(dsl):
        one = lookup.whole(made)
        assert "Tell the other school what the police said" in [
            each.words for each in lookup.due_of(one, london_date(timezone.now()))
        ]
    page = main(signed_in(dsl).get(at("tell_school", child)))
    assert "Mizzen School" in page
    assert BAIL in page
    second = told(child, dsl, "He is on bail", at=timezone.now() + timedelta(minutes=2))
    assert (second.school, second.kind) == (school, "INVOLVED")


def test_a_move_with_which_nothing_goes_along_says_what_to_choose(signed_in, dsl, other_school):
    child = child_in(opened(dsl, "VERBAL"), "HARMED", dsl)
    said = {
        "asked_by": "Her mother",
        "school": other_school.organisation.public_id,
        "words": "A trusted adult",
        "contact_name": "Ira",
        "contact_how": "01632 960100",
        "idempotency": uuid4(),
    }
    assert "Choose what goes along" in main(signed_in(dsl).post(at("pass_on_move", child), said))


def test_sg_27_what_one_mother_may_hear_is_read_of_no_other(signed_in, dsl, other_dsl, other_school):
    made = opened(dsl)
    child, harmed = elsewhere(made, other_school, dsl), child_in(made, "HARMED", dsl)
    browser = signed_in(dsl)
    page = main(browser.get(at("police", made)))
    for label in ("said to Amber Example (child affected) and the parents", "said to Blaise Sample"):
        assert label in page
    said = {"why": "Called 101", "may_say": "Tell the mother only"}
    assert "Whose parent?" in main(browser.post(at("police", made), said))
    each = {"to_1": "Tell the mother only", "to_2": "Nothing before Friday"}
    browser.post(at("police", made), said | {"may_say": "Nothing to pupils"} | each)
    page = main(browser.get(at("incident", made)))
    assert "May say to Amber Example and the parents" in page
    notice = told(child, dsl)
    page = main(signed_in(other_dsl).get(at("notice", notice)))
    assert "Tell the mother only" not in page
    for words in ("Nothing to pupils", "May say to Blaise Sample and the parents", "Nothing before Friday"):
        assert words in page
    with acting_as(dsl):
        assert made.routes.get().may_say_to[harmed.public_id] == "Tell the mother only"


def test_sg_29_who_has_the_device_is_asked_for_and_told_and_no_image_is(signed_in, dsl, other_school):
    made = opened(dsl)
    with acting_as(dsl) as by:
        facts = opening.IncidentFacts("IMAGES", "ONLINE", has_images=True)
        opening.describe(made, facts, why="Coded again", revision=1, by=by, at=timezone.now())
        due = [each.words for each in lookup.due_of(lookup.whole(made), london_date(timezone.now()))]
    assert "Record who has the device with the images" in due
    browser = signed_in(dsl)
    page = main(browser.get(at("police", made)))
    assert "Who has the device with the images?" in page
    assert 'type="file"' not in page
    assert "Choose who has the device" in main(browser.post(at("police", made), {"why": "Called 101"}))
    browser.post(at("police", made), {"why": "Called 101", "device": "POLICE"})
    with acting_as(dsl):
        held = Incident.objects.get()
        assert held.device == "POLICE"
        moved = held.decisions.get(kind="DEVICE").what
        assert moved == "Device with the images: Not recorded yet → The police", (
            "whose hands it was in is not overwritten"
        )
    notice = told(elsewhere(made, other_school, dsl), dsl)
    assert {"key": "Device with the images", "value": "The police"} in presented.of_incident(notice)


def test_sg_18_bail_binds_also_where_the_police_know_of_less_and_what_is_graver_is_to_be_recorded(
    signed_in, two, dsl, other_dsl
):
    """That the police are still to be told of the rape is due; the conditions stand in the pupil's own incident meanwhile."""
    made, police, child, theirs = two
    police_say(police, dsl, child=child)
    later = timezone.now() + timedelta(minutes=2)
    with acting_as(dsl) as by:
        held = Incident.objects.get(pk=made.pk)
        facts = opening.IncidentFacts("RAPE", "TRANSPORT")
        opening.describe(held, facts, revision=held.revision, by=by, at=later)
    notice = told(child, dsl, "It is graver", at=later)
    assert notice.known["police"]["of_less"]
    with acting_as(other_dsl) as by:
        notices.receive(notice, by=by, at=later + timedelta(minutes=1))
        own = lookup.whole(theirs)
        route = own.routes.get(kind="POLICE")
        assert (route.state, route.updates.standing().last().words) == ("BAIL", BAIL)
        assert lookup.not_told(own, list(own.children.all()), list(own.routes.all()))[0] == "POLICE"
    page = main(signed_in(other_dsl).get(at("incident", theirs)))
    assert "The other school records it as rape" in page
    assert "Tell the police again" in page


def test_pl_9_8_two_pupils_who_move_to_one_school_are_known_to_be_of_one_incident(signed_in, two, dsl, other_dsl):
    """Each by their own school: nothing else joins the two notices."""
    made, *_, theirs = two
    third = a_school("Spinnaker School")
    lead = make.actor("dsl", of=third)
    hers = moves(child_in(made, "HARMED", dsl), dsl, third.organisation)
    his = moves(child_in(theirs, "ALLEGED", other_dsl), other_dsl, third.organisation)
    browser = signed_in(lead)
    for notice in (hers, his):
        assert "Another child of this incident is a pupil of yours" in main(browser.get(at("notice", notice)))
    with acting_as(lead) as by:
        facts = opening.IncidentFacts("ASSAULT", "TRANSPORT")
        own = opening.open_from_notice(hers, facts, by=by, at=timezone.now())
    page = main(browser.get(at("incident", own)))
    assert told_of_us.TWO_HERE in page
    assert "Blaise" not in page


def test_sg_27_who_must_not_be_told_stands_beside_the_task_of_telling_the_parents(signed_in, two, dsl, other_dsl):
    made, *_ = two
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        facts = support.ParentFacts("Her father", "RISK", why="He hits her")
        support.add_parent(child, facts, key=uuid4(), by=by, at=timezone.now())
    third = a_school("Spinnaker School")
    lead = make.actor("dsl", of=third)
    notice = moves(child, dsl, third.organisation)
    with acting_as(lead) as by:
        own = opening.open_from_notice(notice, opening.IncidentFacts("ASSAULT", "TRANSPORT"), by=by, at=timezone.now())
        hers = own.children.get()
    browser = signed_in(lead)
    assert "Must not be told: Her father" in main(browser.get(at("incident", own)))
    assert "Her father: He hits her" in main(browser.get(at("parents", hers)))


def test_sg_27_who_must_not_be_told_stays_once_the_new_school_has_picked_its_pupil(signed_in, two, dsl, other_dsl):
    made, *_ = two
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        facts = support.ParentFacts("Her father", "RISK", why="He hits her")
        support.add_parent(child, facts, key=uuid4(), by=by, at=timezone.now())
    third = a_school("Spinnaker School")
    lead = make.actor("dsl", of=third)
    notice = moves(child, dsl, third.organisation)
    pupil = a_pupil(third, "Amber-Louise")
    with acting_as(lead) as by:
        own = opening.open_from_notice(notice, opening.IncidentFacts("ASSAULT", "TRANSPORT"), by=by, at=timezone.now())
        opening.add_child(own, opening.ChildFacts("ALLEGED", "Blaise Sample"), by=by, at=timezone.now())
        hers = own.children.get(capacity="HARMED")
        facts = opening.ChildFacts("HARMED", person=pupil)
        opening.change_child(hers, facts, sure="Her passport", by=by, at=timezone.now())
        hers.refresh_from_db()
        assert hers.named_as != notice.named_as
        assert kept_from(hers) == [("Her father", "He hits her")]
        assert kept_from(own.children.get(capacity="ALLEGED")) == []
    browser = signed_in(lead)
    assert "Must not be told: Her father" in main(browser.get(at("incident", own)))
    assert "Her father: He hits her" in main(browser.get(at("parents", hers)))


def test_a_reference_that_the_police_quote_finds_the_incident_for_its_own_school_alone(two, dsl, other_dsl, teacher):
    made, _, _, theirs = two
    for who, reference, pages in (
        (dsl, made.reference, ["incident"]),
        (other_dsl, theirs.reference, ["incident"]),
        (other_dsl, made.reference, ["notice"]),
        (dsl, theirs.reference, []),
        (teacher, made.reference, []),
    ):
        with acting_as(who) as by:
            found = [each.href for each in named_by(reference, by)]
        assert [page for page, href in zip(pages, found, strict=True) if f"/{page}" in href] == pages


def test_sg_29_a_device_that_a_child_or_a_parent_has_is_told_to_the_police_also_where_it_is_no_violence(dsl):
    made = opened(dsl, "VERBAL")
    with acting_as(dsl) as by:
        facts = opening.IncidentFacts("IMAGES", "ONLINE", has_images=True, device="CHILD")
        opening.describe(made, facts, revision=1, by=by, at=timezone.now())
        due = lookup.due_of(lookup.whole(made), london_date(timezone.now()))
    assert [each.is_urgent for each in due if each.words.startswith("Tell the police of the images")] == [True]
