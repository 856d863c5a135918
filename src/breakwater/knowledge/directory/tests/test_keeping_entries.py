"""Those who know a service keep its entry: the area's staff on pages, its provider by a link, nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.knowledge.directory.forms import EntryForm, ProviderEntryForm
from breakwater.knowledge.directory.jobs import ask_to_confirm
from breakwater.knowledge.directory.models import KeeperLink, Proposal, Service
from breakwater.knowledge.directory.operations import entries, providing
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Submission
from breakwater_dev.testing import factories as make

SAID = {
    "name": "Larder",
    "provider_name": "Southsea Larder",
    "description": "Food for little",
    "status": "active",
    "listing": "service",
    "meant_for": "anyone",
    "access": "turn_up",
    "cost": "free",
    "terms": ["money"],
    "audience": "families",
    "kind": "physical",
    "postcode": "PO1 1AA",
    "telephone": "01632 960 001",
    "days": ["MO", "WE"],
    "opens_at": "9:00",
    "closes_at": "11:00",
}


@pytest.fixture
def office(signed_in, keeper):
    return signed_in(keeper)


def _link(service, keeper) -> str:
    """Send the provider its link, and take the token out of the mail."""
    with acting_as(keeper):
        providing.send_link(provider=service.provider, by=keeper, at=timezone.now())
    body = OutboxMessage.objects.latest("pk").body
    return body.split("/services/ours/")[1].split("/")[0]


def _facts(service, **changed) -> dict:
    names = ("description", "status", "meant_for", "access", "cost", "telephone")
    return {name: getattr(service, name) for name in names} | {"idempotency": str(uuid4())} | changed


def test_a_service_is_entered_on_a_page_and_found_by_families(directory, office, client):
    directory("Other")
    assert office.post("/directory/new/", SAID | {"idempotency": str(uuid4())}).status_code == 302
    service = Service.objects.get(name="Larder")
    assert (service.openings.get().days, f"{service.openings.get().opens_at:%H:%M}") == ("MO,WE", "09:00")
    assert service.places.get().location.latitude == pytest.approx(50.799, abs=0.01)
    assert b"Larder" in client.get("/services/").content


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter what the service is called"),
        ({"minimum_age": "9", "maximum_age": "4"}, "upper age"),
        ({"telephone": ""}, "so that people can reach it"),
        ({"closes_at": "8:00"}, "must be after"),
        ({"opens_at": "noon"}, "both times"),
        ({"postcode": ""}, "postcode of the place"),
        ({"website": "javascript:alert(1)"}, "web address"),
        ({"days": []}, "Choose the days"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(directory, office, changed, words):
    directory("Other")
    answer = office.post("/directory/new/", SAID | {"idempotency": str(uuid4())} | changed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "Food for little" in answer.content.decode()
    assert Service.objects.count() == 1


def test_two_who_change_one_entry_do_not_undo_each_other(directory, office, keeper):
    service = directory("Larder")
    page = office.get(f"/directory/{service.uuid}/").content.decode()
    seen = page.split('name="seen_at"')[1].split('value="')[1].split('"')[0]
    with acting_as(keeper):
        entries.change(service=service, facts={"description": "Theirs"}, by=keeper, at=timezone.now())
    answer = office.post(f"/directory/{service.uuid}/", SAID | {"seen_at": seen, "idempotency": str(uuid4())})
    assert "Someone changed this entry" in answer.content.decode()
    service.refresh_from_db()
    assert service.description == "Theirs"


def test_a_provider_confirms_and_changes_by_its_link_and_someone_reads_it_first(directory, keeper, client, office):
    service = directory("Larder")
    Service.objects.update(checked_on="2026-01-01")
    token = _link(service, keeper)
    assert client.post(f"/services/ours/{token}/{service.uuid}/right/").status_code == 302
    service.refresh_from_db()
    assert service.checked_on == timezone.localdate()
    key = str(uuid4())
    for _ in range(2):
        answer = client.post(
            f"/services/ours/{token}/{service.uuid}/", _facts(service, description="New words", idempotency=key)
        )
        assert "Someone here reads your change" in answer.content.decode()
    proposal = Proposal.objects.get()
    assert proposal.facts == {"description": "New words"}
    service.refresh_from_db()
    assert service.description != "New words"
    assert "New words" in office.get(f"/directory/proposals/{proposal.public_id}/").content.decode()
    office.post(f"/directory/proposals/{proposal.public_id}/", {"approve": "1"})
    service.refresh_from_db()
    assert service.description == "New words"


def test_a_change_that_is_declined_is_told_with_its_reason(directory, keeper, client, office):
    service = directory("Larder")
    token = _link(service, keeper)
    client.post(f"/services/ours/{token}/{service.uuid}/", _facts(service, description="Buy my book"))
    proposal = Proposal.objects.get()
    office.post(
        f"/directory/proposals/{proposal.public_id}/", {"decline": "1", "reason": "", "idempotency": str(uuid4())}
    )
    assert Proposal.objects.get().state == "WAITING"
    office.post(
        f"/directory/proposals/{proposal.public_id}/",
        {"decline": "1", "reason": "Advertising", "idempotency": str(uuid4())},
    )
    assert Proposal.objects.get().state == "DECLINED"
    assert "Advertising" in OutboxMessage.objects.latest("pk").body


def test_a_link_opens_its_own_provider_alone_and_ends(directory, keeper, client):
    mine, theirs = directory("Mine"), directory("Theirs", provider="Another")
    token = _link(mine, keeper)
    assert b"Theirs" not in client.get(f"/services/ours/{token}/").content
    assert client.get(f"/services/ours/{token}/{theirs.uuid}/").status_code == 404
    assert client.post(f"/services/ours/{token}/{theirs.uuid}/right/").status_code == 404
    newer = _link(mine, keeper)
    assert client.get(f"/services/ours/{token}/").status_code == 410
    assert providing.open_link(newer, at=timezone.now()).provider == mine.provider
    with pytest.raises(providing.LinkOver):
        providing.open_link(newer, at=timezone.now() + timedelta(days=31))
    assert client.get("/services/ours/guessed/").status_code == 410


def test_an_entry_nobody_confirms_is_asked_after_once_a_month(directory):
    directory("Larder")
    Service.objects.update(expires_on=timezone.localdate() + timedelta(days=10))
    ask_to_confirm()
    ask_to_confirm()
    assert KeeperLink.objects.count() == OutboxMessage.objects.filter(to="keeper@example.org").count() == 1


def test_another_areas_entries_are_not_kept_here(directory, signed_in):
    service = directory("Larder")
    other = signed_in(make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire"))))
    assert other.get(f"/directory/{service.uuid}/").status_code == 403
    assert other.get(f"/directory/providers/{service.provider.uuid}/link/").status_code == 403
    assert b"Larder" not in other.get("/directory/").content


def test_the_keepers_list_takes_as_many_queries_for_three_as_for_one(directory, office):
    counts = []
    for number in (1, 3):
        for each in range(number):
            directory(f"Service {number} {each}")
        office.get("/directory/")
        with CaptureQueriesContext(connection) as seen:
            assert office.get("/directory/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_keeper_is_told_of_postcodes_only_to_place_an_entry(directory, office):
    service = directory("Refuge", postcode=None)
    sent = SAID | {"name": "Refuge", "kind": "virtual", "street": "5 Secret Road", "idempotency": str(uuid4())}
    assert b"Leave out what is entered here" in office.post(f"/directory/{service.uuid}/", sent).content
    answer = office.post(f"/directory/{service.uuid}/", sent | {"kind-without": "physical"})
    assert answer.status_code == 302
    place = service.places.get().location
    assert (place.kind, place.street, place.postcode, place.latitude) == ("virtual", "", "", None)


def test_sg_28_a_worry_in_what_a_provider_wrote_becomes_a_contact_at_once_and_its_words_leave(
    directory, keeper, client, office
):
    make.team("MASH", service="front_door")
    service = directory("Larder")
    longest = "Association of the friends of families " * 4  # of what a sender is called the contact holds less
    Service.objects.filter(pk=service.pk).update(name=longest[:160].strip())
    type(service.provider).objects.filter(pk=service.provider_id).update(name=longest[:160].strip())
    token = _link(service, keeper)
    client.post(
        f"/services/ours/{token}/{service.uuid}/", _facts(service, description="A boy who comes here is hit at home")
    )
    proposal = Proposal.objects.get()
    told = OutboxMessage.objects.count()
    address = f"/directory/proposals/{proposal.public_id}/"
    assert b"This is a worry about a child" in office.get(address).content
    for _ in range(2):
        assert office.post(address, {"worry": "1"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.facts) == ("DECLINED", {})
    assert b"hit at home" not in office.get(address).content
    with acting_as(make.intake()):
        worry = Submission.objects.get().worry
    assert worry.startswith("A boy who comes here is hit at home\n")
    assert "keeper@example.org" in worry
    assert not OutboxMessage.objects.filter(to="keeper@example.org")[told:]


def test_a_childs_number_goes_into_no_entry_and_a_telephone_number_does(directory, keeper, client, office):
    service = directory("Larder")
    address = f"/services/ours/{_link(service, keeper)}/{service.uuid}/"
    for name in ("description", "alert", "access_words", "cost_words"):
        page = client.post(address, _facts(service, **{name: "Ask for 943 476 5919"})).content.decode()
        assert "This seems to hold an NHS number" in page, name
    assert not Proposal.objects.exists()
    client.post(address, _facts(service, telephone="9434765919"))
    assert Proposal.objects.get().facts == {"telephone": "9434765919"}
    said = SAID | {"description": "For the girl born 3 May 2014", "idempotency": str(uuid4())}
    assert b"This seems to hold a date of birth" in office.post("/directory/new/", said).content


@pytest.mark.parametrize("form", [ProviderEntryForm, EntryForm])
def test_every_box_of_an_entry_is_drawn(db, form):
    made = form()
    drawn = (
        engines["jinja2"]
        .env.from_string('{% from "directory/fields.html" import entry_fields %}{{ entry_fields(form) }}')
        .render(form=made)
    )
    unseen = [name for name in made.fields if f'name="{name}' not in drawn and str(made[name].label) not in drawn]
    assert unseen == []
