"""A key whose maker has left passes to the leads of its team, is confirmed once a year like a role, and else ends (docs/api.md)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from breakwater.delivery.api import keys, leaving
from breakwater.delivery.api.jobs import look_who_left
from breakwater.delivery.api.models import ApiKey, KeyConfirmation
from breakwater.delivery.web import joining, role_review
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.systems import System, key_of


@pytest.fixture
def key(school):
    return key_of(school)


@pytest.fixture
def other_lead(school):
    return make.membership("dsl", of=school)


@pytest.fixture
def keeper(db):
    return make.actor("business_manager")


def leaves(key, keeper, *, days=-1):
    """Whoever made the key leaves: at once, or on a day to come."""
    with acting_as(keeper):
        joining.end_post(
            membership=key.made_by.membership,
            last_day=timezone.localdate() + timedelta(days=days),
            by=keeper,
            at=timezone.now(),
        )


def long_ago(key, days):
    ApiKey.objects.filter(pk=key.pk).update(maker_left_on=timezone.localdate() - timedelta(days=days))


def told(words):
    return set(Notification.objects.filter(words__contains=words).values_list("user", flat=True))


def test_who_leaves_and_had_made_a_key_is_told_of_to_the_other_leads_and_the_office_at_once(key, keeper, other_lead):
    leaves(key.key, keeper)
    office = key.key.approved_by.membership.user_id
    assert told("has left") >= {other_lead.user_id, office}
    assert key.key.made_by.membership.user_id not in told("has left")
    page = signed_in(other_lead).get(f"/systems/{key.key.system.public_id}/").content.decode()
    assert "has left" in page
    assert "Exchange" in page
    assert System(key.secret).get("contact-form").status_code == 200


def test_of_a_last_day_to_come_they_are_told_before_and_again_when_it_is_over(key, keeper, other_lead):
    leaves(key.key, keeper, days=7)
    assert other_lead.user_id in told("leaves soon")
    look_who_left()
    assert not told("has left")
    Membership.objects.filter(pk=key.key.made_by.membership_id).update(revoked_at=timezone.now())
    look_who_left()
    look_who_left()
    assert other_lead.user_id in told("has left")
    assert Notification.objects.filter(words__contains="has left", user=other_lead.user).count() == 1


def test_a_key_whose_maker_became_head_of_the_same_team_stays_theirs(key, keeper):
    make.membership("head_teacher", of=key.key.system.team, user=key.key.made_by.membership.user)
    leaves(key.key, keeper)
    assert not told("has left")
    assert ApiKey.objects.get().maker_left_on is None


def test_sg_32_a_key_that_nobody_exchanged_is_asked_for_weekly_and_ends_after_30_days(key, keeper, other_lead):
    leaves(key.key, keeper)
    Notification.objects.all().delete()
    long_ago(key.key, 14)
    look_who_left()
    assert other_lead.user_id in told("has left")
    long_ago(key.key, 30)
    look_who_left()
    assert ApiKey.objects.get().ended_at is None
    long_ago(key.key, 31)
    assert System(key.secret).get("contact-form").status_code == 401
    look_who_left()
    assert "nobody exchanged it" in ApiKey.objects.get().ended_why
    assert other_lead.user_id in told("has ended")


def test_a_key_that_was_exchanged_is_its_new_makers_and_stays(key, keeper, other_lead):
    leaves(key.key, keeper)
    with acting_as(make.actor("dsl", of=key.key.system.team)) as lead:
        new = keys.exchange(key.key, by=lead, at=timezone.now())
    long_ago(key.key, 31)
    look_who_left()
    assert System(new.secret).get("contact-form").status_code == 200
    assert not leaving.made_by_who_left(key.key.system.area, at=timezone.now()).exists()


@pytest.fixture
def review(key, keeper):
    with acting_as(keeper):
        due = timezone.localdate() + timedelta(days=30)
        return role_review.begin(keeper.membership.team.area, due_on=due, by=keeper, at=timezone.now())


def test_once_a_year_another_lead_or_the_office_confirms_a_key_and_never_whoever_made_it(key, review, other_lead):
    made = key.key.made_by.membership
    stranger = make.membership("dsl", of=make.team("Other", of=make.organisation("Another school", kind="SCHOOL")))
    assert "Invented MIS" not in signed_in(made).get("/staff/review/").content.decode()
    assert "Invented MIS" not in signed_in(stranger).get("/staff/review/").content.decode()
    desk = signed_in(other_lead)
    assert "Invented MIS" in desk.get("/staff/review/").content.decode()
    for one in (stranger, made):
        signed_in(one).post("/staff/review/", {"keys": [key.key.public_id]})
    assert not KeyConfirmation.objects.exists()
    assert "Confirmed: 1" in desk.post("/staff/review/", {"keys": [key.key.public_id]}, follow=True).content.decode()
    assert KeyConfirmation.objects.get().by.membership_id == other_lead.pk
    assert "Invented MIS" not in desk.get("/staff/review/").content.decode()


def test_the_office_confirms_where_nobody_else_leads_the_team(key, review, keeper):
    assert "Invented MIS" in signed_in(keeper.membership).get("/staff/review/").content.decode()


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_key_that_nobody_confirmed_ends_with_the_review(key, review, keeper, other_lead, confirmed):
    if confirmed:
        signed_in(other_lead).post("/staff/review/", {"keys": [key.key.public_id]})
    type(review).objects.update(due_on=timezone.localdate() - timedelta(days=1))
    page = signed_in(keeper.membership).post("/staff/review/end/", follow=True).content.decode()
    found = ApiKey.objects.get()
    assert (found.ended_at is None) is confirmed
    assert ("1 key of a connected system has ended" in page) is not confirmed
    if not confirmed:
        assert "yearly review" in found.ended_why


def test_the_database_changes_nothing_of_a_key_that_was_approved_and_made(key, keeper):
    """Decision 0017: whoever has the application's connection swaps no digest under an approval, and gives none."""
    made = ApiKey.objects.filter(pk=key.key.pk)
    with acting_as(keeper):
        keys.end(key_of(key.key.system.team, system=key.key.system).key, by=keeper, at=timezone.now())
    ended = ApiKey.objects.exclude(pk=key.key.pk)
    for rows, change in (
        (made, {"digest": "0" * 64}),
        (made, {"approved_at": timezone.now()}),
        (made, {"approved_by": key.key.by}),
        (made, {"made_by": keeper}),
        (made, {"prefix": "other"}),
        (ended, {"ended_at": None, "ended_by": None}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(keeper):
            rows.update(**change)


def test_the_database_takes_no_approval_but_the_word_of_who_gives_posts_and_did_not_ask(school, keeper):
    lead = make.actor("dsl", of=school)
    wanted = keys.Wanted("CPOMS", "x", ("contacts:send",), timezone.localdate() + timedelta(days=9))
    with acting_as(lead):
        asked = keys.ask(None, wanted, key=uuid4(), by=lead, at=timezone.now())
    rows, said = ApiKey.objects.filter(pk=asked.pk), {"approved_at": timezone.now()}
    for actor, by in ((lead, lead), (lead, keeper), (keeper, lead)):
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(actor):
            rows.update(**said, approved_by=by)
    with acting_as(keeper):
        assert rows.update(**said, approved_by=keeper) == 1
