"""A system acts by a key, for one team, behind the same wall; whoever has no key is told so in the same words (decision 0017)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.delivery.api import keys, limits
from breakwater.delivery.api.jobs import end_lapsed
from breakwater.delivery.api.models import ApiKey
from breakwater.foundation.limits import counted
from breakwater.partnership import organisations
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import NotAnActor, Role, acting_as, allows, may
from breakwater.partnership.organisations.access.permissions import Permission
from breakwater.partnership.organisations.models import Membership, Organisation, Team
from breakwater.partnership.people.models import Person
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.systems import System, answers, key_of
from breakwater_dev.testing.telling import arrived

KEY_PAGE = {"system": "CPOMS", "reason": "Send contacts", "scopes": ["contacts:send"]}


@pytest.fixture
def agency(door):
    return make.team("Safeguarding", of=make.organisation("Invented Clinic", kind="HEALTH"))


def test_a_lead_asks_the_business_manager_approves_and_the_key_is_shown_once(agency):
    lead, office = make.membership("agency_lead", of=agency), make.membership("business_manager")
    desk, other = signed_in(lead), signed_in(office)
    until = timezone.localdate() + timedelta(days=300)
    day = {"expires_on-day": until.day, "expires_on-month": until.month, "expires_on-year": until.year}
    assert "Connect a system" in desk.get("/systems/new/").content.decode()
    page = desk.post("/systems/new/", KEY_PAGE | day | {"idempotency": uuid4()}, follow=True)
    here = page.request["PATH_INFO"]
    assert "Waiting for approval" in page.content.decode()
    assert [one.path for one in Notification.objects.filter(user=office.user)] == [here]
    of_key = f"/systems/keys/{ApiKey.objects.get().public_id}/"
    assert desk.post(f"{of_key}approve/").status_code == 403
    assert "Approved" in other.post(f"{of_key}approve/", follow=True).content.decode()
    assert other.post(f"{of_key}make/").status_code == 403
    made = desk.post(f"{of_key}make/").content.decode()
    secret = made.partition("<code>")[2].partition("</code>")[0]
    assert System(secret).get("contact-form").status_code == 200
    key = ApiKey.objects.get()
    assert secret not in (key.digest, key.prefix)
    assert secret not in desk.get(here).content.decode()
    assert "was made before" in desk.post(f"{of_key}make/", follow=True).content.decode()


def test_at_an_agency_its_lead_asks_for_a_key_and_a_professional_sees_no_system(agency):
    key_of(agency)
    for role, answer in (("agency_professional", 403), ("agency_lead", 200)):
        desk = signed_in(make.membership(role, of=agency))
        assert [desk.get(page).status_code for page in ("/systems/", "/systems/new/")] == [answer, answer]


def test_a_key_lasts_a_year_at_most_and_a_roll_is_a_schools(agency):
    lead = make.actor("agency_lead", of=agency)
    today = timezone.localdate()
    too_long = keys.Wanted("CPOMS", "x", ("contacts:send",), today + timedelta(days=366))
    a_roll = keys.Wanted("CPOMS", "x", ("rolls:send",), today + timedelta(days=9))
    with acting_as(lead):
        for wanted, refusal in ((too_long, keys.TooLong), (a_roll, keys.NoRoll)):
            with pytest.raises(refusal):
                keys.ask(None, wanted, key=uuid4(), by=lead, at=timezone.now())


def test_the_database_lets_in_no_system_that_nobody_of_the_area_approved(agency):
    lead = make.actor("agency_lead", of=agency)
    far = make.actor("business_manager", of=make.team("Office", in_area=make.area("850", "Hampshire")))
    for stranger in (lead, far, make.intake()):
        with acting_as(stranger), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select access.new_system(%s)", [agency.pk])


def test_a_system_sees_what_its_team_sees_and_no_contact_and_may_open_no_page(agency, school):
    person = make.person("Ann", "Fish")
    theirs = key_of(agency).key.system
    with acting_as(theirs.actor) as system:
        assert not Person.objects.filter(pk=person.pk).exists()
        assert not Contact.objects.exists()
        assert not any(may(system, permission) for permission in Permission)


@pytest.mark.parametrize(
    "ending", ["ended", "lapsed", "closed", "closed organisation", "nobody leads", "another", "none", "basic"]
)
def test_a_key_that_is_none_is_answered_in_the_same_words(agency, ending, monkeypatch):
    shown = key_of(agency, at=timezone.now() - timedelta(days=102 if ending == "lapsed" else 0))
    secret = shown.secret
    if ending == "ended":
        with acting_as(make.actor("agency_lead", of=agency)) as lead:
            keys.end(shown.key, by=lead, at=timezone.now())
        with pytest.raises(NotAnActor), acting_as(shown.key.system.actor):
            pass
    if ending == "closed":
        Team.objects.filter(pk=agency.pk).update(closed_on=timezone.localdate())
    if ending == "closed organisation":
        Organisation.objects.filter(pk=agency.organisation_id).update(closed_on=timezone.localdate())
    if ending == "nobody leads":
        Membership.objects.filter(team=agency).update(
            revoked_at=timezone.now()
        )  # and of others, colleagues without that right
        make.membership("tier2_coordinator", of=agency)
    if ending == "another":
        secret = f"{secret[:-4]}AAAA"
    system = System("" if ending in ("none", "basic") else secret)
    headers = {"Authorization": "Basic YTpi"} if ending == "basic" else {}
    answer = system.get("contact-form", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["title"] == "No valid key"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_key_is_good_for_what_it_was_made_for_alone(agency):
    answer = System(key_of(agency, "contacts:status").secret).get("contact-form")
    assert answer.status_code == 403
    assert "Send contacts to the MASH" in answer.json()["detail"]


def test_too_many_requests_of_a_key_wait_and_wrong_keys_are_counted_by_the_hour(agency, monkeypatch):
    monkeypatch.setattr(limits, "OF_A_KEY", 2)
    monkeypatch.setattr(limits, "BAD_KEYS", 1)
    system = System(key_of(agency).secret)
    given = [system.get("contact-form") for _ in range(3)]
    assert [each.status_code for each in given] == [200, 200, 429]
    assert 0 < int(given[-1]["Retry-After"]) <= 60
    assert [System("bw_wrong_key").get("contacts").status_code for _ in range(2)] == [401, 429]


def test_a_wrong_key_that_waits_is_not_written_down_again_and_counts_as_its_connection(agency, monkeypatch):
    monkeypatch.setattr(limits, "OF_A_CONNECTION", 1)
    assert [System("bw_wrong_key").get("contacts").status_code for _ in range(3)] == [401, 429, 429]
    assert System().get("library").status_code == 429


def test_what_is_counted_at_the_same_time_is_counted_and_an_hour_is_kept(transactional_db):
    at = timezone.now()
    with ThreadPoolExecutor(4) as together:
        found = list(together.map(lambda _: _counted(at), range(12)))
    assert sorted(found) == list(range(1, 13))
    with connections["outside"].cursor() as cursor:
        cursor.execute(
            "select max(expires) - now() > interval '50 minutes' from delivery_cache where cache_key like %s",
            ["%:a-test.%"],
        )
        assert cursor.fetchone() == (True,)


def _counted(at) -> int:
    try:
        return counted("a-test", "one", at=at, seconds=3600)[0]
    finally:
        connections.close_all()


def test_the_lead_is_told_once_before_a_key_lapses(agency):
    shown = key_of(agency, days=20)
    for _ in range(2):
        for key in keys.remind(at=timezone.now()):
            with acting_as(make.intake()) as by:
                keys.tell_lapses(key, by=by, at=timezone.now())
    told = Notification.objects.filter(words__contains="lapses soon")
    assert {one.path for one in told} == {f"/systems/{shown.key.system.public_id}/"}
    assert len(told) == len({one.user_id for one in told})


@pytest.mark.parametrize("path", ["", "library", "news", "training", "policies", "openapi.json"])
def test_what_is_public_needs_no_key_and_is_not_sent_twice(door, path):
    answer = System().get(path)
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    again = System().get(path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["nowhere", "contacts/../x", "library/%00", "contacts/%00"])
def test_what_is_not_there_is_said_in_json(door, path):
    answer = System().get(path)
    assert answer.status_code in (400, 401, 404)
    assert answer["Content-Type"] == "application/problem+json"


def test_another_method_is_refused_in_json(door):
    answer = System().browser.delete("/api/v1/library")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (
        405,
        "application/problem+json",
        "GET, HEAD, OPTIONS",
    )


def test_the_page_for_developers_names_every_operation_and_needs_no_other_site(door):
    page = System().browser.get("/developers/").content.decode()
    for path in System().get("openapi.json").json()["paths"]:
        assert path in page
    assert '<script src="http' not in page


def test_the_list_of_systems_asks_as_much_for_three_as_for_one(agency):
    lead = make.membership("agency_lead", of=agency)
    desk = signed_in(lead)
    key_of(agency)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/systems/").status_code == 200
        counts.append(len(asked))
        key_of(agency), key_of(agency)
    assert counts[0] == counts[1]


def test_a_system_outlives_its_keys_two_hold_at_once_and_what_was_sent_stays_its_own(school):
    old = key_of(school)
    before, once = System(old.secret), uuid4()
    said = {"answers": answers()}
    sent = before.post("contacts", said, request=once).json()
    lead = make.actor("dsl", of=school)
    with acting_as(lead):
        new = keys.exchange(old.key, by=lead, at=timezone.now())
        with pytest.raises(keys.TwoKeys):
            keys.exchange(old.key, by=lead, at=timezone.now())
    after = System(new.secret)
    assert before.get(f"contacts/{sent['reference']}").status_code == 200
    with acting_as(lead):
        keys.end(old.key, why="Exchanged", by=lead, at=timezone.now())
    assert before.get("contacts").status_code == 401
    assert after.get(f"contacts/{sent['reference']}").status_code == 200
    assert [each["reference"] for each in after.get("contacts").json()["contents"]] == [sent["reference"]]
    assert after.post("contacts", said, request=once).json() == sent
    assert len(arrived()) == 1
    renewed = key_of(school, system=new.key.system)
    assert System(renewed.secret).get(f"contacts/{sent['reference']}").status_code == 200


def test_a_system_whose_last_key_has_ended_acts_again_by_another(agency):
    shown = key_of(agency)
    lead = make.actor("agency_lead", of=agency)
    with acting_as(lead):
        keys.end(shown.key, by=lead, at=timezone.now())
    with pytest.raises(NotAnActor), acting_as(shown.key.system.actor):
        pass
    assert System(key_of(agency, system=shown.key.system).secret).get("contact-form").status_code == 200


def test_nobody_acts_as_a_system_whose_keys_lapsed(agency):
    shown = key_of(agency, at=timezone.now() - timedelta(days=102))
    end_lapsed()
    with pytest.raises(NotAnActor), acting_as(shown.key.system.actor):
        pass
    desk = signed_in(make.membership("agency_lead", of=agency))
    for page in ("/systems/", f"/systems/{shown.key.system.public_id}/"):
        said = desk.get(page).content.decode()
        assert "Lapsed" in said
        assert "Connected<" not in said
    assert "Exchange it" not in said


def test_sg_32_a_key_is_ended_with_a_reason_and_whoever_answers_for_it_is_told(school):
    shown = key_of(school)
    leads = [make.membership("dsl", of=school) for _ in range(2)]
    desk, page = signed_in(leads[0]), f"/systems/keys/{shown.key.public_id}/end/"
    assert "goes to nobody here" in desk.get(page).content.decode()
    assert "Enter why" in desk.post(page, {"why": ""}).content.decode()
    assert ApiKey.objects.get().ended_at is None
    assert "We changed supplier" in desk.post(page, {"why": "We changed supplier"}, follow=True).content.decode()
    told = set(Notification.objects.filter(words__contains="has ended").values_list("user", flat=True))
    assert leads[1].user_id in told
    assert shown.key.approved_by.membership.user_id in told
    assert leads[0].user_id not in told


def test_a_lead_asks_for_another_key_on_the_page_of_the_system(school):
    shown = key_of(school)
    desk = signed_in(make.membership("dsl", of=school))
    page = f"/systems/{shown.key.system.public_id}/key/"
    assert "Send contacts" in desk.get(page).content.decode()
    until = timezone.localdate() + timedelta(days=300)
    day = {"expires_on-day": until.day, "expires_on-month": until.month, "expires_on-year": until.year}
    said = {"reason": "Another year", "scopes": ["contacts:send"], "idempotency": uuid4()} | day
    assert "Waiting for approval" in desk.post(page, said, follow=True).content.decode()
    assert {key.system_id for key in ApiKey.objects.all()} == {shown.key.system_id}


def test_the_roles_that_answer_for_a_system_are_those_that_may_connect_one():
    """The wall repeats them."""
    said = (Path(organisations.__file__).parent / "sql" / "access.sql").read_text()
    roles = [role.value for role in Role if allows(role.value, Permission.SYSTEM_CONNECT)]
    listed = re.search(r"m\.role in \(([^)]*)\) and m\.revoked_at", said)[1]
    assert sorted(listed.replace("'", "").split(", ")) == sorted(roles)


def test_training_and_chapters_are_those_of_the_area_that_the_public_pages_speak_for(door):
    training.course("A course of ours", in_area=make.area())
    training.course("A course of our neighbours", in_area=make.area("850", "Hampshire"))
    listed = {each["title"] for each in System().get("training").json()}
    page = System().browser.get("/training/").content.decode()
    assert listed == {"A course of ours"}
    assert "A course of ours" in page
    assert "of our neighbours" not in page


def test_the_list_of_chapters_does_not_load_their_texts(door):
    with CaptureQueriesContext(connection) as asked:
        assert System().get("policies").status_code == 200
    assert not [each["sql"] for each in asked if '"policies_version"."words"' in each["sql"]]
    assert [each["sql"] for each in asked if '"policies_version"."title"' in each["sql"]]
