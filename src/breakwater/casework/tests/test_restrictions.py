"""A restriction from asking to lifting, its readers, and what everyone else meets (FD 2.7, TR-15, TR-16, SG-06, SG-20)."""

import re
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Case, GlassReview, Lock, LockMove, LockPolicy, LockPost
from breakwater.casework.restricting import jobs
from breakwater.casework.restricting import operations as restricting
from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.keeping import rota as keeping
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import restrictions
from breakwater_dev.testing import factories as make

LATER = date.today() + timedelta(days=80)


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def asker(mash):
    return make.actor("mash_manager", of=mash)


@pytest.fixture
def approver(mash):
    return make.actor("mash_manager", of=mash)


@pytest.fixture
def readers(mash):
    return [make.membership("mash_manager", of=mash), make.membership("mash_screener", of=mash)]


@pytest.fixture
def screener(mash):
    return make.actor("mash_screener", of=mash)


def wanted(readers, approver, **more):
    return restricting.Wanted(
        **{
            "reason": "MEDIA",
            "words": "Reporters at the gate",
            "readers": readers,
            "approver": approver.membership,
            "review_on": LATER,
        }
        | more
    )


def ask(by, readers, approver, *, key=None, people_=(), case=None, **more) -> Lock:
    with acting_as(by):
        return restricting.ask(
            wanted=wanted(readers, approver, **more),
            area=make.area(),
            by=by,
            at=timezone.now(),
            people=people_,
            case=case,
            key=key,
        )


def sees(who, model, **of) -> int:
    with acting_as(who):
        return model.objects.filter(**of).count()


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("words", flat=True))


def test_a_restriction_closes_nothing_until_another_manager_approves_it(asker, approver, readers, screener):
    child = make.person()
    lock = ask(asker, readers, approver, people_=[child])
    assert (lock.state, sees(screener, Person, pk=child.pk)) == ("REQUESTED", 1)
    assert told(approver.membership.user) == ["A restriction waits for your approval"]
    with acting_as(approver):
        restricting.approve(lock=lock, by=approver, at=timezone.now())
    assert [sees(who, Person, pk=child.pk) for who in (screener, asker, approver, *readers)] == [0, 0, 0, 1, 1]
    with acting_as(readers[0]):
        steps = list(LockMove.objects.filter(lock=lock).order_by("pk").values_list("step", flat=True))
    assert steps == ["REQUESTED", "APPROVED", "ACTIVE"]


def test_nobody_approves_what_they_asked_for_themselves(asker, approver, readers, screener):
    child = make.person()
    with pytest.raises(restricting.OwnApproval):
        ask(asker, readers, asker, people_=[child])
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(asker):
        Lock.objects.create(
            area=make.area(),
            reason="MEDIA",
            words="x",
            state="REQUESTED",
            asked_at=timezone.now(),
            asked_by=asker,
            asked_by_user=asker.membership.user,
            approver=asker.membership,
            approver_user=asker.membership.user,
            review_on=LATER,
        )
    lock = ask(asker, readers, approver, people_=[child])
    with acting_as(asker), pytest.raises(restricting.OwnApproval):
        restricting.approve(lock=lock, by=asker, at=timezone.now())


def test_at_night_a_record_is_locked_at_once_and_confirmed_afterwards(approver, readers, screener):
    duty, child = make.actor("emergency_duty"), make.person()
    lock = ask(duty, readers, approver, people_=[child], reason="DEATH", at_once=True)
    assert (lock.approved_at, sees(screener, Person, pk=child.pk)) == (None, 0)
    assert told(approver.membership.user) == ["A record was restricted at once: confirm it"]
    with acting_as(approver):
        confirmed = restricting.approve(lock=lock, by=approver, at=timezone.now())
    assert (confirmed.approved_at is not None, confirmed.state) == (True, "ACTIVE")


def test_a_whole_family_is_closed_in_one_go_with_the_cases_about_its_children(
    asker, approver, readers, screener, family, referral
):
    case = referral()
    with acting_as(asker):
        whole = restricting.family_of(family.child)
        assert {person.pk for person in whole} == {family.child.pk, family.mother.pk, family.brother.pk}
    lock = ask(asker, readers, approver, people_=whole, at_once=True)
    ids = [person.pk for person in whole]
    assert (sees(screener, Person, pk__in=ids), sees(screener, Case, pk=case.pk)) == (0, 0)
    assert (sees(readers[0], Person, pk__in=ids), sees(readers[0], Case, pk=case.pk)) == (3, 1)
    with acting_as(readers[0]) as by:
        restricting.lift(lock=lock, why="The press has gone", by=by, at=timezone.now())
    assert (sees(screener, Person, pk__in=ids), sees(screener, Case, pk=case.pk)) == (3, 1)


