"""What was known is frozen with its own readers (SG-18); dissent and oversight stand beside; each month a sample is looked at."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone

from breakwater.casework.sealed_items import operations as sealed
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Area, ContactPoint, OpeningHours
from breakwater.partnership.people.records.operations import people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Decision, KnownThen, SampleItem, Submission
from breakwater.practice.front_door.oversight import operations as oversight
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.front_door.who_to_call import reach_at, who_acts
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.mash import make_ready

WHY = " ".join(["The school and the family were spoken with and the aunt helps in the mornings now"] * 3)
MONTH = date(2026, 3, 1)


@pytest.fixture
def another(mash):
    return make.actor("mash_manager", of=mash)


def told(manager, *, at=None) -> Contact:
    at = at or timezone.now()
    with acting_as(manager) as by:
        child = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Ada", surname="Example"), by=by, at=at
        )
    key = str(uuid4())
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel=Submission.Channel.PUBLIC,
            key=key,
            worry="Shouting every night",
            children=[ChildTold(named_as="Ada Example", person=child)],
        ),
        by=make.intake(),
        at=at,
    )
    with acting_as(manager):
        return Contact.objects.select_related("case__area", "child").get(submission__key=key)


def decided(contact, manager, *, at=None, outcome="O1", **more) -> Decision:
    make_ready(contact, by=manager, at=at)
    with acting_as(manager) as by:
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome=outcome, rationale=WHY, words_for_sender="", checked_by_hand=True, **more),
            by=by,
            at=at or timezone.now(),
        )
        return contact.decisions.order_by("-pk").first()


def kinds(decision, who) -> set[str]:
    with acting_as(who):
        return set(KnownThen.objects.filter(decision=decision).values_list("kind", flat=True))


def test_sg_18_what_was_known_is_frozen_and_does_not_change_with_its_source(manager):
    contact = told(manager)
    decision = decided(contact, manager)
    with acting_as(manager) as by:
        people.rename(person=contact.child, names=people.Names(forename="Adaline"), by=by, at=timezone.now())
        child = KnownThen.objects.get(decision=decision, kind="CHILD")
        assert child.words == "Ada Example"
    assert {"WORRY", "CHILD", "SOCIAL_CARE"} <= kinds(decision, manager)


def test_sg_18_something_sealed_stays_its_readers_in_the_snapshot_too(manager, mash):
    contact = told(manager)
    screener = make.actor("mash_screener", of=mash)
    with acting_as(manager) as by:
        sealed.keep(
            sealed.Place(holder=mash, area=make.area(), case=contact.case),
            sealed.SealedFacts(kind="POLICE", words="From an informant", circle="DECIDERS"),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
    decision = decided(contact, manager)
    assert "SEALED" in kinds(decision, manager)
    assert "SEALED" not in kinds(decision, screener)
    assert "WORRY" in kinds(decision, screener)


def test_sg_18_another_childs_case_in_the_snapshot_follows_its_own_readers(manager, mash):
    first, second = told(manager), told(manager)
    with acting_as(manager) as by:
        claims.match(contact=second, person=first.child, was_new=False, searched={}, found=1, by=by, at=timezone.now())
        second.refresh_from_db()
    decision = decided(second, manager)
    assert "CONTACT" in kinds(decision, manager)


def test_dissent_and_oversight_stand_beside_and_are_kept_once(manager, mash):
    contact = told(manager)
    decision = decided(contact, manager)
    key = uuid4()
    with acting_as(manager) as by:
        for _ in range(2):
            oversight.dissent(
                decision=decision, who="Health", words="I would go further", key=key, by=by, at=timezone.now()
            )
            oversight.enter(
                contact=contact, direction="Call the aunt", reflection="", key=key, by=by, at=timezone.now()
            )
        assert (decision.dissents.count(), contact.oversight.count()) == (1, 1)


def test_whoever_works_on_a_contact_hears_of_a_managers_direction(manager, mash):
    screener, contact = make.actor("mash_screener", of=mash), told(manager)
    with acting_as(screener) as by:
        claims.claim(contact=contact, by=by, at=timezone.now())
    with acting_as(manager) as by:
        contact.refresh_from_db()
        oversight.enter(
            contact=contact, direction="Call the aunt", reflection="", key=uuid4(), by=by, at=timezone.now()
        )
    assert (
        "A manager gave a direction on a contact of yours"
        in signed_in(screener).get("/notifications/").content.decode()
    )


def test_a_month_is_sampled_once_when_it_is_over_and_drawn_alike_again(manager):
    during = datetime(2026, 3, 10, 12, tzinfo=UTC)
    for number in range(9):
        decided(
            told(manager, at=during + timedelta(minutes=number)),
            manager,
            at=during + timedelta(hours=1, minutes=number),
        )
    with acting_as(manager) as by:
        with pytest.raises(oversight.MonthNotOver):
            oversight.draw(area=make.area(), month=MONTH, by=by, at=during)
        after = datetime(2026, 4, 2, 12, tzinfo=UTC)
        made = oversight.draw(area=make.area(), month=MONTH, by=by, at=after)
        drawn = set(made.items.values_list("contact", flat=True))
        assert len(drawn) == oversight.EACH_OUTCOME
        assert oversight.draw(area=make.area(), month=MONTH, by=by, at=after) == made
        assert set(oversight.chosen(make.area(), MONTH, made.seed)) == drawn


def test_what_must_be_looked_at_is_always_in_the_sample(manager):
    during = datetime(2026, 3, 10, 12, tzinfo=UTC)
    late = told(manager, at=during)
    decided(late, manager, at=during + timedelta(days=9))
    with acting_as(manager):
        why = oversight.chosen(make.area(), MONTH, "seed")
        missed = [clock.rule for clock in oversight.missed_clocks(late)]
    assert why == {late.pk: SampleItem.Why.BREACHED}
    assert missed == ["front_door.decision"]


def test_a_missed_time_of_the_mashs_own_puts_no_contact_in_the_sample(manager):
    during = datetime(2026, 3, 10, 12, tzinfo=UTC)
    contact = told(manager, at=during)
    decided(contact, manager, at=during + timedelta(hours=5))  # the first rating was due after two
    with acting_as(manager):
        assert contact.case.clocks.filter(rule="front_door.first_rating", breach_at__lt=F("stopped_at")).exists()
        assert oversight.chosen(make.area(), MONTH, "seed") == {contact.pk: SampleItem.Why.RANDOM}


def test_tr_22_nobody_looks_at_a_decision_of_their_own(manager, another):
    during = datetime(2026, 3, 10, 12, tzinfo=UTC)
    decided(told(manager, at=during), manager, at=during + timedelta(hours=1))
    with acting_as(another) as by:
        made = oversight.draw(area=make.area(), month=MONTH, by=by, at=datetime(2026, 4, 2, tzinfo=UTC))
        item = made.items.get()
    said = {"item": item, "judgement": "GOOD", "words": "Clear reasons", "at": timezone.now()}
    with acting_as(manager) as by, pytest.raises(oversight.OwnDecision):
        oversight.judge(**said, by=by)
    with acting_as(another) as by:
        assert oversight.judge(**said, by=by).judgement == "GOOD"


def test_the_pages_show_what_was_known_and_take_dissent_oversight_and_a_judgement(manager, another):
    during = datetime(2026, 3, 10, 12, tzinfo=UTC)
    contact = told(manager, at=during)
    with acting_as(manager) as by:
        oversight.enter(contact=contact, direction="Speak to the school", reflection="", key=uuid4(), by=by, at=during)
    decided(contact, manager, at=during + timedelta(hours=1))
    browser = signed_in(another)
    at = f"/mash/contacts/{contact.reference}/"
    page = browser.get(f"{at}known/1/").content.decode()
    assert "Shouting every night" in page
    assert browser.get(f"{at}known/2/").status_code == 404
    kept = browser.post(f"{at}known/1/dissent/", {"who": "", "words": "Too early", "idempotency": str(uuid4())})
    assert "Too early" in kept.content.decode()
    sent = {"who": "Police", "words": "Too early", "idempotency": str(uuid4())}
    assert browser.post(f"{at}known/1/dissent/", sent).status_code == 302
    assert "Too early" in browser.get(f"{at}known/1/").content.decode()
    assert (
        browser.post(
            f"{at}oversight/", {"direction": "Refresh", "reflection": "", "idempotency": str(uuid4())}
        ).status_code
        == 302
    )
    assert "Refresh" in browser.get(at).content.decode()
    with acting_as(another) as by:
        made = oversight.draw(area=make.area(), month=MONTH, by=by, at=timezone.now())
        item = made.items.get()
    assert "Ada Example" in browser.get(f"/mash/samples/{made.public_id}/").content.decode()
    judged = browser.post(
        f"/mash/samples/contacts/{item.public_id}/", {"judgement": "NEEDS", "words": "Ask the father"}
    )
    assert judged.status_code == 302
    assert "1 drawn by chance" in browser.get(f"/mash/samples/{made.public_id}/").content.decode()
    assert browser.get("/mash/samples/").status_code == 200


def drawn_in_april(contact, by):
    return oversight.draw(area=make.area(), month=MONTH, by=by, at=datetime(2026, 4, 2, tzinfo=UTC)).items.get(
        contact=contact
    )


def test_a_child_who_may_not_be_safe_is_the_mashs_work_within_hours_and_stands_on_the_closed_contact(manager, another):
    during = datetime(2026, 3, 10, 12, tzinfo=UTC)
    contact = told(manager, at=during)
    decided(contact, manager, at=during + timedelta(hours=1))
    with acting_as(another) as by:
        item = drawn_in_april(contact, by)
    at = f"/mash/samples/contacts/{item.public_id}/"
    said = {"judgement": "UNSAFE", "words": "Nobody has seen the child since"}
    browser = signed_in(another)
    for _ in range(2):  # sent twice, it is one task
        told_whom = browser.post(at, said, follow=True).content.decode()
        assert ("has a task to act within four hours" in told_whom) != ("The MASH is closed, and nobody" in told_whom)
    theirs = signed_in(manager)
    page = theirs.get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert "Nothing more to do here" not in page
    assert page.count("Nobody has seen the child since") == 1  # among the managers' entries, with who wrote it
    assert another.membership.user.name in page
    for where in ("/today/", "/tasks/team/"):
        assert theirs.get(where).content.decode().count(oversight.ACT_TODAY) == 1
    assert "a child may not be safe" in theirs.get("/notifications/").content.decode()


@pytest.mark.parametrize(
    ("hour", "says"), [(11, "has a task to act within four hours"), (20, "before 9am tomorrow: call Night, 0300,")]
)
def test_sg_04_out_of_hours_whoever_says_a_child_may_not_be_safe_reads_whom_to_ring(hour, says):
    day = datetime(2026, 11, 17, hour, tzinfo=UTC)
    opened = [
        OpeningHours(weekday=n, opens_at=time(9), closes_at=time(17), effective_from=day.date()) for n in range(5)
    ]
    area = Area(pk=1)
    night = {"purpose": "OUT_OF_HOURS", "label": "Night", "telephone": "0300", "effective_from": day.date()}
    assert says in who_acts(reach_at(day, area=area, points=[ContactPoint(area=area, **night)], hours=opened))


def test_whoever_decided_is_told_before_writing_that_another_looks_and_reads_what_they_thought(manager, another):
    during = datetime(2026, 3, 10, 12, tzinfo=UTC)
    contact = told(manager, at=during)
    decided(contact, manager, at=during + timedelta(hours=1))
    with acting_as(another) as by:
        item = drawn_in_april(contact, by)
    theirs, at = signed_in(manager), f"/mash/samples/contacts/{item.public_id}/"
    assert (
        "For another manager: you decided it" in theirs.get(f"/mash/samples/{item.sample.public_id}/").content.decode()
    )
    page = theirs.get(at).content.decode()
    assert "so another manager looks at it" in page
    assert 'name="judgement"' not in page
    with acting_as(another) as by:
        oversight.judge(item=item, judgement="NEEDS", words="Ask the father too", by=by, at=timezone.now())
    assert "Ask the father too" in theirs.get(at).content.decode()


def test_what_is_a_managers_to_look_at_stands_before_what_another_has_to(manager, another):
    during = datetime(2026, 3, 10, 12, tzinfo=UTC)
    own, others = told(manager, at=during), told(manager, at=during)
    for contact, who in ((own, manager), (others, another)):
        decided(contact, who, at=during + timedelta(hours=1))
    with acting_as(another) as by:
        sample = drawn_in_april(own, by).sample
    for who, first, last in ((manager, others, own), (another, own, others)):
        page = signed_in(who).get(f"/mash/samples/{sample.public_id}/").content.decode()
        assert page.index(first.reference) < page.index(last.reference)
