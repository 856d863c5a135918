"""SG-11 after the receipt: who in the employer may know, who is told and when, the children's safety, until it is closed."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.casework.models import Clock, Task
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.records.operations import restrictions
from breakwater.practice.front_door.allegations.operations import allegations as compartments
from breakwater.practice.front_door.allegations.operations import officers
from breakwater.practice.front_door.arrivals.operations import allegation_intake
from breakwater.practice.front_door.information_requests.operations import requests
from breakwater.practice.front_door.models import Allegation, EmployerPerson, OfficerStep
from breakwater.practice.front_door.pathway import EMPLOYER_TOLD, FIRST_STEPS
from breakwater_dev.testing import allegations
from breakwater_dev.testing import factories as make

HEAD = {"name": "Hazel Head", "post": "HEAD", "because": "She answers for the school", "about_the_head": False}


@pytest.fixture
def allegation(mash, school, staff):
    """An allegation about the deputy, taken up by an officer. `officers` of the conftest stand in for the team."""
    team = make.team("Designated officers", service="lado")
    pair = [make.membership("designated_officer", of=team), make.membership("designated_officer", of=team)]
    allegations.receive(school, school["dsl"])
    officer = actor_of(pair[0])
    with acting_as(officer):
        found = Allegation.objects.select_related("case").get()
        compartments.take_up(allegation=found, by=officer, at=timezone.now())
    return found, officer


def running(allegation, officer) -> set[str]:
    with acting_as(officer):
        return set(Clock.objects.running().filter(case=allegation.case_id).values_list("rule", flat=True))


def name(allegation, officer, **facts):
    with acting_as(officer):
        return officers.name_who_may_know(
            allegation=allegation, facts=officers.MayKnow(**HEAD | facts), by=officer, at=timezone.now()
        )


def step(allegation, officer, kind="SAFETY", **more):
    facts = officers.Step(kind, timezone.localdate(), "Not at the school since noon", uuid4(), **more)
    with acting_as(officer):
        return officers.record(allegation=allegation, step=facts, by=officer, at=timezone.now())


def test_sg_11_the_first_working_day_is_met_once_who_may_know_and_the_safety_are_on_record(allegation):
    assert FIRST_STEPS.key in running(*allegation)
    name(*allegation)
    assert {FIRST_STEPS.key, EMPLOYER_TOLD.key} <= running(*allegation)
    step(*allegation)
    assert running(*allegation) == {EMPLOYER_TOLD.key}


def test_sg_11_who_may_know_and_has_the_family_name_of_the_accused_is_marked_until_told(allegation, signed_in):
    found, officer = allegation
    alike = name(found, officer, name=f"Hazel {found.about.split()[-1].title()}")
    other = name(found, officer, name="Kim Chair", post="CHAIR")
    with acting_as(officer):
        assert officers.namesakes(found, [alike, other]) == {alike.pk}
    page = signed_in(officer).get(f"/designated-officer/{found.reference}/").content.decode()
    assert page.count("Same family name") == 1
    with acting_as(officer):
        officers.tell(person=alike, words="Not related", told_at=timezone.now(), by=officer, at=timezone.now())
    page = signed_in(officer).get(f"/designated-officer/{found.reference}/").content.decode()
    assert "Same family name" not in page


def test_sg_11_the_employer_is_told_by_the_officer_alone_and_then_the_clock_is_met(allegation, school):
    found, officer = allegation
    before = (Notification.objects.count(), OutboxMessage.objects.count())
    person = name(found, officer)
    with acting_as(officer):
        officers.tell(
            person=person, words="He is away from today", told_at=timezone.now(), by=officer, at=timezone.now()
        )
    assert EMPLOYER_TOLD.key not in running(found, officer)
    assert (Notification.objects.count(), OutboxMessage.objects.count()) == before  # nothing reaches anyone from here
    with acting_as(officer):
        contact = allegation_intake.contacts_of(found)[0]
        assert not requests.may_be_asked(contact, school["organisation"])  # the organisation stays struck
    assert allegations.seen(school["dsl"], EmployerPerson, OfficerStep, Allegation) == [0, 0, 0]


def test_sg_11_where_it_is_about_the_head_the_chair_may_know_and_the_head_may_not(allegation):
    with pytest.raises(officers.TheHeadIsAccused):
        name(*allegation, about_the_head=True)
    name(*allegation, about_the_head=True, post="CHAIR", name="Carl Chair")
    with acting_as(allegation[1]):
        assert Allegation.objects.get().is_about_head is True


def test_sg_11_the_person_it_is_about_is_never_one_who_may_know(allegation):
    with pytest.raises(officers.TheyAreAccused):
        name(*allegation, name="mr  halyard")


def test_sg_11_an_officer_says_whom_it_is_about_and_that_person_is_kept_from_it_and_never_one_who_may_know(
    allegation, school, signed_in
):
    found, officer = allegation
    deputy = school["dsl"]
    browser, at = signed_in(officer), f"/designated-officer/{found.reference}/"
    name(found, officer)
    said = {"about": f"Mr {deputy.user.name}", "role": "Deputy safeguarding lead"}
    assert "Enter the name" in browser.post(f"{at}who/", {"role": "Deputy"}).content.decode()
    assert "one who may know" in browser.post(f"{at}who/", {"about": "Hazel Head"}).content.decode()
    assert browser.post(f"{at}who/", said).status_code == 302
    page = browser.get(at).content.decode()
    assert f"Mr {deputy.user.name}" in page
    assert "Deputy safeguarding lead" in page
    with pytest.raises(officers.TheyAreAccused):
        name(found, officer, name=deputy.user.name, post="OTHER")
    with acting_as(officer):
        assert [bar["human"] for bar in restrictions.bars_on("case", found.case_id)] == [deputy.user_id]
        before = ChronologyEntry.objects.get(case=found.case_id, what="Recorded who it is about")
    assert found.about in before.detail  # what the sender had put is not lost


def test_sg_11_one_that_names_nobody_is_closed_so_only_with_a_reason(allegation):
    found, officer = allegation
    with acting_as(officer):
        Allegation.objects.update(about="")
        assert "who it is about" in officers.lacks_of(Allegation.objects.get())


def test_sg_11_nobody_of_the_mash_or_the_school_reads_what_the_officers_record(allegation, staff, school):
    name(*allegation)
    step(*allegation)
    for post in (staff["screener"], school["dsl"], school["deputy"]):
        assert allegations.seen(post, EmployerPerson, OfficerStep) == [0, 0]


def test_an_action_is_a_task_sealed_with_the_allegation(allegation, staff, school):
    found, officer = allegation
    with acting_as(officer):
        officers.add_action(
            allegation=found, title="Ask the police", due_at=timezone.now(), key=uuid4(), by=officer, at=timezone.now()
        )
        assert [task.title for task in Task.objects.all()] == ["Ask the police"]
    assert allegations.seen(staff["screener"], Task) == [0]
    assert allegations.seen(school["dsl"], Task) == [0]


def test_what_is_not_recorded_is_named_at_closing_and_a_substantiated_one_asks_of_dbs_and_tra(allegation):
    found, officer = allegation
    with acting_as(officer):
        assert officers.lacks_of(found, "SUBSTANTIATED") == [
            "who in the employer may know",
            "the children's immediate safety",
            "whether the DBS was told",
            "whether the TRA was told",
        ]
    name(found, officer)
    for kind in ("SAFETY", "DBS", "TRA"):
        step(found, officer, kind, is_made=kind != "TRA")
    with acting_as(officer):
        assert officers.lacks_of(found, "SUBSTANTIATED") == ["that the employer was told"]


def test_an_officer_does_all_of_it_on_the_pages(allegation, signed_in):
    found, officer = allegation
    browser, at = signed_in(officer), f"/designated-officer/{found.reference}/"
    page = browser.get(at).content.decode()
    assert "Record who in the employer may know" in page  # the clock says so
    assert "Still to do" in page
    assert (
        "Choose the chair or the trust"
        in browser.post(f"{at}may-know/", HEAD | {"about_the_head": "yes"}).content.decode()
    )
    browser.post(f"{at}may-know/", HEAD | {"about_the_head": "no"})
    with acting_as(officer):
        person = EmployerPerson.objects.get()
    now = timezone.localtime()
    day = {"day-day": now.day, "day-month": now.month, "day-year": now.year}
    told = day | {"time": f"{now:%H:%M}", "words": "He is away from children from today"}
    browser.post(f"{at}may-know/{person.pk}/", told)
    browser.post(f"{at}safety/", {"words": "His own children are seen today", "idempotency": str(uuid4())})
    browser.post(f"{at}meeting/", day | {"people": "Police, HR", "words": "Strategy", "idempotency": str(uuid4())})
    dbs = {"kind": "DBS", "is_made": "no", "words": "He was not removed", "idempotency": str(uuid4())}
    browser.post(f"{at}referral/", day | dbs)
    browser.post(f"{at}action/", day | {"title": "Ask for the police outcome", "idempotency": str(uuid4())})
    page = browser.get(at).content.decode()
    for words in (
        "Hazel Head",
        "away from children",
        "His own children",
        "Police, HR",
        "considered, not made",
        "police outcome",
    ):
        assert words in page
    decide = {"outcome": "UNFOUNDED", "rationale": "Two people saw otherwise"}
    assert "1 open action" in browser.post(f"{at}decide/", decide).content.decode()
    browser.post(f"{at}decide/", decide | {"without": "The police send theirs later"})
    assert "The police send theirs later" in browser.get(at).content.decode()
    assert browser.post(f"{at}safety/", {"words": "x", "idempotency": str(uuid4())}).status_code == 403


def test_the_page_asks_as_often_with_five_people_and_steps_as_with_one(allegation, signed_in):
    found, officer = allegation
    browser, at = signed_in(officer), f"/designated-officer/{found.reference}/"

    def counted() -> int:
        browser.get(at)
        with CaptureQueriesContext(connection) as asked:
            browser.get(at)
        return len(asked)

    name(found, officer)
    step(found, officer)
    before = counted()
    for number in range(4):
        name(found, officer, name=f"Governor {number}", post="OTHER")
        step(found, officer, "MEETING")
    assert counted() == before


def test_today_of_an_officer_shows_the_nearest_clock_of_what_they_took_up(allegation, signed_in):
    found, officer = allegation
    page = signed_in(officer).get("/today/").content.decode()
    mine = page[page.index("Allegations you have taken up") :]
    assert found.reference in mine
    assert "Record who in the employer may know" in mine
