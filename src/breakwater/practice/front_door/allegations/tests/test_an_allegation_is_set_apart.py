"""An allegation about someone who works with children: closed at its receipt, and its organisation hears nothing (SG-11)."""

from datetime import date, time
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from breakwater.casework.cases import sight
from breakwater.casework.models import Case, Clock
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import School, User
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.records.operations import restrictions
from breakwater.practice.front_door.allegations.operations import allegations, contact_for_the_child, separation
from breakwater.practice.front_door.arrivals.operations import allegation_intake, arrivals
from breakwater.practice.front_door.arrivals.operations.allegation_intake import AllegationTold
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.board.listing import board_for
from breakwater.practice.front_door.contact_form.operations import sending
from breakwater.practice.front_door.information_requests.operations import requests
from breakwater.practice.front_door.models import (
    Acknowledgement,
    Alarm,
    Allegation,
    Contact,
    InformationRequest,
    PassedOn,
    Receipt,
    ReceiptLine,
    StruckOrganisation,
    Submission,
)
from breakwater.practice.front_door.pathway import OFFICER_NOTICE
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.allegations import WORRY, receive, seen, told
from breakwater_dev.testing.browsers import signed_in

EVERYTHING = (Submission, Contact, Receipt, ReceiptLine, Case, Allegation, StruckOrganisation, Clock)


def test_sg_11_at_receipt_only_the_named_designated_officers_know_of_it(mash, officers, school, staff):
    receive(school, school["dsl"])
    nothing = [0] * len(EVERYTHING)
    assert [seen(post, *EVERYTHING) for post in (*staff.values(), school["dsl"], school["deputy"])] == [nothing] * 4
    assert [seen(post, Submission, Contact, Receipt, Case, Allegation) for post in officers] == [[1, 1, 1, 2, 1]] * 2


def test_sg_11_it_is_never_on_the_board_nor_in_its_counts(mash, officers, school, staff):
    receive(school, school["dsl"])
    with acting_as(staff["manager"]) as by:
        board = board_for(by, now=timezone.now(), wanted={})
    assert (list(board.cards), board.counts["all"]) == ([], 0)


def test_sg_11_the_officers_today_says_what_waits_and_names_nobody(mash, officers, school):
    receive(school, school["dsl"])
    page = signed_in(officers[0]).get("/today/").content.decode()
    assert "Allegations that nobody has taken up" in page
    assert "Halyard" not in page


def test_sg_11_its_sender_keeps_an_acknowledgement_and_no_colleague_does(mash, officers, school):
    receipt = receive(school, school["dsl"])
    assert [seen(post, Acknowledgement) for post in (school["dsl"], school["deputy"], *officers)] == [
        [1],
        [0],
        [0],
        [0],
    ]
    with acting_as(school["dsl"]):
        assert Acknowledgement.objects.get().reference == receipt.reference


def test_sg_11_nobody_of_the_school_or_the_mash_is_told_anything(mash, officers, school, staff):
    receive(school, school["dsl"])
    told_to = set(Notification.objects.values_list("user", flat=True))
    assert told_to == {post.user_id for post in officers}
    assert {n.words for n in Notification.objects.all()} == {"A restricted record waits for you"}


def test_sg_06_both_officers_are_told_and_hold_the_clock_so_that_the_second_has_it_when_the_first_is_away(
    mash, officers, school
):
    receive(school, school["dsl"])
    first, second = officers
    type(first).objects.filter(pk=first.pk).update(ends_on=timezone.localdate(), revoked_at=timezone.now())
    with acting_as(second) as by:
        allegation = Allegation.objects.get()
        notices = Clock.objects.running().filter(case=allegation.case, rule=OFFICER_NOTICE.key)
        assert notices.exists()
        allegations.take_up(allegation=allegation, by=by, at=timezone.now())
        assert not notices.exists()


def test_sg_06_managers_of_the_mash_stand_in_where_the_officers_are_fewer_than_two(mash, school, staff):
    other = make.membership("mash_manager", of=mash)
    receive(school, school["dsl"])
    assert seen(staff["manager"], Allegation) == seen(other, Allegation) == [1]
    assert seen(staff["screener"], Allegation) == [0]


