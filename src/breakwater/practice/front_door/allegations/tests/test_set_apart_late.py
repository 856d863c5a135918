"""A contact that is decided turns out to be about someone who works with children: the screener reads words, and the LADO has it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.models import Allegation, Contact
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater_dev.testing import factories as make

BECAUSE = "The mother called: it was the deputy who did it"


@pytest.fixture
def closed(mash, staff):
    """A contact from the public that is decided and closed."""
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key="late",
            worry="Marks on her arm",
            children=[arrivals.ChildTold(named_as="Robin Example")],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    screener, manager, now = actor_of(staff["screener"]), actor_of(staff["manager"]), timezone.now()
    with acting_as(screener):
        contact = Contact.objects.get(submission=receipt.submission_id)
        claims.claim(contact=contact, by=screener, at=now)
        contact = claims.match(
            contact=contact,
            person=make.person("Robin", "Example"),
            was_new=True,
            searched={"name": "Robin Example"},
            found=0,
            by=screener,
            at=now,
        )
        rating.rate(contact=contact, rag="GREEN", reason="A mark explained", by=screener, at=now)
    with acting_as(manager):
        contact.refresh_from_db()
        decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome="O13",
                rationale=" ".join(["The mark was explained by the school"] * 6),
                words_for_sender="We looked",
                checked_by_hand=True,
            ),
            by=manager,
            at=now + timedelta(minutes=1),
        )
        contact.case.refresh_from_db()
    return contact


def test_sg_11_a_screener_who_is_late_reads_what_to_do_and_the_officers_have_what_was_written(
    closed, officers, staff, signed_in
):
    browser, address = signed_in(actor_of(staff["screener"])), f"/mash/contacts/{closed.reference}/set-apart/"
    assert address in browser.get(f"/mash/contacts/{closed.reference}/").content.decode()
    page = browser.get(address)
    assert page.status_code == 200  # it answered 403
    assert "It is late: call the designated officers" in page.content.decode()
    key = str(uuid4())
    for _ in range(2):  # pressed twice, it is one
        page = browser.post(address, {"about": "Mr Halyard", "because": BECAUSE, "idempotency": key}, follow=True)
    assert "call them now and say who" in page.content.decode()
    with acting_as(officers[0]):
        (made,) = Allegation.objects.all()
        assert BECAUSE in made.worry
        assert "Marks on her arm" in made.worry
        assert (made.about, made.children[0]["name"]) == ("Mr Halyard", "Robin Example")
    with acting_as(staff["screener"]):
        assert Allegation.objects.count() == 0
        assert list(Contact.objects.all()) == [closed]  # its own contact is with the officers, and not on the board


def test_sg_11_what_emergency_duty_did_before_it_was_set_apart_stands_with_the_officers(
    mash, officers, staff, signed_in
):
    worker = make.actor("emergency_duty", of=make.team("Emergency duty", service="emergency_duty"))
    at = timezone.now()
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key="night",
            worry="Shouting next door",
            children=[arrivals.ChildTold(named_as="Robin Example")],
        ),
        by=make.intake(),
        at=at,
    )
    with acting_as(worker) as by:
        contact = Contact.objects.select_related("case").get()
        duty.record(
            contact,
            duty.DutyDone(
                what="VISIT", words="She was asleep and well", still_to_do="Speak with the mother today", done_at=at
            ),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
    said = {"because": BECAUSE, "idempotency": str(uuid4())}
    signed_in(actor_of(staff["screener"])).post(f"/mash/contacts/{contact.reference}/set-apart/", said)
    with acting_as(officers[0]):
        reference = Allegation.objects.get().reference
    page = signed_in(actor_of(officers[0])).get(f"/designated-officer/{reference}/").content.decode()
    assert "She was asleep and well" in page
    assert "Speak with the mother today" in page


def test_sg_11_what_the_officers_have_from_it_reaches_nobody_else(closed, officers, staff, school, signed_in):
    browser = signed_in(actor_of(staff["screener"]))
    browser.post(
        f"/mash/contacts/{closed.reference}/set-apart/",
        {"about": "Mr Halyard", "where": "Figurehead Academy", "because": BECAUSE, "idempotency": str(uuid4())},
    )
    for post in (school["dsl"], school["deputy"], staff["manager"]):
        with acting_as(post):
            assert Allegation.objects.count() == 0
