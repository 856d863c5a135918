"""A reader says that something should change or that a service has closed; whoever keeps the directory sees to it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.foundation import limits
from breakwater.knowledge.directory.models import Service, Suggestion
from breakwater.knowledge.directory.operations import suggesting
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Submission
from breakwater_dev.testing import factories as make


@pytest.fixture
def larder(directory):
    service = directory("Larder")
    today = timezone.now().date()
    Service.objects.update(checked_on=today, expires_on=today + timedelta(days=100))
    return service


def send(client, service, **more):
    said = {"what": "change", "words": "It opens at ten now.", "email": "", "idempotency": str(uuid4())}
    return client.post(f"/services/{service.uuid}/suggest/", said | more)


def test_every_service_has_both_ways_and_the_second_has_closed_chosen(larder, client):
    page = client.get(f"/services/{larder.uuid}/").content.decode()
    assert f'href="/services/{larder.uuid}/suggest/"' in page
    assert f'href="/services/{larder.uuid}/suggest/?what=closed"' in page
    asked = client.get(f"/services/{larder.uuid}/suggest/?what=closed").content.decode()
    assert 'value="closed" checked' in asked


def test_what_a_reader_wrote_waits_for_whoever_keeps_the_directory_and_changes_nothing(
    larder, client, signed_in, keeper
):
    make.intake()
    key = str(uuid4())
    for _ in range(2):
        assert send(client, larder, idempotency=key).headers["Location"] == "/services/suggested/"
    said = Suggestion.objects.get()
    before = client.get(f"/services/{larder.uuid}/").content.decode()
    assert "It opens at ten now." not in before
    desk = signed_in(keeper)
    assert f'href="/directory/suggestions/{said.public_id}/"' in desk.get("/directory/").content.decode()
    assert "It opens at ten now." in desk.get(f"/directory/suggestions/{said.public_id}/").content.decode()
    desk.post(f"/directory/suggestions/{said.public_id}/", {"done": "1"})
    assert desk.post(f"/directory/suggestions/{said.public_id}/", {"leave": "1"}).status_code == 302
    said.refresh_from_db()
    assert said.state == "done"
    assert f"suggestions/{said.public_id}" not in desk.get("/directory/").content.decode()
    suggesting.forget_old(at=timezone.now() + timedelta(days=366))
    said.refresh_from_db()
    assert said.words == ""


def test_a_change_needs_words_and_closed_needs_none(larder, client):
    make.intake()
    assert "Write what should change" in send(client, larder, words="").content.decode()
    assert send(client, larder, what="closed", words="").status_code == 302


def test_words_that_nobody_answered_are_forgotten_after_a_year_as_well(larder, client):
    make.intake()
    send(client, larder, email="reader@example.org")
    suggesting.forget_old(at=timezone.now() + timedelta(days=364))
    assert Suggestion.objects.get().email == "reader@example.org"
    suggesting.forget_old(at=timezone.now() + timedelta(days=366))
    said = Suggestion.objects.get()
    assert (said.words, said.email) == ("", "")


def test_nobody_floods_the_directory_from_one_connection(directory, client):
    make.intake()
    today = timezone.now().date()
    services = [directory(f"Larder {number}") for number in range(limits.AN_HOUR // suggesting.MOST + 1)]
    Service.objects.update(checked_on=today, expires_on=today + timedelta(days=100))
    answers = [send(client, service) for service in services for _ in range(suggesting.MOST)]
    held = [answer.status_code for answer in answers[limits.AN_HOUR :]]
    assert held == [429] * suggesting.MOST
    assert "Too many of these" in answers[-1].content.decode()
    assert Suggestion.objects.count() == limits.AN_HOUR


def test_nobody_floods_an_entry_and_nobody_sends_from_another_site(larder, client):
    make.intake()
    for _ in range(suggesting.MOST):
        send(client, larder)
    assert "Several readers have written" in send(client, larder).content.decode()
    assert Suggestion.objects.count() == suggesting.MOST
    answer = client.post(f"/services/{larder.uuid}/suggest/", {}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_sg_28_a_worry_sent_as_a_suggestion_becomes_a_contact_and_its_words_leave(larder, client, signed_in, keeper):
    make.intake()
    make.team("MASH", service="front_door")
    assert b"who to call, and how to tell us" in client.get(f"/services/{larder.uuid}/suggest/").content
    send(client, larder, words="A boy there is hit by his father", email="reader@example.org")
    said = Suggestion.objects.get()
    signed_in(keeper).post(f"/directory/suggestions/{said.public_id}/", {"worry": "1"})
    said.refresh_from_db()
    assert (said.state, said.words, said.email) == ("worry", "", "")
    with acting_as(make.intake()):
        assert "A boy there is hit by his father" in Submission.objects.get().worry


def test_another_area_sees_nothing_of_it(larder, client, signed_in):
    make.intake()
    send(client, larder)
    elsewhere = make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    assert signed_in(elsewhere).get(f"/directory/suggestions/{Suggestion.objects.get().public_id}/").status_code == 403