def test_sg_11_whoever_it_is_about_is_never_named_as_its_reader(mash, school, staff, officers):
    accused = make.membership("designated_officer", of=officers[0].team)
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key="two",
            worry="x",
            allegation=AllegationTold(about=f"It is {accused.user.name}", organisation=accused.team.organisation),
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    assert [seen(post, Allegation) for post in (*officers, accused)] == [[1], [1], [0]]


def test_sg_11_its_organisation_is_struck_until_an_officer_lifts_it_for_a_reason(mash, officers, school):
    receive(school, school["dsl"])
    another, trust = make.organisation("Another school", "SCHOOL"), make.organisation("Harbour Trust", "OTHER")
    School.objects.create(organisation=school["organisation"], urn=990001, trust_name="HARBOUR TRUST")
    with acting_as(officers[0]) as by:
        contact = Contact.objects.get()
        assert not requests.may_be_asked(contact, school["organisation"])
        assert requests.may_be_asked(contact, another)
        assert not requests.may_be_asked(contact, trust)  # the school's employer
        strike = StruckOrganisation.objects.get()
        with pytest.raises(allegation_intake.ReasonNeeded):
            allegations.lift_strike(strike=strike, because=" ", by=by, at=timezone.now())
        allegations.lift_strike(strike=strike, because="The head is told today", by=by, at=timezone.now())
        assert requests.may_be_asked(contact, school["organisation"])


def test_sg_11_while_nobody_knows_which_organisation_it_is_none_hears(mash, officers, school):
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key="three",
            worry="x",
            allegation=AllegationTold(about="the coach", where="the club by the canal"),
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(officers[0]) as by:
        contact = Contact.objects.get()
        assert not requests.may_be_asked(contact, school["organisation"])
        allegations.settle_organisation(
            allegation=Allegation.objects.get(), organisation=make.organisation("Canal club"), by=by, at=timezone.now()
        )
        assert requests.may_be_asked(contact, school["organisation"])


def test_sg_11_of_a_contact_one_may_not_read_every_organisation_is_struck(mash, officers, school, staff):
    receive(school, school["dsl"])
    with acting_as(officers[0]):
        contact = Contact.objects.get()
    with acting_as(staff["manager"]):
        assert not requests.may_be_asked(contact, make.organisation())


def test_sg_11_what_the_child_needs_goes_to_the_mash_in_the_officers_words_and_stays_struck(
    mash, officers, school, staff
):
    receive(school, school["dsl"])
    with acting_as(officers[0]) as by:
        allegation = Allegation.objects.get()
        for _ in range(2):
            contact_for_the_child.pass_to_mash(
                allegation=allegation, words="Robin needs someone to talk to", key="k", by=by, at=timezone.now()
            )
    with acting_as(staff["screener"]):
        passed = Contact.objects.get()
        assert (passed.named_as, passed.worry) == ("Robin Example", "Robin needs someone to talk to")
        assert not requests.may_be_asked(passed, school["organisation"])
    assert seen(staff["screener"], Allegation, StruckOrganisation) == [0, 0]


def test_sg_11_what_its_sender_adds_goes_to_the_officers_alone(mash, officers, school, staff):
    receipt = receive(school, school["dsl"])
    sending.tell_again(
        reference=receipt.reference, words="He did it again", immediate_danger=None, key="again-1", at=timezone.now()
    )
    with acting_as(officers[1]):
        assert [each.words for each in Submission.objects.get().additions.all()] == ["He did it again"]
    assert seen(staff["manager"], Submission) == [0]


@pytest.mark.parametrize("danger", [True, False])
def test_sg_04_danger_added_to_what_was_set_apart_pages_emergency_duty_and_is_audited(
    mash, officers, school, staff, danger
):
    receipt = receive(school, school["dsl"])
    sunday = moment(date(2026, 11, 1), time(3))
    with acting_as(make.intake()) as by:
        allegation_intake.add_to_apart(
            area=make.area(),
            reference=receipt.reference,
            key="again-1",
            words="He is here",
            immediate_danger=danger,
            by=by,
            at=sunday,
        )
        noted = {(each["verb"], each["kind"]) for each in audit.current().done}
    with acting_as(officers[1]):
        apart = Allegation.objects.get().reference
    with acting_as(make.intake()):
        alarms = [(each.reference, each.is_restricted) for each in Alarm.objects.all()]
    assert alarms == ([(apart, True)] if danger else [])
    assert ("added to", "allegation") in noted


