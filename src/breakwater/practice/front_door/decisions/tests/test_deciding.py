"""Deciding: what each outcome asks for and does, and what happens when two people decide at once."""

import threading
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.foundation.dates.london_time import moment, to_london
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Decision, ReceiptLine
from breakwater.practice.front_door.screening.operations import rating, requirements
from breakwater.practice.front_door.services import agreement_fault
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
SENT = {
    "outcome": "O1",
    "rationale": REASONS,
    "agreement": "NOT_NEEDED",
    "checked_by_hand": "yes",
    "step": "record",
    "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a10",
}
TIER2 = SENT | {"outcome": "O4", "agreement": "AGREES", "agreement_words": "Mother, by telephone"}


@pytest.fixture
def settled(settled, is_ready):
    """`settled()` returns a contact whose child is settled, rated and allocated."""

    def make_one(**more) -> Contact:
        contact = settled(**more)
        is_ready(contact)
        return contact

    return make_one


def decide(browser, contact, sent, **more):
    return browser.post(reverse("front_door:decide", args=[contact.reference]), sent, **more)


def as_it_stands(manager, contact) -> Contact:
    with acting_as(manager):
        return Contact.objects.select_related("case").get(pk=contact.pk)


def test_advice_closes_the_contact_and_the_sender_reads_that_we_looked(manager, ready, signed_in):
    contact = ready()
    page = decide(signed_in(manager), contact, SENT, follow=True).content.decode()
    assert f"Decision recorded for {contact.reference}" in page
    now = as_it_stands(manager, contact)
    assert (now.outcome, now.case.stage, now.case.closed_at is not None) == ("O1", "closed", True)
    with acting_as(manager):
        decision = Decision.objects.get(contact=contact)
        assert decision.checked_by_hand
        assert ReceiptLine.objects.get(contact=contact).stage == "DECIDED"


def test_sg_07_nobody_decides_without_looking_up_what_social_care_knows(manager, ready, signed_in):
    contact = ready()
    unticked = {name: value for name, value in SENT.items() if name != "checked_by_hand"}
    page = decide(signed_in(manager), contact, unticked).content.decode()
    assert "Look the child up in social care" in page
    assert REASONS[:60] in page
    assert as_it_stands(manager, contact).outcome == ""


def test_tier_2_is_offered_and_the_giver_stays_responsible(manager, mash, tier2, settled, signed_in):
    contact = settled()
    page = decide(signed_in(manager), contact, TIER2, follow=True).content.decode()
    assert "offered to Tier 2 co-ordinators" in page
    assert "Wait for the answer" in page
    now = as_it_stands(manager, contact)
    assert (now.case.stage, now.case.responsible_team_id) == ("decided", mash.pk)


@pytest.mark.parametrize(
    ("day", "hour", "answer_by"), [("Saturday", 11, (5, 15)), ("Friday", 20, (5, 0)), ("Friday", 10, (4, 17))]
)
def test_a_strategy_discussion_offered_out_of_hours_is_answered_then_and_emergency_duty_hears_of_it(
    manager, social_care, ready, signed_in, day, hour, answer_by
):
    worker = make.actor("emergency_duty", of=make.team("Emergency duty", service="emergency_duty"))
    contact = ready()
    today = timezone.localdate()
    friday = today + timedelta(days=(4 - today.weekday()) % 7 + 7)
    on = friday + timedelta(days=day == "Saturday")
    with acting_as(manager):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome="O7",
                rationale=REASONS,
                words_for_sender="Thank you",
                agreement="NOT_NEEDED",
                checked_by_hand=True,
            ),
            by=manager,
            at=moment(on, time(hour)),
        )
        offer = Handover.objects.get()
    due = to_london(offer.answer_due_at)
    assert (due.weekday(), due.hour) == answer_by
    at = f"/mash/contacts/{contact.reference}/"
    told = Notification.objects.filter(user=worker.membership.user, path=at, reference=offer.reference).exists()
    assert told == (answer_by != (4, 17))
    night = signed_in(worker)
    page = night.get(at)
    assert page.status_code == 200
    assert "It is offered, and not answered yet" in (body := page.content.decode())
    assert f"/handovers/{offer.reference}/" not in body
    for where in ("/duty/", "/today/"):
        assert "Strategy discussion offered, not answered yet" in (body := night.get(where).content.decode()), where
        assert at in body


