"""A fact that is to be corrected is a task of the team that holds the record, without anybody's name; the officer and whoever handed it over see when
it is done; the agencies that were sent the wrong fact stand in a list, and are ticked as they are told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Case, Participant
from breakwater.delivery.information_rights import operations as requests
from breakwater.delivery.information_rights.correcting import operations
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.models import AgencyToTell, Correction, GatheredItem
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()
WRONG = "Ben’s mother was at home: the visit was on the Tuesday"


@pytest.fixture
def made(db):
    ben, hub = make.person("Ben", "Quayside"), make.team("Harbour hub")
    school = make.organisation("Quay Lane Primary", "SCHOOL")
    with acting_as(make.intake()) as intake:
        place = {"team": make.team("Quay Lane safeguarding", of=school), "year_group": "1", "verified": True}
        circumstances.enrol(person=ben, starts_on=timezone.localdate(), by=intake, at=NOW, **place)
        facts = {"kind": "referral", "area": ben.area, "stage": "open", "stage_since": NOW, "opened_at": NOW}
        case = Case.objects.create(reference="C-26-00001-X", responsible_team=hub, opened_by=intake, **facts)
        Participant.objects.create(case=case, person=ben, capacity="CHILD", starts_at=NOW)
        chronology.record(what="Mother was not at home", kind="visit", by=intake, at=NOW, case=case, person=ben)
    ready = Made([ben], kind="CORRECTION")
    ready.ben, ready.hub = ben, hub
    ready.holder = make.actor("lead_professional", of=hub)
    with acting_as(ready.officer) as by:
        gathering.gather(ready.one.pk, by=by, at=NOW)
    return ready


def the_item(source="casework_chronologyentry") -> GatheredItem:
    return GatheredItem.objects.select_related("request").get(source=source)


def asked(made, source="casework_chronologyentry") -> Correction:
    with acting_as(made.officer) as by:
        return operations.ask(the_item(source), WRONG, key=uuid4(), by=by, at=NOW)


def answered(made, one: Correction, outcome="CORRECTED") -> None:
    with acting_as(made.holder) as by:
        operations.answer(one, outcome, "The line says Tuesday now", by=by, at=NOW + timedelta(hours=1))


def test_the_team_that_holds_the_record_has_a_task_that_leads_to_it_and_names_nobody(signed_in, made):
    officer = signed_in(made.officer)
    page = officer.get(f"/information-requests/{made.one.public_id}/redact/").text
    assert "Have it corrected" in page
    with acting_as(made.officer):
        at = f"/information-requests/items/{the_item().public_id}/correct/"
    page = officer.get(at).text
    assert "Harbour hub" in page
    key = page.split('name="idempotency" value="')[1].split('"')[0]
    assert officer.post(at, {"words": WRONG, "idempotency": key}).status_code == 302
    with acting_as(made.officer):
        one = Correction.objects.get()
    told = Notification.objects.filter(user=made.holder.membership.user).get()
    assert told.path == f"/information-requests/corrections/{one.public_id}/"
    assert "Ben" not in told.words
    assert WRONG not in told.words
    holder = signed_in(made.holder)
    today = holder.get("/today/").text
    assert made.one.reference in today
    assert told.path in today
    assert "Quayside" not in today.split("Records to correct")[1].split("</section>")[0]
    page = holder.get(told.path).text
    assert WRONG in page
    assert 'href="/cases/C-26-00001-X/"' in page
    assert holder.post(told.path, {"outcome": "CORRECTED", "said": "The line says Tuesday now"}).status_code == 302
    assert told.path not in holder.get("/today/").text


def test_a_fact_of_the_person_goes_to_the_team_that_keeps_persons_and_leads_to_what_is_held(made):
    one = asked(made, "people_person")
    assert one.holder == made.mash
    assert one.path == f"/people/{made.ben.public_id}/keep/"


def test_the_officer_and_whoever_handed_it_over_see_when_it_is_done(signed_in, made):
    lead, today = make.actor("lead_professional", of=make.team("Other hub")), timezone.localdate()
    with acting_as(lead) as by:
        handed = requests.hand_over(None, "Ben", "The visit is wrong", key=uuid4(), by=by, at=NOW)
    with acting_as(made.officer) as by:
        handed = requests.sort(handed, "CORRECTION", "SELF", "Ben Quayside", today, by=by, at=NOW)
        said = requests.Verified(today, "Passport seen", "SELF", "", "3 Quay Street", True, "", False)
        requests.verify(handed, said, by=by, at=NOW)
        requests.ask_second(handed, made.second.membership, by=by, at=NOW)
    with acting_as(made.second) as by:
        requests.approve(handed, [made.ben.pk], by=by, at=NOW)
    with acting_as(made.officer) as by:
        gathering.gather(handed.pk, by=by, at=NOW)
        item = GatheredItem.objects.select_related("request").get(request=handed, source="casework_chronologyentry")
        one = operations.ask(item, WRONG, key=uuid4(), by=by, at=NOW)
    at, words = "/information-requests/handed-over/", "Corrected by the team that holds the record"
    assert "With the team that holds the record" in signed_in(lead).get(at).text
    answered(made, one)
    assert Notification.objects.filter(user=made.officer.membership.user, words__contains="corrected").exists()
    text = signed_in(made.officer).get(f"/information-requests/{handed.public_id}/").text
    assert words in text
    assert "The line says Tuesday now" in text
    text = signed_in(lead).get(at).text
    assert words in text
    assert "Tuesday" not in text


def test_agencies_that_were_sent_it_are_drawn_from_what_was_shared_and_ticked_as_they_are_told(signed_in, made):
    one, officer = asked(made), signed_in(made.officer)
    page, at = f"/information-requests/{made.one.public_id}/", f"/information-requests/{made.one.public_id}/agencies/"
    with acting_as(made.officer):
        listed = list(AgencyToTell.objects.values_list("name", "said"))
    assert ("Quay Lane Primary", "") in listed
    assert "Tell the agencies" not in officer.get(page).text  # nothing is told before it is corrected
    answered(made, one)
    assert "Tell the agencies that were sent the wrong fact" in officer.get(page).text
    with acting_as(made.officer) as by, pytest.raises(requests.AgenciesNotTold):
        requests.end(made.one, "DONE", "Corrected", by=by, at=NOW)
    with acting_as(made.officer):
        every = [each.public_id for each in AgencyToTell.objects.all()]
    assert officer.post(at, {"told": every, "not_sent": every[:1]}).status_code == 200  # not both
    assert officer.post(at, {"told": every}).status_code == 302
    text = officer.get(page).text
    assert "Told" in text
    assert "Quay Lane Primary" in text
    with acting_as(made.officer) as by:
        requests.end(made.one, "DONE", "Corrected, and all were told", by=by, at=NOW)


def test_it_does_not_end_as_done_while_a_team_is_to_correct_it(made):
    asked(made)
    with acting_as(made.officer) as by:
        with pytest.raises(requests.StillToCorrect):
            requests.end(made.one, "DONE", "Corrected", by=by, at=NOW)
        requests.end(made.one, "WITHDRAWN", "She changed her mind", by=by, at=NOW)


def test_the_wall_lets_its_holder_alone_answer_once_and_an_officer_ask_of_what_was_gathered(made):
    one = asked(made)
    with acting_as(made.officer) as by, pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=one.pk).update(outcome="CORRECTED", answered_at=NOW, answered_by=by)
    with acting_as(made.second) as by:
        assert not Correction.objects.filter(pk=one.pk).update(outcome="CORRECTED", answered_at=NOW, answered_by=by)
    answered(made, one)
    with acting_as(made.holder) as by, pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=one.pk).update(outcome="STANDS")
    facts = {"team_id": one.team_id, "reference": one.reference, "title": "x", "due_on": one.due_on, "at": NOW}
    with acting_as(made.officer) as by, pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.create(
            request=made.one, holder=made.mash, source=one.source, row=one.row, path=one.path, by=by, key=uuid4(), **facts
        )  # fmt: skip
    stranger = make.actor("lead_professional", of=make.team("Other hub"))
    with acting_as(stranger):
        assert not Correction.objects.exists()