def test_tr_19_what_an_officer_passes_on_about_a_colleague_s_child_is_held_together(mash, officers, school, staff):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    for _ in range(2):
        make.actor("mash_manager", of=mash)
    with acting_as(staff["screener"]) as by:
        said = {"forename": "Robin", "surname": "Example", "born": date(2016, 5, 4)}
        conflicts.declare(kind="CHILD", said=said, by=by, at=timezone.now(), key=uuid4())
    receive(school, school["dsl"], children=[ChildTold(named_as="Robin Example", born="2016-05-04")])
    with acting_as(officers[0]) as by:
        contact_for_the_child.pass_to_mash(
            allegation=Allegation.objects.get(), words="Robin needs help", key="k", by=by, at=timezone.now()
        )
        assert PassedOn.objects.count() == 1
    assert seen(staff["screener"], Contact) == [0]


def test_sg_11_the_same_form_sent_twice_is_one_allegation_with_one_receipt(mash, officers, school):
    first, again = receive(school, school["dsl"]), receive(school, school["dsl"])
    assert first.reference == again.reference
    assert seen(officers[0], Allegation) == [1]


def ordinary(school, sender):
    return arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PROFESSIONAL",
            key="ordinary",
            worry=WORRY,
            children=[ChildTold(named_as="Robin Example"), ChildTold(named_as="Sam Example")],
            sender=arrivals.Sender(team=sender.team, user=sender.user),
        ),
        by=actor_of(sender),
        at=timezone.now(),
    )


def test_sg_11_the_mash_sets_a_contact_apart_and_all_that_came_with_it_leaves_the_board(mash, officers, school, staff):
    ordinary(school, school["dsl"])
    assert seen(school["deputy"], ReceiptLine) == [2]
    with acting_as(staff["screener"]) as by:
        contact = Contact.objects.select_related("case__area").first()
        claims.claim(contact=contact, by=by, at=timezone.now())
        separation.set_contact_apart(
            contact=contact, told=told(school), because="It names their deputy", by=by, at=timezone.now()
        )
    for post in (staff["screener"], staff["manager"], school["dsl"], school["deputy"]):
        assert seen(post, Contact, Submission, Receipt, ReceiptLine, Case) == [0] * 5
    assert seen(officers[0], Contact, Allegation) == [2, 1]
    assert seen(school["dsl"], Acknowledgement) == [1]
    with acting_as(officers[0]):
        teams = set(Case.objects.values_list("responsible_team", flat=True))
        assert teams == {officers[0].team_id}
        because = Allegation.objects.get().set_apart_because
        assert because == f"It names their deputy\n\n{actor_of(staff['screener']).said}"  # whom the officers may ask


def test_sg_04_danger_told_after_the_form_and_what_cannot_wait_go_with_what_is_set_apart(mash, officers, school, staff):
    receipt = ordinary(school, school["dsl"])
    arrivals.add_to_open(
        submission=receipt.submission,
        key="more",
        words="He is alone with her",
        immediate_danger=True,
        by=actor_of(school["dsl"]),
        at=timezone.now(),
    )
    with acting_as(make.intake()):
        Contact.objects.filter(named_as="Sam Example").update(cannot_wait="MEDICAL")
    with acting_as(staff["screener"]) as by:
        separation.set_contact_apart(
            contact=Contact.objects.select_related("case__area").first(),
            told=told(school),
            because="It names their deputy",
            by=by,
            at=timezone.now(),
        )
    with acting_as(officers[0]):
        found = Allegation.objects.get()
        assert (found.immediate_danger, found.cannot_wait) == (True, "MEDICAL")
        assert allegation_intake.IN_DANGER in set(
            Notification.objects.filter(user=officers[0].user_id).values_list("words", flat=True)
        )


def test_sg_04_the_officers_read_first_which_allegation_cannot_wait(mash, officers, school):
    urgent = receive(school, school["dsl"], key="urgent", cannot_wait="MEDICAL")
    receive(school, school["dsl"], key="other")
    with acting_as(officers[0]):
        by_key = dict(Allegation.objects.values_list("submission__key", "reference"))
        said = list(
            Notification.objects.filter(user=officers[0].user_id).order_by("pk").values_list("words", flat=True)
        )
    assert urgent
    assert said == [allegation_intake.CANNOT_WAIT, allegation_intake.NOTICE]
    browser = signed_in(officers[0])
    for path in ("/today/", "/designated-officer/"):
        page = browser.get(path).content.decode()
        assert page.index(by_key["urgent"]) < page.index("Needs medical attention now") < page.index(by_key["other"]), (
            path
        )
    assert "Needs medical attention now" in browser.get(f"/designated-officer/{by_key['urgent']}/").content.decode()


