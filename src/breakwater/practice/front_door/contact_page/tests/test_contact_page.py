"""A contact's page: what it shows to whom, and the one next action."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.recording import operations as recording
from breakwater.foundation.dates import london
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Address
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make

GETS = ["contact", "card", "match", "new_child", "decide"]
POSTS = ["claim", "take_over", "release", "rate", "told", "choose"]


def page_of(browser, contact) -> str:
    return browser.get(reverse("front_door:contact", args=[contact.reference])).content.decode()


@pytest.mark.parametrize("name", GETS)
def test_whoever_may_not_know_of_a_contact_finds_no_page(mash, contact_arrives, signed_in, name):
    contact = contact_arrives()
    elsewhere = make.actor("mash_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    assert signed_in(elsewhere).get(reverse(f"front_door:{name}", args=[contact.reference])).status_code in (403, 404)
    assert signed_in(make.actor("dsl")).get(reverse(f"front_door:{name}", args=[contact.reference])).status_code in (
        403,
        404,
    )


@pytest.mark.parametrize("name", POSTS)
def test_whoever_may_not_know_of_a_contact_changes_nothing(mash, contact_arrives, signed_in, name):
    contact = contact_arrives()
    address = reverse(f"front_door:{name}", args=[contact.reference])
    for actor in (make.actor("dsl"), make.actor("mash_manager", of=make.team(in_area=make.area("850", "Hampshire")))):
        assert signed_in(actor).post(address, {"rag": "RED", "reason": "x"}).status_code in (403, 404)


def test_a_screener_may_not_decide_or_take_over(screener, contact_arrives, signed_in):
    contact = contact_arrives()
    browser = signed_in(screener)
    assert browser.get(reverse("front_door:decide", args=[contact.reference])).status_code == 403
    assert browser.post(reverse("front_door:take_over", args=[contact.reference])).status_code == 403


def test_claims_are_never_made_by_following_a_link(screener, contact_arrives, signed_in):
    contact = contact_arrives()
    assert signed_in(screener).get(reverse("front_door:claim", args=[contact.reference])).status_code == 405


def test_the_page_leads_from_claim_to_match_to_rating_to_decision(screener, manager, contact_arrives, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    assert "Allocate to me" in page_of(browser, contact)
    browser.post(reverse("front_door:claim", args=[contact.reference]))
    assert "Match the child" in page_of(browser, contact)
    with acting_as(screener):
        claims.match(
            contact=contact, person=make.person(), was_new=True, searched={}, found=0, by=screener, at=timezone.now()
        )
    assert "Set the RAG rating" in page_of(browser, contact)
    browser.post(reverse("front_door:rate", args=[contact.reference]), {"rag": "AMBER", "reason": "A new event"})
    assert "Write the screening record" in page_of(browser, contact)
    seen = {
        "child_seen_and_heard": "Seen at school",
        "lived_experience": "Loud nights",
        "adults_considered": "Not asked yet",
    }
    browser.post(reverse("front_door:screening", args=[contact.reference]), seen)
    assert "Hand it to a manager" in page_of(browser, contact)
    assert ">Decide</a>" in page_of(signed_in(manager), contact).replace("\n", "")


def test_a_manager_who_works_on_it_may_decide_before_the_record_is_written(manager, settled, signed_in):
    contact, browser = settled(), signed_in(manager)
    browser.post(reverse("front_door:claim", args=[contact.reference]))
    browser.post(reverse("front_door:rate", args=[contact.reference]), {"rag": "AMBER", "reason": "A new event"})
    page = page_of(browser, contact)
    assert "Write the screening record" in page
    assert "Decide now" in page
    assert reverse("front_door:decide", args=[contact.reference]) in page


def test_an_age_that_was_told_stays_the_age_that_was_told(screener, contact_arrives, signed_in):
    at = london(2026, 11, 24, 10, 0)
    contact = contact_arrives(ChildTold(named_as="Sam Sample", born="2024~"), at=at)
    browser = signed_in(screener)
    assert page_of(browser, contact).count("2 years, as told") == 2  # beside the name, and as the sender told it
    assert "2 years, as told" in browser.get(reverse("front_door:board")).content.decode()


def test_who_sent_it_and_what_the_child_said_stand_beside_the_worry(screener, contact_arrives, signed_in):
    with acting_as(make.intake()) as by:
        form = recording.record(
            "front_door.contact",
            {
                "immediate_danger": "yes",
                "worry": "Shouting every night",
                "sender_name": "Hedda Invented",
                "sender_job": "Tenancy support officer",
                "children": [{"_row": "r1", "child_first_name": "Sam"}],
                "child_views": {"each": {"r1": "I am scared to go home", "r2": {"state": "not_asked"}}},
            },
            recording.Holder(area=make.area()),
            by=by,
            at=timezone.now(),
        )
    contact = contact_arrives(
        channel="PROFESSIONAL", answers=form, sender_words="Professional of a partner agency, Tenancy support"
    )
    page = page_of(signed_in(screener), contact)
    said = page[page.index('id="said"') : page.index("Everything that was answered on the form")]
    assert "Hedda Invented, Tenancy support officer, Professional of a partner agency, Tenancy support" in said
    assert "I am scared to go home" in said
    assert "The child’s own words, as the form has them" in said


def test_name_danger_reason_and_what_to_do_next_come_before_the_rest(screener, contact_arrives, signed_in):
    answers = {
        "immediate_danger": "yes",
        "worry": "Shouting every night",
        "concern_types": ["neglect", "self_harm"],
        "safe_next_day": "no",
        "professional_view": "It gets worse by the week",
    }
    with acting_as(make.intake()) as by:
        form = recording.record(
            "front_door.contact", answers, recording.Holder(area=make.area()), by=by, at=timezone.now()
        )
    contact = contact_arrives(
        ChildTold(named_as="Ivy Sample"), channel="PROFESSIONAL", answers=form, immediate_danger=True
    )
    page = page_of(signed_in(screener), contact)
    places = [
        page.index(words, page.index("<main"))
        for words in (
            "Ivy Sample",
            "Said to be in danger now",
            "Neglect, self-harm",
            "Shouting every night",
            'id="next"',
            "Safe for the next 24 hours",
            "It gets worse by the week",
            "Everything that was answered on the form",
        )
    ]
    assert places == sorted(places)


def test_a_childs_words_are_not_a_brothers_and_a_risk_to_a_visiting_worker_is_read_first(
    screener, contact_arrives, signed_in
):
    with acting_as(make.intake()) as by:
        form = recording.record(
            "front_door.contact",
            {
                "immediate_danger": "yes",
                "worry": "Shouting every night",
                "worker_risk_kinds": ["violence", "not_alone"],
                "worker_risk": "He has threatened workers",
                "children": [
                    {"_row": "r1", "child_first_name": "Ivy", "child_family_name": "Sample"},
                    {"_row": "r2", "child_first_name": "Noah", "child_family_name": "Sample"},
                ],
                "child_views": {"each": {"r1": "I am scared to go home", "r2": {"state": "not_asked"}}},
            },
            recording.Holder(area=make.area()),
            by=by,
            at=timezone.now(),
        )
    children = [ChildTold(named_as="Ivy Sample"), ChildTold(named_as="Noah Sample")]
    ivy, noah = contact_arrives(*children, channel="PROFESSIONAL", answers=form)
    for contact, whose in ((ivy, "The child’s own words"), (noah, "Ivy Sample’s own words, in the same form")):
        page = page_of(signed_in(screener), contact)
        said = page[page.index('id="said"') : page.index("Everything that was answered on the form")]
        assert whose in said[said.index("I am scared to go home") :]
        assert ("<strong>What Noah Sample says:</strong> not yet spoken to." in said) == (contact == noah)
        assert page.index("Risk to a visiting worker") < page.index('id="said"')
        assert "He has threatened workers" in page[: page.index('id="said"')]


def test_no_risk_to_a_visiting_worker_is_no_alarm(screener, contact_arrives, signed_in):
    with acting_as(make.intake()) as by:
        answers = {"immediate_danger": "yes", "worry": "Shouting", "worker_risk_kinds": ["none_known"]}
        form = recording.record(
            "front_door.contact", answers, recording.Holder(area=make.area()), by=by, at=timezone.now()
        )
    contact = contact_arrives(channel="PROFESSIONAL", answers=form)
    assert "Risk to a visiting worker" not in page_of(signed_in(screener), contact)


def test_the_page_asks_no_more_questions_when_more_hangs_from_the_contact(
    screener, settled, contact_arrives, signed_in
):
    contact, browser = settled(), signed_in(screener)
    page_of(browser, contact)
    with CaptureQueriesContext(connection) as few:
        page_of(browser, contact)
    with acting_as(screener):
        child = Contact.objects.get(pk=contact.pk).child
    for number in range(3):
        contact_arrives(child=child, days_ago=number)
        with acting_as(screener):
            arrivals.add_to_open(
                submission=contact.submission, key=f"more-{number}", words="More", by=screener, at=timezone.now()
            )
    with CaptureQueriesContext(connection) as many:
        page = page_of(browser, contact)
    assert page.count("Told us afterwards") == 3
    assert len(many) == len(few)


def test_an_address_that_is_not_the_one_on_record_is_said_but_a_withheld_one_is_not(
    screener, contact_arrives, signed_in
):
    child = make.person("Sam", "Sample")
    with acting_as(screener):
        home = Address.objects.create(person=child, lines="1 Invented Road", postcode="PO1 1AA")
    said = "Address of Sam Sample: the referrer says"
    elsewhere, at_home = (
        contact_arrives(arrivals.ChildTold(named_as="Sam", person=child, address=lines, postcode=postcode))
        for lines, postcode in (("1 Invented Road", "PO2 2BB"), ("1, Invented Road", "po1 1aa"))
    )
    browser = signed_in(screener)
    assert said in page_of(browser, elsewhere)
    assert said not in page_of(browser, at_home)
    with acting_as(screener):
        home.kind, home.lines, home.postcode = "REFUGE", "", ""
        home.save(update_fields=["kind", "lines", "postcode"])
    assert said not in page_of(browser, elsewhere)


def test_other_contacts_of_the_child_stand_beside_with_how_they_ended(screener, manager, settled, ready, signed_in):
    contact = settled()
    with acting_as(screener):
        child = Contact.objects.get(pk=contact.pk).child
    earlier = ready(child=child, days_ago=40)
    with acting_as(manager):
        decisions.decide(
            [earlier],
            decisions.DecisionFacts(
                outcome="O1", rationale=" ".join(["because"] * 30), checked_by_hand=True, words_for_sender="Thank you"
            ),
            by=manager,
            at=timezone.now() - timedelta(days=39),
        )
    page = page_of(signed_in(screener), contact)
    assert f"contact {earlier.reference}" in page
    assert "Information or advice given" in page


def test_sg_07_the_page_says_that_no_list_from_social_care_has_come_in(screener, contact_arrives, signed_in):
    assert "No list from social care has come in" in page_of(signed_in(screener), contact_arrives())


def test_a_rating_without_a_reason_keeps_the_choice(screener, contact_arrives, signed_in):
    contact = contact_arrives()
    page = (
        signed_in(screener)
        .post(reverse("front_door:rate", args=[contact.reference]), {"rag": "AMBER"})
        .content.decode()
    )
    assert "Say why you rate it so" in page
    assert 'value="AMBER" checked' in page


def test_only_a_manager_rates_a_child_in_danger_lower_than_red(screener, manager, contact_arrives, signed_in):
    contact = contact_arrives(immediate_danger=True)
    address = reverse("front_door:rate", args=[contact.reference])
    page = signed_in(screener).post(address, {"rag": "GREEN", "reason": "It is calm now"}).content.decode()
    assert "Only a manager rates this lower" in page
    assert "It is calm now" in page
    lower = {"rag": "GREEN", "reason": "Seen by the police, safe"}
    assert "tick that you override it" in signed_in(manager).post(address, lower).content.decode()
    assert signed_in(manager).post(address, lower | {"overrides": "yes"}).status_code == 302


def test_what_one_was_told_is_added_once_however_often_it_is_sent(screener, contact_arrives, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    sent = {"words": "She called again", "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a10"}
    for _ in range(2):
        assert browser.post(reverse("front_door:told", args=[contact.reference]), sent).status_code == 302
    assert page_of(browser, contact).count("She called again") == 1


def test_a_team_that_is_offered_the_case_reads_it_without_its_sender(manager, tier2, settled, is_ready, signed_in):
    contact = settled(sender_words="Mrs Neighbour", worry="Heard through the wall")
    is_ready(contact)
    with acting_as(manager):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome="O4",
                rationale=" ".join(["help"] * 30),
                checked_by_hand=True,
                words_for_sender="Help is offered",
                agreement="AGREES",
                agreement_words="Mother",
            ),
            by=manager,
            at=timezone.now(),
        )
    page = page_of(signed_in(make.actor("tier2_coordinator", of=tier2)), contact)
    assert "Early help co-ordinated at Tier 2" in page
    assert "Mrs Neighbour" not in page
    assert "Heard through the wall" not in page


def test_hostile_words_are_shown_as_words(screener, contact_arrives, signed_in):
    nasty = '<script>alert("1")</script> {{ 7*7 }} \u202e'
    contact = contact_arrives(arrivals.ChildTold(named_as=nasty, born="soon"), worry=nasty, sender_words=nasty)
    for address in ("/mash/", f"/mash/contacts/{contact.reference}/", f"/mash/contacts/{contact.reference}/child/"):
        page = signed_in(screener).get(address).content.decode()
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" in page


def test_a_look_is_one_entry_on_record_with_the_case(transactional_db, owner_connection):
    mash = make.team("MASH", service="front_door")
    receipt = arrivals.receive(
        arrivals.Arrival(area=make.area(), channel="PUBLIC", key="look", worry="Shouting"),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(make.intake()):
        contact = receipt.submission.contacts.get()
    screener = make.actor("mash_screener", of=mash)
    browser = Client()
    browser.force_login(screener.membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session["factor_added"] = True
    session.save()
    page_of(browser, contact)
    entries = owner_connection.execute(
        "select seen from audit_entry where human_id = %s and route like 'mash/%%'", [screener.membership.user_id]
    ).fetchall()
    assert [contact.case_id in seen["case"] for (seen,) in entries] == [True]


def test_there_is_no_such_contact_as_a_made_up_one(screener, signed_in):
    assert signed_in(screener).get("/mash/contacts/C-26-00000-0/").status_code == 404
    assert not Contact.objects.exists()
