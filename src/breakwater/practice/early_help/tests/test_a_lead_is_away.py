"""While a lead professional is away, whoever the rota says covers sees and works on their families, and afterwards no more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import cover as covering
from breakwater.casework.models import CaseWorker
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.keeping import rota as keeping
from breakwater.partnership.organisations.models import Absence, Area
from breakwater_dev.testing import factories as make

ABSENCE = "/rota/absence/"


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def two(led):
    """An episode, the teacher who leads it and the deputy of the same school."""
    episode, lead = led()
    return episode, lead, make.actor("dsl", of=lead.membership.team)


def away(browser, who, cover):
    today = timezone.localdate()
    sent = {"who": who.membership.public_id, "cover": cover.membership.public_id if cover else ""}
    return browser.post(
        ABSENCE, sent | {"first-day": today.day, "first-month": today.month, "first-year": today.year}, follow=True
    )


def test_sg_09_whoever_covers_sees_the_families_of_the_absent_lead_and_every_page_names_them(
    two, signed_in, coordinator
):
    episode, lead, deputy = two
    page = reverse("early_help:episode", args=[episode.reference])
    theirs, hers = signed_in(deputy), signed_in(lead)
    assert theirs.get(page).status_code == 404
    assert "is recorded as away" in words_of(away(hers, lead, deputy))
    name = deputy.membership.user.name
    covered = words_of(theirs.get(page))
    assert f"(away: {name} covers)" in covered
    assert f"{name} covers" in words_of(signed_in(coordinator).get(page))
    assert f"{name} covers" in words_of(theirs.get(reverse("education:our_list")))
    today = words_of(theirs.get(reverse("web:today")))
    assert f"{name} covers" in today
    assert "You cover for its lead." in today
    assert Notification.objects.filter(user=deputy.membership.user, words__startswith="You cover for").count() == 1
    with acting_as(coordinator):
        assert (
            CaseWorker.objects.get(case=episode.case, capacity="LEAD", ends_at=None).user_id == lead.membership.user_id
        )


def test_the_cover_ends_with_the_absence_and_with_its_last_day(two, signed_in):
    episode, lead, deputy = two
    page = reverse("early_help:episode", args=[episode.reference])
    theirs = signed_in(deputy)
    away(signed_in(lead), lead, deputy)
    absence = Absence.objects.get()
    with acting_as(lead) as by:
        keeping.end_absence(absence=absence, team=lead.membership.team, by=by, at=timezone.now())
    assert theirs.get(page).status_code == 404
    away(signed_in(lead), lead, deputy)
    assert theirs.get(page).status_code == 200
    Absence.objects.filter(removed_at=None).update(ends_on=timezone.localdate())
    covering.tend(Area.objects.get(pk=episode.case.area_id), at=timezone.now() + timedelta(days=1))
    assert theirs.get(page).status_code == 404


def test_nobody_gives_themselves_the_families_of_a_colleague(two, signed_in):
    episode, lead, deputy = two
    theirs = signed_in(deputy)
    assert "Nobody can name themselves" in words_of(away(theirs, lead, deputy))
    assert not Absence.objects.exists()
    assert "is recorded as away" in words_of(away(theirs, lead, None))
    assert theirs.get(reverse("early_help:episode", args=[episode.reference])).status_code == 404


def test_a_colleague_of_another_school_covers_nothing(two, signed_in):
    episode, lead, _ = two
    other = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
    assert "Choose one of the answers shown" in words_of(away(signed_in(lead), lead, other))