def test_sg_11_what_the_school_was_asked_meanwhile_is_taken_from_it(mash, officers, school, staff):
    ordinary(school, make.membership("agency_professional"))
    with acting_as(staff["screener"]) as by:
        contact = Contact.objects.select_related("case__area").first()
        requests.ask(
            contact,
            requests.AgencyChecks(
                of=[requests.Ask(school["dsl"].team, "SCHOOL", ["How is attendance?"])],
                people=[requests.Named("Robin Example", "the child")],
                reason=WORRY,
                lawful_basis="PUBLIC_TASK",
                agreement="NOT_ASKED",
                proportionate="It is new",
                sensitivity="ROUTINE",
            ),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
    assert seen(school["deputy"], InformationRequest) == [1]
    with acting_as(staff["screener"]) as by:
        separation.set_contact_apart(
            contact=contact, told=told(school), because="It names their deputy", by=by, at=timezone.now()
        )
    assert seen(school["deputy"], InformationRequest) == seen(school["dsl"], InformationRequest) == [0]
    with acting_as(officers[0]):
        assert InformationRequest.objects.get().status == "CLOSED"


def test_sg_11_the_decision_closes_it_with_its_contacts_and_tells_nobody(mash, officers, school):
    receive(school, school["dsl"])
    before = Notification.objects.count()
    with acting_as(officers[0]) as by:
        allegations.decide_allegation(
            allegation=Allegation.objects.get(),
            outcome="UNSUBST",
            rationale="There is not enough either way",
            by=by,
            at=timezone.now(),
        )
        assert Case.objects.filter(closed_at=None).count() == 0
        assert Contact.objects.get().outcome == "O11"
    assert Notification.objects.count() == before
    assert seen(school["dsl"], ReceiptLine) == [0]


def test_sg_11_an_emergency_opens_it_but_not_for_whoever_it_names(mash, officers, school, staff):
    receive(school, school["dsl"])
    with acting_as(officers[0]):
        case = Allegation.objects.get().case
    with acting_as(staff["manager"]) as by:
        assert sight.break_glass(
            reference=case.reference, reason="The child is at risk tonight", by=by, at=timezone.now()
        )
        assert Allegation.objects.get().worry == WORRY


def test_the_form_s_answers_say_that_it_is_an_allegation_or_not(db):
    school = make.organisation("Mizzen School", "SCHOOL")
    yes = {
        "about_someone_who_works_with_children": "yes",
        "allegation_person": " Ms Reef ",
        "allegation_role": "Coach",
        "allegation_organisation": {"name": "mizzen school"},
    }
    assert allegation_intake.allegation_in(yes) == AllegationTold("Ms Reef", "Coach", "mizzen school", school)
    assert allegation_intake.allegation_in({"about_someone_who_works_with_children": "no"}) is None


def test_sg_11_whoever_is_named_in_it_is_kept_from_it_once_their_organisation_is_settled(mash, officers, school):
    human = User.objects.create(email="halyard@example.org", name="Hal Yard", password="!")
    named = make.membership("designated_officer", of=officers[0].team, user=human)
    make.membership("dsl", of=school["dsl"].team, user=human)
    sender = school["dsl"]
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PROFESSIONAL",
            key="one",
            worry=WORRY,
            children=[ChildTold(named_as="Robin Example")],
            allegation=AllegationTold(about=f"{named.user.name} of the school", where="The academy by the water"),
            sender=arrivals.Sender(team=sender.team, user=sender.user),
        ),
        by=actor_of(sender),
        at=timezone.now(),
    )
    with acting_as(officers[0]) as by:
        allegation = Allegation.objects.select_related("case").get()
        allegations.settle_organisation(
            allegation=allegation, organisation=school["organisation"], by=by, at=timezone.now()
        )
        kept_out = restrictions.bars_on("case", allegation.case_id)
        assert [(bar["human"], bar["because"]) for bar in kept_out] == [(named.user_id, "named in it")]