def test_a_case_is_closed_and_its_child_is_not(asker, approver, readers, screener, family, referral):
    case = referral()
    ask(asker, readers, approver, case=case, at_once=True)
    assert (sees(screener, Case, pk=case.pk), sees(screener, Person, pk=family.child.pk)) == (0, 1)


def test_the_same_form_sent_twice_makes_one_restriction(asker, approver, readers):
    key, child = uuid4(), make.person()
    first = ask(asker, readers, approver, people_=[child], key=key)
    assert ask(asker, readers, approver, people_=[child], key=key) == first


def test_a_restriction_is_known_to_nobody_but_those_named_in_it(asker, approver, readers, screener):
    lock = ask(asker, readers, approver, people_=[make.person()], at_once=True)
    governance = make.actor("information_governance")
    assert [sees(who, Lock, pk=lock.pk) for who in (asker, approver, *readers, screener, governance)] == [
        1,
        1,
        1,
        1,
        0,
        0,
    ]


def test_sg_06_readers_are_added_and_let_go_and_two_always_stay(asker, approver, readers, screener):
    child = make.person()
    lock = ask(asker, readers, approver, people_=[child], at_once=True)
    with acting_as(readers[0]) as by:
        restricting.name_reader(lock=lock, post=screener.membership, by=by, at=timezone.now())
    assert sees(screener, Person, pk=child.pk) == 1
    with acting_as(readers[1]) as by:
        first = LockPost.objects.get(lock=lock, part="FIRST")
        restricting.end_reader(lock=lock, post=first, why="Moved team", by=by, at=timezone.now())
        parts = dict(LockPost.objects.filter(lock=lock, ends_at=None).values_list("user_id", "part"))
        assert parts == {readers[1].user_id: "FIRST", screener.membership.user_id: "SECOND"}
        with pytest.raises(restricting.TooFewReaders):
            restricting.end_reader(
                lock=lock,
                post=LockPost.objects.get(lock=lock, part="SECOND", ends_at=None),
                why="x",
                by=by,
                at=timezone.now(),
            )
    assert (sees(readers[0], Person, pk=child.pk), sees(screener, Person, pk=child.pk)) == (0, 1)


def test_sg_06_the_second_reader_is_told_of_the_review_while_the_first_is_away(asker, approver, readers):
    lock = ask(asker, readers, approver, people_=[make.person()], at_once=True)
    due = timezone.now() + (LATER - date.today())
    with acting_as(readers[1]) as by:
        first = LockPost.objects.get(lock=lock, part="FIRST")
        restricting.say_away(
            lock=lock, post=first, first_day=LATER, last_day=LATER + timedelta(days=3), by=by, at=timezone.now()
        )
    assert jobs.sweep_reviews(make.area(), at=due) == 1
    words = "A restriction is to be looked at again"
    assert (words in told(readers[0].user), words in told(readers[1].user)) == (False, True)
    assert jobs.sweep_reviews(make.area(), at=due + timedelta(days=1)) == 0
    assert jobs.sweep_reviews(make.area(), at=due + timedelta(days=7)) == 1
    assert words in told(readers[0].user)


def test_sg_06_who_is_away_by_the_rota_does_not_answer_for_a_restriction(asker, approver, readers, signed_in):
    lock = ask(asker, readers, approver, people_=[make.person()], at_once=True)
    today = timezone.localdate()
    with acting_as(approver) as by:
        keeping.add_absence(membership=readers[0], first=today, last=None, by=by, at=timezone.now())
    page = signed_in(readers[1]).get(reverse("casework:lock", args=[lock.public_id])).content.decode()
    assert "Away, no return date" in page
    assert f"{readers[1].user.name} answers for it today" in page


@pytest.mark.parametrize("how", ["away", "off"])
def test_sg_06_the_review_of_the_day_goes_to_the_reader_whom_the_rota_has_at_work(asker, approver, readers, how):
    ask(asker, readers, approver, people_=[make.person()], at_once=True)
    now = timezone.now()
    with acting_as(approver) as by:
        if how == "away":
            keeping.add_absence(membership=readers[0], first=LATER, last=LATER, by=by, at=now)
        else:
            for day, reader in ((LATER, readers[1]), (LATER + timedelta(days=7), readers[0])):
                facts = keeping.ShiftFacts(first=day, last=day, opens=time(9), closes=time(17))
                keeping.add_shifts(membership=reader, facts=facts, by=by, at=now)
    words = "A restriction is to be looked at again"
    early = moment(LATER, time(6, 15))  # before anyone has come in
    assert jobs.sweep_reviews(make.area(), at=early) == 1
    assert (words in told(readers[0].user), words in told(readers[1].user)) == (False, True)
    assert jobs.sweep_reviews(make.area(), at=early + timedelta(days=7)) == 1
    assert words in told(readers[0].user)