@pytest.mark.parametrize(("years", "is_asked"), [(15, False), (16, True), (17, True), (18, False)])
def test_a_young_person_of_16_or_17_is_among_those_to_be_asked(manager, settled, signed_in, years, is_asked):
    contact = settled()
    born = timezone.localdate() - timedelta(days=years * 366 + 30)
    with acting_as(make.intake()):
        Person.objects.filter(pk=contact.child_id).update(born_on=born, born_precision="DAY")
    page = signed_in(manager).get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    assert ("at 16 or 17 a parent’s agreement is not theirs" in page) == is_asked


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcome": "O4"}, "This help is voluntary"),
        ({"outcome": "O4", "agreement": "AGREES"}, "Write who agrees, how and when"),
        ({"rationale": "Too short"}, "30 words or more are needed, and there are 2"),
        ({"outcome": ""}, "Choose what happens next"),
        ({"outcome": "O99"}, "Choose one of the answers shown"),
    ],
)
def test_what_a_decision_lacks_is_said_in_words_and_nothing_typed_is_lost(manager, settled, signed_in, change, words):
    contact = settled()
    page = decide(
        signed_in(manager), contact, SENT | {"rationale": REASONS + " Unmistakable"} | change
    ).content.decode()
    assert words in page
    assert "Unmistakable" in page or "rationale" in change
    assert as_it_stands(manager, contact).outcome == ""


def test_tr_12_whoever_chose_that_the_family_agrees_is_not_told_to_ask_it_first(manager, settled, signed_in):
    """Choosing it without saying who agrees asks for that alone."""
    page = decide(
        signed_in(manager), settled(), SENT | {"outcome": "O4", "agreement": "AGREES", "agreement_words": ""}
    ).content.decode()
    assert "Write who agrees, how and when" in page
    assert "Ask the family first" not in page


def test_a_duplicate_needs_few_words(manager, ready, signed_in):
    contact = ready()
    twice = SENT | {"outcome": "O14", "why_gone": "duplicate", "rationale": "Sent twice"}
    assert decide(signed_in(manager), contact, twice).status_code == 302
    assert as_it_stands(manager, contact).case.stage == "duplicate"
    error = ready()
    decide(signed_in(manager), error, SENT | {"outcome": "O14", "why_gone": "error", "rationale": "A test of the line"})
    assert as_it_stands(manager, error).case.stage == "recorded_in_error"


def test_sg_01_a_strategy_discussion_may_not_be_declined(manager, social_care, settled, signed_in):
    contact = settled()
    decide(signed_in(manager), contact, SENT | {"outcome": "O7"})
    worker = make.actor("social_worker", of=social_care)
    with acting_as(worker):
        offer = Handover.objects.get()
        with pytest.raises(handovers.MayNotBeDeclined):
            handovers.decline(handover=offer, reason="Busy", by=worker, at=timezone.now())


def test_an_outcome_nobody_receives_is_refused_in_words_and_changes_nothing(manager, settled, signed_in):
    contact = settled()
    page = decide(signed_in(manager), contact, SENT | {"outcome": "O7"}).content.decode()
    assert "No team is named to receive this here" in page
    assert REASONS[:60] in page
    assert as_it_stands(manager, contact).outcome == ""


def test_what_the_sender_and_the_family_will_read_is_shown_before_it_is_recorded(manager, tier2, settled, signed_in):
    contact = settled(channel="PROFESSIONAL", sender_team=make.team())
    sent = TIER2 | {"step": "check", "words_for_sender": "A co-ordinator will call\nthis week"}
    page = decide(signed_in(manager), contact, sent).content.decode()
    assert "What the referrer will read" in page
    assert "A co-ordinator will call<br>this week" in page
    assert "Early help at Tier 2: offered to the Tier 2 co-ordinators" in page
    assert as_it_stands(manager, contact).outcome == ""
    changed = decide(signed_in(manager), contact, sent | {"step": "change"}).content.decode()
    assert REASONS[:60] in changed
    assert "There is a problem" not in changed


def test_a_public_sender_is_told_no_more_than_that_we_looked(manager, ready, signed_in):
    contact = ready()
    page = decide(signed_in(manager), contact, SENT | {"step": "check"}).content.decode()
    assert "We have looked into what you told us" in page
    assert 'name="words_for_sender"' not in page


