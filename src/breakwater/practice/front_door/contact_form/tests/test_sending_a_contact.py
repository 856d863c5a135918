"""The professional's form: filled in from the post, kept, sent once, answered on a receipt (FD 1.4-1.6, SG-21, FD-05, FD-07)."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from stdnum.gb.upn import calc_check_digit

from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Task
from breakwater.casework.recording.models import Answers
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.models import Enrolment
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.calls import operations as calls
from breakwater.practice.front_door.contact_form.own_roll import own_roll
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Receipt, Submission
from breakwater.practice.front_door.pathway import DECISION
from breakwater.practice.front_door.screening import candidates
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import CONTACT_PAGES, arrived, contacts, fill_in, front_door, words

PAGES = CONTACT_PAGES
UPN = f"{calc_check_digit('801000000001')}801000000001"


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def school(door):
    return make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL"))


@pytest.fixture
def dsl(school):
    return make.membership("dsl", of=school)


@pytest.fixture
def desk(dsl):
    return signed_in(dsl)


def drafted(dsl) -> dict:
    """What stands in the one draft of the desk."""
    with acting_as(actor_of(dsl)):
        return Answers.objects.get().values


def begin(browser) -> str:
    return browser.post("/contacts/new/")["Location"]


def test_a_contact_for_each_child_with_one_receipt_in_the_senders_name(desk, dsl):
    here = begin(desk)
    fill_in(desk, here)
    page = desk.post(f"{here}send/", follow=True)
    [submission] = arrived()
    assert [contact.named_as for contact in contacts()] == ["Ana Fish", "Ben Fish"]
    with acting_as(make.intake()):
        # Whoever enters the child as one nobody knows finds what the sender said of them filled in.
        assert [candidates.sex_told(contact) for contact in contacts()] == ["F", "M"]
    assert (submission.channel, submission.source_code, submission.sender_team_id) == (
        "PROFESSIONAL",
        "2A",
        dsl.team_id,
    )
    assert submission.sender_words == "Ida Post, DSL, Invented Primary"
    assert submission.reference in words(page)
    assert "Bruises twice this month" in words(page)


def test_what_the_post_says_is_filled_in_and_not_asked_again(desk, dsl):
    page = desk.get(f"{begin(desk)}you/").content.decode()
    assert f'value="{dsl.user.name}"' in page
    assert 'value="Designated safeguarding lead"' in page
    assert 'value="Invented Primary"' in page


def test_a_form_that_is_not_whole_says_what_is_missing_and_is_not_sent(desk):
    here = begin(desk)
    assert desk.post(f"{here}send/").status_code == 422
    assert "These sections are still needed" in words(desk.get(f"{here}check/"))
    assert arrived() == []


def test_a_form_just_begun_leads_to_its_first_section_and_counts_sections_not_answers(desk):
    here = begin(desk)
    page = words(desk.get(here))
    assert "Continue: Immediate safety" in page
    assert "sections are not done yet" in page
    desk.post(f"{here}safety/", CONTACT_PAGES["safety"])
    assert "Continue: Reason for contact" in words(desk.get(here))


def test_fd_07_danger_is_never_held_up_and_what_was_left_out_becomes_a_task(desk, door):
    here = begin(desk)
    following = desk.post(f"{here}safety/", {"immediate_danger": "yes"}, follow=True)
    assert "Writing here sends nobody" in words(following)  # SG-24: what to do now, before the next question
    assert "Send to the MASH" in words(desk.get(f"{here}check/"))
    page = words(desk.post(f"{here}send/", follow=True))
    assert "call 999" in page
    [contact] = contacts()
    assert contact.immediate_danger
    with acting_as(make.actor("mash_manager", of=door)):
        [task] = Task.objects.all()
    assert (task.team_id, task.case_id) == (door.pk, contact.case_id)
    assert "Where is the child now?" in task.detail


def test_sent_twice_is_one_contact_and_the_same_receipt(desk):
    here = begin(desk)
    fill_in(desk, here)
    first, second = desk.post(f"{here}send/"), desk.post(f"{here}send/")
    assert first["Location"] == second["Location"]
    assert len(arrived()) == 1


def test_drafts_stand_on_top_until_sent_and_are_their_authors_alone(desk, school):
    here = begin(desk)
    fill_in(desk, here, {"children": PAGES["children"]})
    assert "Ana Fish and 1 more" in words(desk.get("/contacts/"))
    colleague = signed_in(make.membership("dsl", of=school))
    assert "Ana Fish" not in words(colleague.get("/contacts/"))
    assert colleague.get(here).status_code == 404
    desk.post(f"{here}discard/")
    assert desk.get(here).status_code == 404
    with acting_as(make.intake()):
        assert "Ana" not in json.dumps(list(Answers.objects.values_list("values", flat=True)))


def test_what_is_typed_is_kept_as_it_is_typed(desk):
    here = begin(desk)
    response = desk.post(f"{here}worry/keep/", {"worry": "Half a sentence", "urgency": "nonsense"})
    assert response.status_code == 204
    assert b"Half a sentence" in desk.get(f"{here}worry/").content


def test_a_colleague_reads_the_receipt_and_another_agency_does_not(desk, school):
    here = begin(desk)
    fill_in(desk, here)
    address = desk.post(f"{here}send/")["Location"]
    assert signed_in(make.membership("dsl", of=school)).get(address).status_code == 200
    assert signed_in(make.membership("agency_professional")).get(address).status_code == 404
    assert desk.get(address.rstrip("/")).status_code == 200


def test_the_receipt_tells_the_outcome_in_the_words_allowed_and_is_marked_read(desk, door, school):
    here = begin(desk)
    fill_in(desk, here)
    address = desk.post(f"{here}send/")["Location"]
    manager = make.actor("mash_manager", of=door)
    with acting_as(manager):
        [contact, _] = Contact.objects.order_by("position")
        now = timezone.now()
        child = make.person()
        claims.match(contact=contact, person=child, was_new=True, searched={}, found=0, by=manager, at=now)
        make_ready(contact, by=manager, at=now)
        found = Task.objects.open().filter(case=contact.case_id).values_list("public_id", flat=True)
        decisions.decide(
            [contact],
            decisions.DecisionFacts(
                tasks=dict.fromkeys(found, "END"),
                outcome="O1",
                rationale=" ".join(["An inner reason that no referrer may read"] * 6),
                checked_by_hand=True,
                words_for_sender="Please keep offering breakfast club.",
            ),
            by=manager,
            at=now,
        )
    listed = words(desk.get("/contacts/"))
    assert "New answer" in listed
    assert "Information or advice given" in listed
    page = words(desk.get(address))
    assert "Please keep offering breakfast club." in page
    assert "inner reason" not in page
    assert "New answer" not in words(desk.get("/contacts/"))


def test_more_is_added_to_ones_own_open_contact(desk):
    here = begin(desk)
    fill_in(desk, here)
    address = desk.post(f"{here}send/")["Location"]
    page = desk.get(address).content.decode()
    key = page.split('name="idempotency" value="')[1].split('"')[0]
    for _ in range(2):
        desk.post(address, {"words": "A second bruise", "idempotency": key})
    with acting_as(make.intake()):
        assert [added.words for added in Submission.objects.get().additions.all()] == ["A second bruise"]


def enrol(child, team, **dates):
    facts = {"starts_on": date(2024, 9, 1), "verified_on": date(2024, 9, 1), "verified_by": make.intake()} | dates
    with acting_as(make.intake()):
        Enrolment.objects.create(person=child, school=team.organisation, team=team, **facts)
    return child


def test_sg_21_a_school_picks_from_its_own_verified_roll_and_nobody_else(dsl, desk, school):
    born = {"born_on": date(2016, 3, 1), "born_precision": "DAY"}
    ours = enrol(make.person("Ana", "Fish", **born), school)
    enrol(make.person("Left", "Pupil"), school, ends_on=timezone.localdate() - timedelta(days=1))
    enrol(make.person("Unverified", "Pupil"), school, verified_on=None, verified_by=None)
    enrol(make.person("Other", "Pupil"), make.team(of=make.organisation(kind="SCHOOL")))
    with acting_as(actor_of(dsl)) as by:
        assert [pick.key for pick in own_roll(by)] == [ours.public_id]
    here = begin(desk)
    page = words(desk.get(f"{here}roll/?letter=F"))
    assert "Fish, Ana" in page
    assert not any(name in page for name in ("Left", "Unverified", "Other"))
    desk.post(f"{here}roll/", {"letter": "F", "child": [ours.public_id, "somebody-else"]})
    assert b'value="Ana"' in desk.get(f"{here}children/").content
    rest = {key: value for key, value in PAGES["children"].items() if key.startswith("children-0")}
    rest |= {
        "children-count": "1",
        "children-0-child_age_known": "born",
        "children-0-child_born-day": "1",
        "children-0-child_born-month": "3",
        "children-0-child_born-year": "2016",
        "children-0-child_age": "",
    }
    one = {
        "home": {"child_address-r1": "1 Invented Road"},
        "voice": {"child_views-r1-instead": "not_asked", "child_aware-r1": "yes"},
        "background": {
            f"child_{name}-r1": value
            for name, value in (
                ("ethnicity", "NOBT"),
                ("language", "english"),
                ("interpreter", "no"),
                ("disability", "none"),
            )
        },
        "family": {name.replace("-all", "-r1"): value for name, value in PAGES["family"].items()},
    }
    fill_in(desk, here, PAGES | {"children": rest} | one)
    desk.post(f"{here}send/")
    assert [contact.child_id for contact in contacts()] == [ours.pk]


def test_sg_21_a_name_is_looked_for_on_ones_own_roll_alone_and_what_is_ticked_stays(dsl, desk, school):
    born = {"born_on": date(2016, 3, 1), "born_precision": "DAY"}
    ana, ben = (enrol(make.person(name, "Fish-Müller", **born), school, year_group="5") for name in ("Ana", "Ben"))
    enrol(make.person("Ana", "Elsewhere"), make.team(of=make.organisation(kind="SCHOOL")))
    here = begin(desk)
    page = words(desk.post(f"{here}roll/", {"find": "1", "name": "muller an"}))
    assert "Fish-Müller, Ana" in page
    assert not any(name in page for name in ("Elsewhere", "Fish-Müller, Ben"))
    page = words(desk.post(f"{here}roll/", {"find": "1", "name": "ben", "child": [ana.public_id]}))
    assert "Ticked so far Fish-Müller, Ana" in " ".join(page.split())
    page = words(desk.post(f"{here}roll/", {"open": "F", "name": "ben", "child": [ana.public_id]}))
    assert "Pupils under F" in page
    assert "Nobody on your roll is called" in words(desk.post(f"{here}roll/", {"find": "1", "name": "Elsewhere"}))
    desk.post(f"{here}roll/", {"name": "ben", "child": [ana.public_id, ben.public_id]})
    rows = drafted(dsl)["children"]
    assert [row["child_first_name"] for row in rows] == ["Ana", "Ben"]


def test_what_is_read_over_stands_in_sections_each_with_one_way_to_change_it(desk):
    here = begin(desk)
    fill_in(desk, here)
    page = desk.get(f"{here}check/").content.decode()
    cards = page.split('class="govuk-summary-card"')[1:]
    assert len(cards) > 8
    assert [card.count(">Change<") for card in cards[:-1]] == [1] * (len(cards) - 1)
    assert desk.get(cards[0].split('href="')[1].split('"')[0]).status_code == 200


def test_looking_through_a_roll_costs_the_same_for_one_pupil_and_for_many(dsl, desk, school):
    here, counts = begin(desk), []
    for number in range(3):
        enrol(make.person(f"Ana{number}", "Fish"), school)
        if number != 1:
            with CaptureQueriesContext(connection) as queries:
                desk.post(f"{here}roll/", {"find": "1", "name": "ana"})
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_the_roll_knows_of_year_group_and_number_is_filled_in(dsl, desk, school):
    ana = enrol(make.person("Ana", "Fish", born_on=date(2016, 3, 1), born_precision="DAY"), school, year_group="5")
    ben = enrol(make.person("Ben", "Fish", born_on=date(2018, 3, 1), born_precision="DAY"), school)
    with acting_as(make.intake()) as by:
        people.add_identifier(person=ana, scheme="UPN", value=UPN, by=by, at=timezone.now())
    here = begin(desk)
    desk.post(f"{here}roll/", {"child": [ana.public_id, ben.public_id]})
    values = drafted(dsl)
    first, second = values["children"]
    assert (first["child_upn"], "child_upn" in second) == (UPN, False)
    assert values["child_year_group"] == {"each": {first["_row"]: "5"}}


def test_one_answer_that_is_wrong_loses_none_of_the_others(dsl, desk):
    here = begin(desk)
    sent = PAGES["children"] | {"children-0-child_age_known": "born", "children-0-child_born-year": "20016"}
    sent |= {"children-0-child_age": ""}
    page = desk.post(f"{here}children/", sent)
    assert page.status_code == 200
    assert "There is a problem" in words(page)
    assert drafted(dsl)["children"][0]["child_first_name"] == "Ana"
    again = desk.get(f"{here}children/").content
    assert b'value="Ana"' in again
    assert b'value="20016"' in again
    assert "In progress" in words(desk.get(here))


def test_a_section_that_an_answer_brought_says_so(desk):
    here = begin(desk)
    assert "Added because" not in words(desk.get(here))
    desk.post(f"{here}safety/", PAGES["safety"])
    desk.post(f"{here}purpose/", PAGES["purpose"] | {"purpose": "safeguarding"})
    assert "Added because you said “A concern about a child’s safety” to “What is this contact”" in words(
        desk.get(here)
    )


def test_sg_21_no_page_of_the_form_suggests_people_and_a_pick_brings_no_address_and_no_sibling(dsl, desk, school):
    child = enrol(make.person("Ana", "Fish", born_on=date(2016, 3, 1), born_precision="DAY"), school)
    with acting_as(make.intake()) as by:
        now = timezone.now()
        circumstances.move_to(
            person=child, home=circumstances.Home(lines="7 Refuge Lane", postcode="PO1 1AA"), by=by, at=now
        )
        brother = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Elsewhere", surname="Fish"), by=by, at=now
        )
        circumstances.relate(person=child, other=brother, code="SIB", by=by, at=now)
    here = begin(desk)
    desk.post(f"{here}roll/", {"child": [child.public_id]})
    for page in (f"{here}roll/", *(f"{here}{name}/" for name in PAGES), f"{here}check/"):
        shown = desk.get(page).content.decode()
        assert not any(way in shown for way in ("<datalist", "hx-get", 'autocomplete="name"')), page
        assert not any(word in shown for word in ("Refuge Lane", "PO1 1AA", "Elsewhere")), page


def test_sg_21_an_agency_without_a_roll_has_nobody_to_pick(door):
    enrol(make.person("Ana", "Fish"), make.team(of=make.organisation(kind="SCHOOL")))
    desk = signed_in(make.membership("agency_professional"))
    here = begin(desk)
    assert "Choose from your own roll" not in words(desk.get(f"{here}children/"))
    assert desk.get(f"{here}roll/").status_code == 404


def test_fd_05_a_call_keeps_the_callers_time_beside_the_servers(door):
    screener = make.membership("mash_screener", of=door)
    desk = signed_in(screener)
    rang = timezone.localtime() - timedelta(hours=20)
    told_on = {"told_on-day": rang.day, "told_on-month": rang.month, "told_on-year": rang.year}
    here = desk.post(
        "/contacts/new/call/", {"who": "A grandmother", "source": "1A", "told_time": f"{rang:%H:%M}"} | told_on
    )["Location"]
    fill_in(desk, here, PAGES | {"you": PAGES["you"] | {"sender_name": "A grandmother", "sender_job": "Family"}})
    desk.post(f"{here}send/")
    [submission] = arrived()
    assert (submission.channel, submission.source_code, submission.sender_user_id) == ("PHONE", "1A", None)
    assert submission.told_at == rang.replace(second=0, microsecond=0)
    assert submission.received_at > submission.told_at
    assert contacts()[0].received_at == submission.told_at


def test_fd_05_a_call_cannot_come_from_the_future_and_only_a_call_handler_writes_one_down(door, desk):
    tomorrow = timezone.localtime() + timedelta(days=1)
    told_on = {"told_on-day": tomorrow.day, "told_on-month": tomorrow.month, "told_on-year": tomorrow.year}
    handler = signed_in(make.membership("mash_screener", of=door))
    page = handler.post("/contacts/new/call/", {"who": "X", "source": "9", "told_time": "09:00"} | told_on)
    assert "Enter a time that has passed" in words(page)
    assert desk.get("/contacts/new/call/").status_code == 403


def test_the_list_of_receipts_asks_as_often_for_three_as_for_one(desk, dsl):
    def send_one(number):
        by = actor_of(dsl)
        arrivals.receive(
            arrivals.Arrival(
                area=dsl.team.area,
                channel="PROFESSIONAL",
                key=f"k{number}",
                worry="Worry",
                sender=arrivals.Sender(team=dsl.team, user=dsl.user),
            ),
            by=by,
            at=timezone.now(),
        )

    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert desk.get("/contacts/").status_code == 200
        return len(seen)

    send_one(1)
    asked()
    with_one = asked()
    send_one(2)
    send_one(3)
    assert asked() == with_one
    assert len(arrived(Receipt)) == 3


def test_a_post_in_an_area_without_a_front_door_is_told_before_it_types(door):
    elsewhere = make.membership("agency_professional", of=make.team(in_area=make.area("850", "Hampshire")))
    desk = signed_in(elsewhere)
    assert "Nobody receives contacts for Hampshire here yet" in words(desk.post("/contacts/new/", follow=True))
    assert desk.get("/contacts/").status_code == 200


def rang_about(child, who="Ida Post, Invented Primary") -> str:
    with acting_as(make.intake()) as by:
        return calls.log_call(
            make.area(),
            calls.CallAsTaken(who=who, source_code="2A", what="A bruise", child=child),
            key=child + who,
            by=by,
            at=timezone.now(),
        ).reference


def test_sg_03_a_form_that_names_the_call_of_another_school_has_contacts_of_its_own_and_a_task(desk):
    make.team("Safeguarding", of=make.organisation("Other Primary", kind="SCHOOL"))
    call = rang_about("Ana Fish", who="A teacher, Other Primary")
    here = begin(desk)
    fill_in(desk, here)
    desk.post(f"{here}send/", {"meets": call})
    assert [contact.named_as for contact in contacts()] == ["Ana Fish", "Ana Fish", "Ben Fish"]
    assert all(contact.case_id for contact in contacts())
    with acting_as(make.intake()):
        assert Task.objects.filter(title=f"The referrer says it follows call {call}").count() == 1


def test_a_form_meets_a_call_whose_duty_to_decide_was_started_afresh(desk):
    call = rang_about("Ben Fish")
    with acting_as(make.intake()) as by:
        case = Contact.objects.select_related("case__responsible_team").get().case
        clocks.stop(case=case, rule=DECISION, by=by, at=timezone.now())
        clocks.start(case=case, rule=DECISION, team=case.responsible_team, at=timezone.now() + timedelta(seconds=1))
    here = begin(desk)
    fill_in(desk, here)
    desk.post(f"{here}send/", {"meets": call})
    assert sorted(contact.named_as for contact in contacts()) == ["Ana Fish", "Ben Fish"]
    with acting_as(make.intake()):
        assert Task.objects.get(title="Find out what the child says and wants").case_id == case.pk
