"""Once a year who leads confirms who still needs which role; nobody confirms their own; what is not confirmed ends by a press."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.delivery.web import role_review
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership, RoleConfirmation, RoleReview
from breakwater_dev.testing import factories as make


@pytest.fixture
def keeper(sign_in):
    return sign_in("business_manager")


@pytest.fixture
def school(db):
    """A head, a lead and a teacher of one school."""
    head = make.membership("head_teacher")
    return head, make.membership("dsl", of=head.team), make.membership("school_staff", of=head.team)


@pytest.fixture
def review(keeper, school):
    due = timezone.localdate() + timedelta(days=30)
    sent = {"due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    assert keeper.post("/staff/review/begin/", sent).status_code == 302
    return RoleReview.objects.get()


def tick(browser, *posts):
    return browser.post("/staff/review/", {"posts": [post.public_id for post in posts]}, follow=True).content.decode()


def over(review):
    RoleReview.objects.filter(pk=review.pk).update(due_on=timezone.localdate() - timedelta(days=1))


def test_everyone_who_confirms_is_asked_without_a_name(review, school):
    head, lead, teacher = school
    asked = Notification.objects.filter(user__in=[head.user, lead.user])
    assert asked.count() == 2
    assert not Notification.objects.filter(user=teacher.user).exists()
    assert head.user.name not in str(list(asked.values_list("words", flat=True)))


def test_a_head_confirms_staff_of_the_school_and_neither_themselves_nor_another_school(review, school, sign_in):
    head, lead, teacher = school
    elsewhere = make.membership("dsl")
    browser = sign_in(membership=head)
    page = browser.get("/staff/review/").content.decode()
    assert teacher.user.name in page
    assert elsewhere.public_id not in page
    assert head.public_id not in page
    tick(browser, teacher, elsewhere, head)
    assert not RoleConfirmation.objects.exists()  # one that is not theirs: nothing of it
    assert "Confirmed: 1" in tick(browser, teacher)
    said = RoleConfirmation.objects.get()
    assert (said.membership_id, said.by.membership_id) == (teacher.pk, head.pk)


def test_the_operation_itself_leaves_what_is_not_theirs(review, school):
    head, _, teacher = school
    elsewhere = make.membership("dsl")
    with acting_as(head) as by:
        made = role_review.confirm(
            review, posts=[teacher.public_id, elsewhere.public_id, head.public_id], by=by, at=timezone.now()
        )
    assert made == 1


def test_nothing_ends_before_the_day_is_over(review, keeper, school):
    keeper.post("/staff/review/end/")
    assert not Membership.objects.filter(ends_on__isnull=False).exists()
    assert RoleReview.objects.get().closed_at is None


def test_what_nobody_confirmed_ends_and_what_was_confirmed_stays(review, keeper, school, sign_in):
    head, lead, teacher = school
    tick(sign_in(membership=head), teacher)
    over(review)
    page = keeper.post("/staff/review/end/", follow=True).content.decode()
    assert "Your own role stays" in page
    for post in (head, lead, teacher, keeper.post_held):
        post.refresh_from_db()
    today = timezone.localdate()
    assert (head.ends_on, lead.ends_on, teacher.ends_on, keeper.post_held.ends_on) == (today, today, None, None)
    assert RoleReview.objects.get().closed_by is not None


def test_a_post_given_since_is_not_asked_about(review, keeper, school):
    late = make.membership("school_staff", of=school[0].team, starts_on=timezone.localdate() + timedelta(days=1))
    over(review)
    keeper.post("/staff/review/end/")
    late.refresh_from_db()
    assert late.ends_on is None


def test_only_one_review_is_open(review, keeper):
    due = timezone.localdate() + timedelta(days=30)
    sent = {"due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    assert "A review is open already" in keeper.post("/staff/review/begin/", sent).content.decode()


@pytest.mark.parametrize(("days", "reminded"), [(20, False), (13, True), (-1, True)])
def test_who_has_not_confirmed_is_reminded_in_the_last_two_weeks(review, school, days, reminded):
    head, _, _ = school
    RoleReview.objects.update(due_on=timezone.localdate() + timedelta(days=days))
    Notification.objects.all().delete()
    role_review.remind(make.area(), at=timezone.now())
    assert Notification.objects.filter(user=head.user).exists() is reminded


def test_a_year_later_who_keeps_the_posts_is_told(review, keeper):
    over(review)
    keeper.post("/staff/review/end/")
    Notification.objects.all().delete()
    assert role_review.remind(make.area(), at=timezone.now()) == 0
    assert role_review.remind(make.area(), at=timezone.now() + timedelta(days=366)) >= 1
    assert Notification.objects.filter(user=keeper.post_held.user).exists()


def test_teachers_have_no_such_page(school, sign_in):
    assert sign_in(membership=school[2]).get("/staff/review/").status_code == 403