def test_each_child_of_one_contact_is_decided_on_one_page_alike_otherwise_or_not_yet(manager, ready, signed_in):
    one, two, three, four = ready(*(arrivals.ChildTold(named_as=f"Child {n}") for n in "ABCD"))
    browser = signed_in(manager)
    page = decide(browser, one, SENT).content.decode()
    assert "Choose what happens for Child B" in page
    own = {f"s{three.pk}": "own", f"s{three.pk}_outcome": "O2", f"s{three.pk}_rationale": REASONS + " otherwise"}
    sent = SENT | {f"s{two.pk}": "same", **own, f"s{four.pk}": "later"}
    check = decide(browser, one, sent | {"step": "check"}).content.decode()
    assert "Child A, Child B" in check
    assert "Signposted to universal services" in check
    read = {f"c{two.pk}_rationale": REASONS, f"c{two.pk}_holds": "yes"}
    decide(browser, one, sent | read)
    assert [as_it_stands(manager, each).outcome for each in (one, two, three, four)] == ["O1", "O1", "O2", ""]


def test_sg_02_what_comes_back_declined_is_decided_again(manager, tier2, settled, signed_in):
    contact, browser = settled(), signed_in(manager)
    decide(browser, contact, TIER2)
    coordinator = make.actor("tier2_coordinator", of=tier2)
    with acting_as(coordinator):
        handovers.decline(handover=Handover.objects.get(), reason="They moved away", by=coordinator, at=timezone.now())
    page = browser.get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    assert "They moved away" in page
    decide(browser, contact, SENT | {"idempotency": uuid4()})
    now = as_it_stands(manager, contact)
    assert (now.outcome, now.case.stage) == ("O1", "closed")
    with acting_as(manager):
        assert Decision.objects.filter(contact=contact).count() == 2


def test_the_same_decision_sent_twice_is_one(manager, tier2, ready, settled, signed_in):
    browser = signed_in(manager)
    another = TIER2 | {"idempotency": str(uuid4())}
    for contact, sent in ((ready(), SENT), (settled(), another)):
        for _ in range(2):
            assert decide(browser, contact, sent).status_code == 302
        with acting_as(manager):
            assert Decision.objects.filter(contact=contact).count() == 1