def test_a_renewed_restriction_is_looked_at_on_the_new_day(asker, approver, readers):
    lock = ask(asker, readers, approver, people_=[make.person()], at_once=True)
    with acting_as(readers[0]) as by:
        again = restricting.renew(
            lock=lock, review_on=LATER + timedelta(days=90), why="Still watched", by=by, at=timezone.now()
        )
    assert again.review_on == LATER + timedelta(days=90)
    assert jobs.sweep_reviews(make.area(), at=timezone.now() + (LATER - date.today())) == 0


def test_only_a_named_reader_lifts_it(asker, approver, readers):
    child = make.person()
    lock = ask(asker, readers, approver, people_=[child], at_once=True)
    with acting_as(approver), pytest.raises(restricting.NotAReader):
        restricting.lift(lock=lock, why="I say so", by=approver, at=timezone.now())
    assert sees(readers[0], Person, pk=child.pk) == 1


def test_sg_20_an_identity_is_never_breakable_and_never_hinted_at(asker, approver, readers):
    LockPolicy.objects.create(area=make.area(), reason="MEDIA", hints=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        LockPolicy.objects.create(area=make.area(), reason="PROTECTED", hints=True)
    lock = ask(asker, readers, approver, people_=[make.person()], reason="ADOPTION", at_once=True)
    assert (lock.breakable, lock.hints) == (False, False)


def test_sg_20_what_one_manager_restricts_for_any_other_reason_opens_in_an_emergency(asker, approver, readers):
    lock = ask(asker, readers, approver, people_=[make.person()], reason="STAFF", at_once=True)
    assert lock.breakable


def test_tr_16_others_meet_a_hint_only_where_the_area_says_so_for_the_reason(
    asker, approver, readers, screener, worker, signed_in
):
    plain, hinted = make.person(), make.person()
    LockPolicy.objects.create(area=make.area(), reason="HEAD", hints=True)
    ask(asker, readers, approver, people_=[plain], at_once=True)
    ask(asker, readers, approver, people_=[hinted], reason="HEAD", at_once=True)
    browser = signed_in(screener)
    answers = [browser.get(reverse("casework:person", args=[person.public_id])) for person in (plain, hinted)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert ["Call the duty manager" in answer.content.decode() for answer in answers] == [False, True]
    assert hinted.name not in answers[1].content.decode()
    theirs = signed_in(worker).get(reverse("casework:person", args=[hinted.public_id]))
    assert (theirs.status_code, "Call the duty manager" in theirs.content.decode()) == (404, False)


# --- from the pages -----------------------------------------------------------------------------------------------------


def form_of(readers, approver, **more) -> dict:
    day = LATER
    return {
        "idempotency": uuid4(),
        "reason": "MEDIA",
        "words": "Reporters",
        "first": readers[0].public_id,
        "second": readers[1].public_id,
        "when": "now",
        "approver": approver.membership.public_id,
        "review_on-day": day.day,
        "review_on-month": day.month,
        "review_on-year": day.year,
        "whom": "one",
    } | more


def test_the_whole_life_of_a_restriction_goes_through_pages(asker, approver, readers, screener, family, signed_in):
    where = reverse("casework:restrict", args=[family.child.public_id])
    browser = signed_in(asker)
    same = browser.post(where, form_of(readers, approver, second=readers[0].public_id))
    assert "Choose someone else than the first reader" in same.content.decode()
    asked = browser.post(where, form_of(readers, approver, when="approved", whom="family"))
    assert asked.status_code == 302, asked.content.decode()
    page = asked.url
    assert "Waits for approval" in browser.get(page).content.decode()
    theirs = signed_in(approver)
    assert "Approve a restriction" in theirs.get("/today/").content.decode()
    assert theirs.post(f"{page}answer/", {"answer": "yes"}).status_code == 302
    assert signed_in(screener).get(reverse("casework:person", args=[family.mother.public_id])).status_code == 404
    assert signed_in(screener).get(page).status_code == 404
    reading = signed_in(actor_of(readers[0]))
    shown = reading.get(page).content.decode()
    assert (family.mother.name in shown, "answers for it today" in shown) == (True, True)
    named = reading.post(f"{page}readers/new/", {"who": screener.membership.public_id})
    assert named.status_code == 302
    assert signed_in(screener).get(page).status_code == 200
    with acting_as(readers[0]):
        third = LockPost.objects.get(user=screener.membership.user)
    assert reading.post(f"{page}readers/end/", {"who": third.pk, "why": "Not needed"}).status_code == 302
    assert signed_in(screener).get(page).status_code == 404
    day = LATER + timedelta(days=30)
    renewal = {"review_on-day": day.day, "review_on-month": day.month, "review_on-year": day.year, "why": "Still"}
    assert reading.post(f"{page}renew/", renewal).status_code == 302
    assert reading.post(f"{page}lift/", {"why": "Over"}).url == reverse("casework:locks")
    assert signed_in(screener).get(reverse("casework:person", args=[family.mother.public_id])).status_code == 200


def test_a_bar_is_seen_and_lifted_from_a_page_and_never_by_whom_it_keeps_out(asker, screener, family, signed_in):
    with acting_as(asker):
        restrictions.bar(
            person=family.child, human=screener.membership.user, because="A cousin", by=asker, at=timezone.now()
        )
    where = reverse("casework:kept_from", args=[family.child.public_id])
    browser = signed_in(asker)
    page = browser.get(where).content.decode()
    assert (screener.membership.user.name in page, "A cousin" in page) == (True, True)
    assert signed_in(screener).get(where).status_code == 404
    with acting_as(asker):
        (bar,) = restrictions.bars_on("person", family.child.pk)
    lift = reverse("casework:let_back", args=[family.child.public_id, bar["bar"]])
    assert "Enter the reason" in browser.post(lift, {"why": ""}).content.decode()
    assert browser.post(lift, {"why": "It was another family"}).status_code == 302
    assert browser.post(lift, {"why": "Again"}).status_code == 404
    assert sees(screener, Person, pk=family.child.pk) == 1


def test_a_colleague_is_kept_from_a_case_alone(asker, screener, family, referral, signed_in):
    case = referral()
    where = reverse("casework:case_keep_from", args=[case.reference])
    answer = signed_in(asker).post(where, {"email": screener.membership.user.email, "because": "A neighbour"})
    assert answer.status_code == 302
    assert (sees(screener, Case, pk=case.pk), sees(screener, Person, pk=family.child.pk)) == (0, 1)


def test_tr_15_breaking_the_glass_tells_governance_at_once_and_is_reviewed(
    asker, approver, readers, family, referral, signed_in
):
    case = referral()
    officer = make.actor("information_governance")
    far = make.actor("information_governance", of=make.team(in_area=make.area("850", "Hampshire")))
    ask(asker, readers, approver, people_=[family.child], at_once=True)
    night = make.actor("emergency_duty")
    opened = signed_in(night).post(
        reverse("casework:break_glass"), {"reference": case.reference, "reason": "Missing tonight"}
    )
    assert opened.status_code == 302
    assert told(officer.membership.user) == ["A record was opened in an emergency: review it"]
    browser = signed_in(officer)
    page = browser.get(reverse("casework:opened")).content.decode()
    assert (case.reference in page, "Missing tonight" in page, family.child.name in page) == (True, True, False)
    assert "Nothing was opened" in signed_in(far).get(reverse("casework:opened")).content.decode()
    assert signed_in(asker).get(reverse("casework:opened")).status_code == 403
    number = re.search(r"/opened/(\d+)/", page)[1]
    where = reverse("casework:glass_review", args=[number])
    assert browser.post(where, {"outcome": "WRONG", "words": "A telephone call would have done"}).status_code == 302
    assert "Someone has reviewed" in browser.post(where, {"outcome": "RIGHT", "words": "x"}).content.decode()
    with acting_as(officer):
        assert list(GlassReview.objects.values_list("outcome", flat=True)) == ["WRONG"]
    assert "An opening in an emergency of yours was reviewed" in told(night.membership.user)
    assert "It was not right" in browser.get(reverse("casework:opened")).content.decode()


def test_the_list_of_restrictions_asks_as_much_for_three_as_for_one(asker, approver, readers, signed_in):
    browser = signed_in(asker)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("casework:locks")).status_code == 200
        return len(asked)

    ask(asker, readers, approver, people_=[make.person()])
    browser.get(reverse("casework:locks"))
    one = queries()
    for _ in range(2):
        ask(asker, readers, approver, people_=[make.person()])
    assert queries() == one


def test_the_page_of_a_restriction_asks_as_much_for_three_records_as_for_one(asker, approver, readers, signed_in):
    browser = signed_in(asker)
    pages = [
        reverse(
            "casework:lock", args=[ask(asker, readers, approver, people_=[make.person() for _ in range(n)]).public_id]
        )
        for n in (1, 3)
    ]
    browser.get(pages[0])
    counts = []
    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
