"""One child has one record: what is known by any of several stays, and no other team's record is drawn in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.improvement.learning.deaths import on_record
from breakwater.improvement.learning.deaths.lookup import asked_of, professionals_of, tracked
from breakwater.improvement.learning.deaths.operations import (
    notifying,
    opening,
    professionals,
    response,
    support,
    tracker,
)
from breakwater.improvement.learning.deaths.panels import lookup, tracker_file
from breakwater.improvement.learning.deaths.panels.operations import importing
from breakwater.improvement.learning.deaths.today import deaths_due
from breakwater.improvement.learning.models import ChildDeath, DeathRequest, DeathState, JointResponse
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import deaths, restrictions
from breakwater_dev.testing import factories as make

from .conftest import AT, NUMBER, opened
from .test_a_recorded_death import dies

HEADINGS = "eCDOP ID,Date of death,Family name,Joint agency response\n"


@pytest.fixture
def worker(db):
    return make.actor("social_worker")


@pytest.fixture
def child(db):
    return make.person("Ada", "Adrift")


def of_record(child, worker) -> ChildDeath:
    with acting_as(worker):
        facts = {"area": child.area, "child": child, "died_at": AT, "expected": None, "place": ""}
        return opening.open_death(**facts, by=worker, at=AT, key=uuid4())


def taken_in(reviewer, lines: str) -> list[tracker_file.Row]:
    with acting_as(reviewer) as by:
        team = by.membership.team
        rows = tracker_file.read((HEADINGS + lines).encode(), [team.area], AT.date(), lookup.all_held(team))
        importing.take_in([each for each in rows if each.is_taken], {}, key=uuid4(), by=by, at=AT)
        return rows


def todo(reviewer) -> list[str]:
    with acting_as(reviewer) as by:
        return [each.text for each in deaths_due(by, timezone.now()).rows]


def test_a_death_recorded_again_after_it_was_withdrawn_opens_no_second_record(team, reviewer, child, worker):
    first, second = of_record(child, worker), of_record(child, worker)
    with acting_as(reviewer):
        assert [each.pk for each in ChildDeath.objects.filter(merged_into=None)] == [first.pk]
        assert ChildDeath.objects.get(pk=second.pk).merged_into_id == first.pk


def test_what_only_the_merged_record_knew_stands_in_the_one_that_stays(reviewer):
    stays = opened(reviewer, died_at=AT - timedelta(hours=9), time_is_known=False)
    goes = opened(reviewer, nhs_number=NUMBER, place="Halyard Hospital")
    gp = professionals.Named("Harbour Surgery", "Dr Other")
    with acting_as(reviewer) as by:
        for each in (stays, goes):
            listed = professionals.add_professional(each, gp, by=by, at=AT)
        professionals.ask(listed, professionals.AskFacts("Nel", "Please"), by=by, at=AT)
        notifying.merge(goes, stays.reference, by=by, at=AT)
        stays.refresh_from_db()
        assert (stays.nhs_number, stays.no_number, stays.place) == (NUMBER, "", "Halyard Hospital")
        assert (stays.died_at, stays.time_is_known) == (goes.died_at, True)
        asked = DeathRequest.objects.get()
        assert [(one.pk, of.request) for one, of in professionals_of(tracked().get(pk=stays.pk), AT.date())] == [
            (asked.professional_id, asked)
        ]


def test_a_number_typed_wrongly_draws_no_other_child_in_and_what_was_drawn_in_is_shown(reviewer, signed_in):
    died = AT - timedelta(hours=1)
    first = opened(reviewer, nhs_number=NUMBER, sex="F", born_on=AT.date())
    others = [
        opened(reviewer, nhs_number=NUMBER, sex="M", born_on=AT.date()),
        opened(reviewer, nhs_number=NUMBER, sex="F", born_on=AT.date() - timedelta(days=1)),
        opened(reviewer, nhs_number=NUMBER, died_at=died - timedelta(days=3)),
    ]
    with acting_as(reviewer):
        assert [opening.merge_same(each) for each in others[:2]] == [False, False]
    same = opened(reviewer, nhs_number=NUMBER, called="Nel Elsewhere", born_on=AT.date())
    with acting_as(reviewer):
        assert opening.merge_same(same)
        assert ChildDeath.objects.get(pk=same.pk).merged_into_id == first.pk
    page = signed_in(reviewer).get(f"/child-deaths/{first.public_id}/").content.decode()
    assert "Merged into this record by the NHS number" in page
    assert "Nel Elsewhere" in page
    assert "Another record has the same NHS number" in page


def test_a_restriction_that_comes_later_takes_the_record_from_nobody_who_works_on_it(team, reviewer, child, worker):
    death, manager = of_record(child, worker), make.actor("mash_manager")
    with acting_as(manager) as by:
        readers = [manager.membership, worker.membership]
        restrictions.restrict(person=child, readers=readers, reason="Under investigation", by=by, at=AT)
    with acting_as(reviewer):
        assert ChildDeath.objects.filter(pk=death.pk).exists()


def test_the_key_worker_of_a_child_on_record_reads_their_page(team, reviewer, child, worker, signed_in):
    death, nurse = of_record(child, worker), make.actor("agency_professional")
    with acting_as(reviewer) as by:
        named = support.KeyWorkerFacts("Cal Nurse", "01632 960 002", post=nurse.membership)
        made = support.name_key_worker(death, named, key=uuid4(), by=by, at=AT)
    assert signed_in(nurse).get(f"/child-deaths/key-worker/{made.public_id}/").status_code == 200


def test_whoever_notifies_and_reads_no_record_finds_no_line_of_what_others_added(team, reviewer, signed_in):
    screener = make.actor("mash_screener")
    death = opened(screener)
    assert "Nel Nowhere" not in signed_in(screener).get("/child-deaths/").content.decode()
    assert death.reference in signed_in(reviewer).get("/child-deaths/").content.decode()


class TestAFile:
    def test_with_a_response_opens_a_record_whose_pages_open(self, team, reviewer, signed_in):
        taken_in(reviewer, "E-1,01/09/2026,Ledger,Yes\n")
        with acting_as(reviewer):
            death = ChildDeath.objects.get()
            assert JointResponse.objects.get().death_id == death.pk
        browser = signed_in(reviewer)
        for page in ("/child-deaths/", f"/child-deaths/{death.public_id}/"):
            assert browser.get(page).status_code == 200
        assert todo(reviewer)

    def test_whose_quotation_mark_is_not_closed_is_refused_whole(self, team, reviewer):
        with pytest.raises(tracker_file.NotReadable, match="quotation mark"):
            taken_in(reviewer, 'E-1,01/09/2026,"Ledger,\nE-2,01/09/2026,Other,\n')

    def test_says_which_number_is_too_long(self, team, reviewer):
        (row,) = taken_in(reviewer, f"{'E' * 41},01/09/2026,Ledger,\n")
        assert "longer than 40" in row.fault

    def test_leaves_out_the_records_of_another_team_whose_response_somebody_leads(self, team, reviewer):
        far = make.area("852", "Southampton")
        their_team = make.team("Far review", in_area=far, service="child_death_review")
        theirs = make.actor("child_death_reviewer", of=their_team)
        death = opened(theirs)
        with acting_as(theirs) as by:
            response.start(death, response.StartFacts(("EXTERNAL",), "Road", leads=False), by=by, at=AT)
            response.hand_over(death, reviewer.membership, by=by, at=AT)
        with acting_as(reviewer):
            assert ChildDeath.objects.get() == death
            assert lookup.all_held(team) == []


def test_a_death_that_was_taken_back_or_moved_on_the_childs_record_is_told_to_the_team(
    team, child, reviewer, signed_in
):
    screener = make.actor("mash_screener", of=make.team("MASH", service="front_door"))
    recorded = dies(child, screener)
    with acting_as(reviewer):
        (death,) = ChildDeath.objects.all()
        assert on_record.amiss([death]) == {}
    browser, page = signed_in(reviewer), f"/child-deaths/{death.public_id}/"
    assert on_record.WITHDRAWN not in browser.get(page).content.decode()
    with acting_as(screener) as by:
        facts = deaths.DeathFacts(recorded.died_on - timedelta(days=1), recorded.known, recorded.confirmed_by)
        said = {"because": "A slip", "was": str(recorded.key)}
        recorded = deaths.correct(child, facts, **said, key=uuid4(), by=by, at=timezone.now())
    assert "The child’s record gives another day" in browser.get(page).content.decode()
    with acting_as(screener) as by:
        deaths.withdraw(child, because="Another child", was=str(recorded.key), by=by, at=timezone.now())
    assert on_record.WITHDRAWN in browser.get(page).content.decode()
    assert on_record.WITHDRAWN in todo(reviewer)


def test_why_no_response_was_needed_stays_when_one_is_started_after_all(reviewer):
    death = opened(reviewer)
    with acting_as(reviewer) as by:
        response.decline(death, "An illness", by=by, at=AT)
        with pytest.raises(response.DeclinedAlready):
            response.decline(death, "Another reason", by=by, at=AT)
        response.start(death, response.StartFacts(("SUSPICION",), "The police say so", leads=False), by=by, at=AT)
        death.refresh_from_db()
        assert death.response_why.startswith("The police say so")
        assert "An illness" in death.response_why


def test_a_form_that_is_outstanding_is_not_overdue_while_the_review_is_on_hold(reviewer):
    death, late = opened(reviewer), AT.date() + timedelta(days=90)
    with acting_as(reviewer) as by:
        gp = professionals.add_professional(death, professionals.Named("Harbour Surgery"), by=by, at=AT)
        professionals.ask(gp, professionals.AskFacts("Nel", "Please"), by=by, at=AT)
        assert [each.is_late for each in asked_of(tracked().get(), late)] == [True]
        waits = tracker.WaitFacts("INQUEST", AT.date(), late)
        tracker.put_on_hold(death, waits, by=by, at=AT)
        assert [each.is_late for each in asked_of(tracked().get(), late)] == [False]


def test_a_form_asked_for_before_triage_leaves_the_serious_incident_to_be_considered(team, reviewer):
    death = opened(reviewer)
    with acting_as(reviewer) as by:
        gp = professionals.add_professional(death, professionals.Named("Harbour Surgery"), by=by, at=AT)
        professionals.ask(gp, professionals.AskFacts("Nel", "Please"), by=by, at=AT)
        response.decline(death, "Expected", by=by, at=AT)
        tracker.triage(death, tracker.TriageFacts(False, "Expected"), by=by, at=AT)
        death.refresh_from_db()
        assert (death.state, death.incident_considered) == (DeathState.GATHERING, False)