def test_the_second_manager_reads_the_first_ones_decision_and_keeps_what_was_typed(mash, manager, ready, signed_in):
    contact = ready()
    decide(signed_in(manager), contact, SENT)
    other = make.actor("mash_manager", of=mash)
    answer = decide(signed_in(other), contact, SENT | {"rationale": REASONS + " Differently"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This contact is decided and closed" in page
    assert "Differently" in page


def test_nobody_decides_a_contact_they_sent_themselves(mash, manager, ready, signed_in):
    contact = ready(channel="PROFESSIONAL", sender_team=mash, sender_user=manager.membership.user)
    assert decide(signed_in(manager), contact, SENT).status_code == 403


@pytest.fixture
def ended_twice(manager, settled, ready):
    """A contact about a child of whom two others ended with no further action within twelve months."""
    contact = settled()
    with acting_as(manager):
        child = Contact.objects.get(pk=contact.pk).child
    for days in (30, 60):
        earlier = ready(child=child, days_ago=days)
        with acting_as(manager):
            decisions.decide(
                [earlier],
                decisions.DecisionFacts(checked_by_hand=True, outcome="O13", rationale=REASONS, words_for_sender=""),
                by=manager,
                at=timezone.now() - timedelta(days=days - 1),
            )
    return contact


def test_tr_13_a_third_ending_without_further_action_waits_for_a_second_manager(mash, manager, ended_twice, signed_in):
    browser, contact = signed_in(manager), ended_twice
    assert (
        "Ask a second manager" in browser.get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    )
    page = decide(browser, contact, SENT | {"outcome": "O13"}, follow=True).content.decode()
    assert "A second manager has to agree" in page
    assert as_it_stands(manager, contact).outcome == ""
    address = reverse("front_door:second", args=[contact.reference])
    assert "another manager answers" in browser.get(address).content.decode()
    browser.post(address, {"agreed": "yes"})
    assert as_it_stands(manager, contact).outcome == ""
    other = make.actor("mash_manager", of=mash)
    signed_in(other).post(address, {"agreed": "yes"})
    assert as_it_stands(manager, contact).outcome == "O13"
    with acting_as(manager):
        decision = Decision.objects.get(contact=contact)
        assert (decision.by_id, decision.second_by_id) == (manager.pk, other.pk)


def test_tr_13_a_decision_made_between_is_told_and_what_was_typed_stands(
    mash, manager, ended_twice, signed_in, monkeypatch
):
    other, propose = make.actor("mash_manager", of=mash), decisions.propose

    def propose_a_moment_late(contacts, facts, **acting):
        with acting_as(other):
            decisions.decide(
                contacts,
                decisions.DecisionFacts(checked_by_hand=True, outcome="O1", rationale=REASONS, words_for_sender=""),
                by=other,
                at=timezone.now(),
            )
        return propose(contacts, facts, **acting)

    monkeypatch.setattr(decisions, "propose", propose_a_moment_late)
    answer = decide(signed_in(manager), ended_twice, SENT | {"outcome": "O13"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Someone has decided one of these contacts meanwhile" in page
    assert REASONS[:60] in page


def test_tr_13_a_second_manager_who_does_not_agree_says_why_and_it_stays_to_be_decided(
    mash, manager, ended_twice, signed_in
):
    contact = ended_twice
    decide(signed_in(manager), contact, SENT | {"outcome": "O13"})
    address, other = (
        reverse("front_door:second", args=[contact.reference]),
        signed_in(make.actor("mash_manager", of=mash)),
    )
    assert "Write why you do not agree" in other.post(address, {"agreed": "no"}).content.decode()
    other.post(address, {"agreed": "no", "answer": "Nobody has seen the child"})
    assert as_it_stands(manager, contact).outcome == ""
    assert (
        "Nobody has seen the child"
        in signed_in(manager).get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    )


@pytest.mark.parametrize(
    ("outcome", "agreement", "more", "box"),
    [
        # FD 1.5, row by row
        ("O1", "NOT_NEEDED", {}, None),
        ("O3", "AGREES", {"agreement_words": "Mother, by telephone"}, None),
        ("O3", "NOT_ASKED", {}, "agreement"),
        ("O4", "REFUSES", {}, "agreement"),
        ("O5", "AGREES", {}, "agreement_words"),
        ("O13", "REFUSES", {}, "refusal_considered"),
        ("O13", "REFUSES", {"refusal_considered": "It does not raise it"}, None),
        ("O6", "NOT_ASKED", {}, None),
        ("O6", "REFUSES", {}, "refusal_considered"),
        ("O7", "NOT_ASKED", {}, "dispensed_because"),
        ("O7", "NOT_ASKED", {"dispensed_because": "EVIDENCE"}, None),
        ("O8", "REFUSES", {}, None),
    ],
)
def test_tr_12_agreement_is_asked_for_as_the_decision_table_says(outcome, agreement, more, box):
    fault = agreement_fault(outcome, agreement=agreement, **more)
    assert (fault.box if fault else None) == box


def test_fd_16_a_professional_reads_a_reason_of_their_own(manager, ready):
    contact = ready(channel="PROFESSIONAL", sender_team=make.team())
    for words in ("", REASONS):
        with acting_as(manager), pytest.raises(decisions.ReasonForSenderNeeded):
            decisions.decide(
                [contact],
                decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender=words, checked_by_hand=True),
                by=manager,
                at=timezone.now(),
            )


def test_what_is_rated_amber_is_decided_on_a_whole_record_or_with_the_reason_why_not(manager, settled, signed_in):
    contact = settled()
    with acting_as(manager):
        rating.rate(contact=contact, rag="AMBER", reason="A new event", by=manager, at=timezone.now())
    browser = signed_in(manager)
    page = decide(browser, contact, SENT).content.decode()
    assert "Finish the screening record" in page
    decide(browser, contact, SENT | {"without_record_because": "The family moved away today"})
    assert as_it_stands(manager, contact).outcome == "O1"


def test_two_managers_deciding_at_once_make_one_decision(transactional_db):
    mash = make.team("MASH", service="front_door")
    managers = [make.actor("mash_manager", of=mash) for _ in range(2)]
    receipt = arrivals.receive(
        arrivals.Arrival(area=make.area(), channel="PUBLIC", key="race", worry="Shouting"),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(make.intake()):
        contact = receipt.submission.contacts.get()
    make_ready(contact, by=managers[0])
    for post in managers:  # the first of a team ever to act makes its scopes, and the next waits for that
        with acting_as(post):
            pass
    together, refused = threading.Barrier(2, timeout=20), []

    def run(manager):
        try:
            with acting_as(manager):
                together.wait()
                decisions.decide(
                    [contact],
                    decisions.DecisionFacts(
                        checked_by_hand=True, outcome="O1", rationale=REASONS, words_for_sender="Thank you"
                    ),
                    by=manager,
                    at=timezone.now(),
                )
        except requirements.ContactAlreadyDecided:
            refused.append(manager.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[manager]) for manager in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with acting_as(managers[0]):
        assert Decision.objects.count() == 1
    assert len(refused) == 1


def test_sg_07_nothing_is_decided_before_a_person_has_looked_up_what_social_care_knows(manager, settled):
    contact = settled()
    with acting_as(manager) as by, pytest.raises(requirements.NotCheckedByHand):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender="Thank you"),
            by=by,
            at=timezone.now(),
        )
