"""The demonstration's one-click sign-in: there in a demonstration, nowhere else."""

import pytest
from django.conf import settings as real
from django.test import Client
from django.urls import NoReverseMatch, include, path, reverse

from breakwater.delivery.urls import doors
from breakwater.delivery.urls import urlpatterns as ordinary
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import User
from breakwater_dev.testing import factories as make

urlpatterns = [*ordinary, path("demo/", include((doors, "demo")))]


@pytest.fixture
def demonstration(db, settings):
    settings.ROOT_URLCONF, settings.BREAKWATER_DEMO = __name__, True
    user = User.objects.create(email="mira@demo.invalid", name="Mira Mash", password="!")
    return make.membership("mash_manager", user=user)


def test_without_a_demonstration_the_addresses_do_not_exist(db):
    assert not real.BREAKWATER_DEMO
    with pytest.raises(NoReverseMatch):
        reverse("demo:first_steps")
    assert Client().get("/demo/").status_code == 404


def test_one_click_signs_in_as_someone_invented(demonstration):
    browser = Client()
    page = browser.get("/demo/").content.decode()
    assert "Mira Mash" in page
    assert "This is a demonstration and reaches nobody" in page
    browser.post(f"/demo/as/{demonstration.public_id}/")
    assert browser.get("/me/").status_code == 200


def test_a_session_of_a_demonstration_is_worth_nothing_outside_one(demonstration, settings):
    browser = Client()
    browser.post(f"/demo/as/{demonstration.public_id}/")
    settings.BREAKWATER_DEMO = False
    assert browser.get("/me/")["Location"] == "/account/second-factor/"


def test_nobody_real_is_behind_the_door(demonstration):
    somebody = make.membership("mash_manager")
    assert Client().post(f"/demo/as/{somebody.public_id}/").status_code == 404
    assert somebody.user.name not in Client().get("/demo/").content.decode()


def test_signing_in_takes_a_post_of_the_form_not_a_link(demonstration):
    assert Client().get(f"/demo/as/{demonstration.public_id}/").status_code == 405


def test_the_outbox_shows_what_would_have_been_sent(demonstration):
    notifications.tell(
        users=[demonstration.user],
        words="You have a contact to read",
        path="/today/",
        by=make.intake(),
        at=make.timezone.now(),
    )
    page = Client().get("/demo/outbox/").content.decode()
    assert "You have a contact to read" in page
