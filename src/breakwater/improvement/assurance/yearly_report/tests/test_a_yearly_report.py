"""It draws itself from the record, says what is missing, is signed by three partners as it is, and stays."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.actions import operations as tracker
from breakwater.casework.actions.models import Source
from breakwater.casework.actions.operations import ActionFacts
from breakwater.foundation.dates.london_time import LONDON
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.storage import create_key_file
from breakwater.improvement.assurance.arrangements.operations.agreements import ContributionFacts, contribute
from breakwater.improvement.assurance.boards.operations import record
from breakwater.improvement.assurance.models import (
    BoardMeeting,
    Contribution,
    Plan,
    ReportSection,
    ReportSignature,
    ScrutinyVisit,
    Voice,
    YearlyReport,
)
from breakwater.improvement.assurance.plans.operations import plans
from breakwater.improvement.assurance.yearly_report import lookup, operations
from breakwater.improvement.assurance.yearly_report.contents import SECTIONS, dues
from breakwater.improvement.assurance.yearly_report.facts import Year, key_of
from breakwater.improvement.assurance.yearly_report.sources import DRAWERS
from breakwater.improvement.assurance.yearly_report.sources.learning import services
from breakwater.improvement.assurance.yearly_report.sources.plans import TOGETHER, actions_closed
from breakwater.improvement.learning.deaths.operations import opening
from breakwater.improvement.learning.models import ChildDeath
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.front_door.models import Figure
from breakwater_dev.testing import boards as told
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.partnership import a_partnership, day, holds, once, page, press

TODAY = timezone.localdate()
YEAR = TODAY.year - (TODAY.month <= 3)  # the last year to March that is over
FIRST, LAST = date(YEAR - 1, 4, 1), date(YEAR, 3, 31)
AT = timezone.now()


@pytest.fixture
def ours(db):
    return a_partnership("851", "Portsmouth")


@pytest.fixture
def leads(ours):
    """The lead partner of each body, as the arrangements have them."""
    actors = [make.actor("head_of_service"), make.actor("agency_professional"), make.actor("agency_professional")]
    for actor, partner in zip(actors, ("LA", "ICB", "POLICE"), strict=True):
        holds(actor, ours.area, "lead_partner", partner)
    return actors


def test_a_service_that_was_not_kept_here_in_the_year_is_not_told_as_nothing_that_happened(ours):
    """Months are worked out also from before the first contact: a published nought would say that no child was referred."""
    year = Year(ours.area, YEAR, ours.manager, AT)

    def publish(value: int) -> dict[str, str]:
        with acting_as(service_of(ours.area, ServiceName.LISTS)):
            Figure.objects.filter(area=ours.area).delete()
            cells = [(months_later(FIRST, number), value) for number in range(12)]
            Figure.objects.bulk_create(
                Figure(area=ours.area, month=month, name="outcome", value=many, worked_out_at=AT)
                for month, many in cells
            )
        with acting_as(ours.manager):
            return {each.words: each.value for each in services(year) if each.source == "MASH figures"}

    assert publish(0) == {"MASH figures": "Not recorded"}
    assert publish(20)["Contacts"] == "240"


def a_year(ours) -> None:
    """A priority that was at risk at the end of the year and went well afterwards, a visit of scrutiny, money."""
    with acting_as(ours.manager) as by:
        acting = {"by": by, "at": AT}
        plan = plans.open_plan(plans.PlanFacts("Plan", FIRST, LAST + timedelta(days=300)), **acting, key=uuid4())
        measure = plans.MeasureFacts("Heard early", "Case audits", 100, True, 40, FIRST, 90, LAST)
        facts = plans.PriorityFacts("Neglect", "Why", "", "Director", FIRST, LAST, "Does it help?", measure)
        priority = plans.add_priority(plan, facts, **acting, key=uuid4())
        one = priority.measures.get(title="Heard early")
        plans.read_measure(one, LAST - timedelta(days=30), 62, 100, **acting, key=uuid4())
        plans.read_measure(one, LAST + timedelta(days=30), 80, 100, **acting, key=uuid4())
        work = plans.ItemFacts("TRAINING", "Train every team", "Ann", ours.agency, FIRST, LAST)
        item = plans.add_item(priority, work, **acting, key=uuid4())
        late = plans.UpdateFacts(LAST - timedelta(days=9), "AMBER", "Trainers left", "Two join")
        plans.update_item(item, late, **acting, key=uuid4())
        # What begins after the year, and what was read before it, is not of the year.
        later = plans.ItemFacts(
            "TRAINING", "Train again", "Ann", ours.agency, LAST + timedelta(days=1), LAST + timedelta(days=90)
        )
        plans.add_item(priority, later, **acting, key=uuid4())
        more = plans.add_measure(priority, replace(measure, title="Seen at home"), **acting, key=uuid4())
        plans.read_measure(more, FIRST - timedelta(days=1), 50, 100, **acting, key=uuid4())
        plans.update_item(
            item, plans.UpdateFacts(LAST + timedelta(days=9), "GREEN", "Going well"), **acting, key=uuid4()
        )
        ScrutinyVisit.objects.create(
            area=ours.area,
            kind="VISIT",
            title="Maternity",
            question="?",
            scrutineer="Joint",
            planned_for=LAST,
            held_on=LAST,
            agenda="Meet staff",
            met="Six midwives",
            key=uuid4(),
            **acting,
        )
        Contribution.objects.create(
            area=ours.area,
            year=YEAR - 1,
            partner="LA",
            contributor="City council",
            in_cash=True,
            amount=60_000,
            key=uuid4(),
            made_at=AT,
            made_by=by,
        )


def facts_of(code: str) -> dict[str, str]:
    return {each["words"]: each["value"] for each in ReportSection.objects.get(code=code).facts}


def opened(us) -> YearlyReport:
    page(us, "report_new", year=str(YEAR), **once())
    return YearlyReport.objects.get()


def test_every_section_has_what_it_is_drawn_from():
    assert list(DRAWERS) == list(SECTIONS)
    assert [each.on for each in dues(2026, date(2025, 9, 20))] == [date(2026, 9, 20), date(2026, 9, 30)]


def test_it_draws_itself_and_says_what_is_missing(signed_in, ours):
    a_year(ours)
    us = signed_in(ours.manager)
    assert "Open the yearly report" in us.get(reverse("web:today")).content.decode()
    report = opened(us)
    assert "Finish the yearly report" in us.get(reverse("web:today")).content.decode()
    assert facts_of("done")["Neglect"] == "1 at risk"
    assert facts_of("slow")["Neglect: Train every team"] == "At risk. Trainers left"
    assert "Neglect: Train again" not in facts_of("slow")
    assert facts_of("impact")[f"Seen at home (from 40%; target 90% by {LAST:%B %Y})"] == "Not recorded"
    assert facts_of("impact")["Heard early"].startswith("62%, from 40%; target 90%")
    assert facts_of("costs")["All contributions"] == "£60,000; no record of the year before"
    assert facts_of("scrutiny")["Scrutiny held"] == "1 visit or exercise"
    assert facts_of("decisions")["Decisions of the partners"] == "Not recorded"
    assert facts_of("incidents")["Deaths of children notified in the year"] == "0"
    shown = page(us, "report", report.public_id)
    assert "Not recorded" in shown
    assert "Working Together" in shown
    # What is recorded later is in it once it is drawn again; what was written stays.
    page(us, "report_write", report.public_id, "done", narrative="We trained five teams.", revision="1")
    with acting_as(ours.manager) as by:
        plan, facts = Plan.objects.get(), plans.MeasureFacts("Seen alone", "Audits", 100, True, 10, FIRST, 50, LAST)
        asked = plans.PriorityFacts("Babies", "Why", "", "Nurse", FIRST, LAST, "?", facts)
        plans.add_priority(plan, asked, by=by, at=AT, key=uuid4())
    assert "Babies" not in facts_of("done")
    assert "We trained five teams." in press(us, "report_draw", report.public_id)
    assert facts_of("done")["Babies"] == "no work recorded"
    theirs = signed_in(a_partnership("850", "Hampshire").manager)
    assert theirs.get(reverse("assurance:report", args=[report.public_id])).status_code == 403
    assert "already" in page(us, "report_new", year=str(YEAR), **once())


def test_what_meetings_decided_and_who_came_is_in_it(signed_in, ours):
    """As the decision log, the attendance and the challenge log have it; of a restricted group nothing."""
    held_at = datetime(YEAR, 3, 3, 10, tzinfo=LONDON)
    for restricted, wording in ((False, "Fund the school link for a year"), (True, "A rapid review begins")):
        name, head = "Cases" if restricted else "Executive", make.actor("head_teacher")
        members = (head, "EDUCATION", "MEMBER"), (ours.manager, "OTHER", "MEMBER")
        group = told.a_group(ours.manager, *members, restricted=restricted, name=name)
        arranged = told.a_meeting(group, ours.manager, at=held_at)
        meeting = told.attended(arranged, ours.manager, head.membership.user.name)
        with acting_as(ours.manager) as by:
            acting = {"by": by, "at": held_at, "key": uuid4()}
            record.decide(meeting, record.DecisionFacts(wording, "Hal Health", "AGREED"), **acting)
            challenged = record.ChallengeFacts("Hal Health", "Pol Police", "Late at three meetings")
            record.challenge(meeting, challenged, **acting | {"key": uuid4()})
        told.held(meeting, ours.manager)
    # Another team runs this group, and the manager who draws the report reads no meeting of it.
    beside = make.actor("business_manager", of=make.team("Neighbouring office", in_area=ours.area))
    theirs = told.a_meeting(told.a_group(beside, name="Training"), beside, at=held_at)
    with acting_as(beside) as by:
        acting = {"by": by, "at": held_at}
        agreed = record.DecisionFacts("Train every dentist", "Hal Health", "AGREED")
        record.decide(told.attended(theirs, beside), agreed, **acting, key=uuid4())
        record.challenge(theirs, challenged, **acting, key=uuid4())
    told.held(theirs, beside)
    with acting_as(ours.manager):
        assert not BoardMeeting.objects.filter(pk=theirs.pk).exists()
    opened(signed_in(ours.manager))
    assert "Train every dentist (Agreed)" in facts_of("decisions").values()
    assert "Fund the school link for a year (Agreed)" in facts_of("decisions").values()
    assert "rapid review" not in str(ReportSection.objects.values_list("facts", flat=True))
    assert facts_of("decisions")["Challenges between partners"] == "2 challenges; something changed after 0"
    assert facts_of("contributions")["Hal Health body"] == "2 of 2 meetings"
    assert facts_of("education")["Their body"] == "0 of 1 meetings"


def test_schools_are_told_together_of_actions_that_they_owed(ours):
    schools = [make.team(of=make.organisation(f"School {name}", "SCHOOL"), in_area=ours.area) for name in "AB"]
    trust = make.team("Ward", of=ours.agency, in_area=ours.area)
    asked = ActionFacts("Audit of schools", "Name a deputy", "A name", "2", TODAY + timedelta(days=1))
    ends = asked.due_on.year + (asked.due_on.month > 3)
    with acting_as(ours.manager) as by:
        for team in (*schools, trust):
            tracker.propose(asked, origin=tracker.Origin(Source.AUDIT), owners=[team], by=by, at=AT, key=uuid4())
        drawn = {each.words: each.value for each in actions_closed(Year(ours.area, ends, by, AT))}
    assert drawn == {
        ours.agency.name: "0 of 1 action due in the year verified",
        TOGETHER: "0 of 2 actions due in the year verified",
    }


def test_sg_22_of_deaths_a_manager_reads_a_suppressed_number_and_no_record(signed_in, ours, db):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    team = make.team("Child death review", of=make.organisation("Care board", "HEALTH"), service="child_death_review")
    reviewer, at = make.actor("child_death_reviewer", of=team), datetime(YEAR, 3, 3, 10, tzinfo=LONDON)
    us = signed_in(ours.manager)
    for number in range(5):
        facts = opening.DeathFacts(called=f"Nel {number}", died_at=at - timedelta(days=9), expected=True)
        with acting_as(reviewer):
            opening.open_record(facts, area=ours.area, by=reviewer, at=at, key=uuid4())
        told_now = drawn(us)["Deaths of children notified in the year"]
        assert told_now == ("5" if number == 4 else "Not shown")
    with acting_as(ours.manager):
        assert not ChildDeath.objects.exists()
    assert drawn(us)["Of these, with modifiable factors"] == "0"


def drawn(us) -> dict[str, str]:
    report = YearlyReport.objects.first() or opened(us)
    press(us, "report_draw", report.public_id)
    return facts_of("incidents")


def test_three_partners_sign_what_stands_and_everyone_reads_it(signed_in, ours, leads, monkeypatch):
    us, anyone = signed_in(ours.manager), Client()
    report = opened(us)
    with acting_as(ours.manager) as by:
        running = operations.open_report(YEAR + 1, by=by, at=AT, key=uuid4())
    assert "This year has not ended yet" in press(us, "report_freeze", running.public_id)
    key, public = report.public_id, reverse("assurance:published_report", args=[report.public_id])
    page(us, "report_write", key, "done", narrative="Families say that help came sooner.", revision="1")
    press(us, "report_freeze", key)
    report.refresh_from_db()
    with acting_as(ours.manager), pytest.raises(DatabaseError), transaction.atomic():
        report.sections.filter(code="done").update(narrative="Something else")
    late = page(us, "report_write", key, "done", narrative="What somebody typed", revision="2")
    assert "Withdraw it from signing first" in late
    assert "What somebody typed" in late
    assert "Sign the yearly report" in signed_in(leads[1]).get(reverse("web:today")).content.decode()
    for actor in leads[:2]:
        press(signed_in(actor), "report_sign", key, seen=report.digest)
    assert "All three lead safeguarding partners" in press(us, "report_publish", key, seen="")
    # A change after all: what was signed was another text.
    press(us, "report_take_back", key)
    page(us, "report_write", key, "done", narrative="Families say that help comes sooner.", revision="2")
    press(us, "report_freeze", key)
    first = report.digest
    report.refresh_from_db()
    assert report.digest != first
    assert "changed since you opened it" in press(signed_in(leads[2]), "report_sign", key, seen=first)
    outside = signed_in(make.actor("head_of_service", of=make.team("Leadership", in_area=ours.area)))
    assert outside.post(reverse("assurance:report_sign", args=[key]), {"seen": report.digest}).status_code == 403
    for actor in leads:
        press(signed_in(actor), "report_sign", key, seen=report.digest)
    assert ReportSignature.objects.filter(digest=report.digest).count() == 3
    assert anyone.get(public).status_code == 404
    drawn = page(us, "report_publish", key)
    seen = drawn.split('name="seen"')[1].split('value="')[1].split('"')[0]
    press(us, "report_publish", key, seen=seen, confirmed_why="Nobody is named")
    # What guidance calls its sections later is not what was signed.
    title = SECTIONS["done"].title
    monkeypatch.setitem(SECTIONS, "done", replace(SECTIONS["done"], title="Something else"))
    shown = anyone.get(public).content.decode()
    assert title in shown
    assert "Something else" not in shown
    assert "Families say that help comes sooner." in shown
    assert reverse("assurance:plans") not in shown
    report.refresh_from_db()
    assert report.published_on == timezone.localtime(AT, LONDON).date()
    with acting_as(ours.manager) as by, pytest.raises(operations.Published), transaction.atomic():
        operations.take_back(report, by=by, at=AT)
    paper = b"".join(anyone.get(f"{public}report.pdf"))
    assert b"pdfuaid" in paper
    assert page(us, "report", key).count("Not sent yet") == 2
    # Public in time and not sent: by the day of guidance it is overdue all the same.
    assert [each.sent for each in lookup.late_of(report, date(YEAR, 10, 1))] == [True]
    page(us, "report_sent", key, to="PANEL", **day("on", TODAY), **once())
    assert page(us, "report", key).count("Not sent yet") == 1
    page(us, "report_sent", key, to="WORKS", **day("on", TODAY), **once())
    assert lookup.late_of(report, date(YEAR, 10, 1)) == []


def test_a_new_year_does_not_end_what_the_last_one_owes(ours):
    """On 1 April the report of the year before waits still, and goes before the one of the year that just ended."""
    with acting_as(ours.manager) as by:
        made = [operations.open_report(year, by=by, at=AT, key=uuid4()) for year in (YEAR - 2, YEAR - 1)]
    first, second = (reverse("assurance:report", args=[each.public_id]) for each in made)
    april = date(YEAR, 4, 1)
    assert lookup.next_due(ours.area.pk, april).path == first
    for each, follows in zip(made, (second, reverse("assurance:report_new")), strict=True):
        done = {"frozen_at": AT, "frozen_by": ours.manager, "digest": "x", "published_on": april}
        with acting_as(ours.manager) as by:
            YearlyReport.objects.filter(pk=each.pk).update(**done, published_by=by)
            for to in ("PANEL", "WORKS"):
                operations.record_sent(each, to, april, by=by, at=AT, key=uuid4())
        assert lookup.next_due(ours.area.pk, april).path == follows


def test_what_is_not_for_everyone_is_left_out_and_a_published_report_is_taken_off(signed_in, ours, leads):
    """Left out for a reason, also once it is drawn anew; what was taken off elsewhere is not published here; nor for good what was."""
    a_year(ours)
    said = {"who": "CHILDREN", "how": "A survey", "heard_on": LAST, "said": "Nobody tells us", "did": "Letters do"}
    with acting_as(ours.manager) as by:
        acting = {"by": by, "at": AT, "key": uuid4()}
        voice = Voice.objects.create(area=ours.area, did_on=LAST, did_by=by, **said, **acting)
    with acting_as(ours.colleague) as by:
        Voice.objects.filter(pk=voice.pk).update(published_on=LAST, published_by=by)
    us, anyone = signed_in(ours.manager), Client()
    report = opened(us)
    key, public = report.public_id, reverse("assurance:published_report", args=[report.public_id])
    (total,) = (each for each in report.sections.get(code="costs").facts if each["words"] == "All contributions")
    left = {"fact": key_of(total), "reason": "Not agreed yet"}
    assert "Not agreed yet" in page(us, "report_leave_out", key, "costs", **left)
    with acting_as(ours.manager) as by:
        more = ContributionFacts(YEAR - 1, "ICB", "Care board", True, 1_000)
        contribute(ours.area, more, by=by, at=AT, key=uuid4())
    press(us, "report_draw", key)
    assert "choose from them as they are now" in press(us, "report_show", key, "costs", fact=left["fact"])

    def signed_by_all() -> None:
        press(us, "report_freeze", key)
        report.refresh_from_db()
        for actor in leads:
            press(signed_in(actor), "report_sign", key, seen=report.digest)

    def published() -> str:
        seen = page(us, "report_publish", key).split('name="seen"')[1].split('value="')[1].split('"')[0]
        return press(us, "report_publish", key, seen=seen, confirmed_why="Nobody is named")

    signed_by_all()
    assert "Withdraw it from signing first" in press(us, "report_show", key, "costs", fact=left["fact"])
    press(us, "voice_take_off", voice.public_id)
    assert "taken off the public pages since the figures were updated" in published()
    press(us, "report_take_back", key)
    press(us, "report_draw", key)
    signed_by_all()
    published()
    shown = anyone.get(public).content.decode()
    assert "1 entry is not shown." in shown
    assert "£61,000" not in shown
    assert "£60,000" in shown  # of the one contributor
    assert "Nobody tells us" not in shown
    assert "A figure was wrong" in page(us, "report_take_off", key, reason="A figure was wrong")
    for address in (public, f"{public}report.pdf"):
        gone = anyone.get(address)
        assert gone.status_code == 410
        assert "not published at present" in gone.content.decode()
    assert "£60,000" not in gone.content.decode()
    published()
    assert anyone.get(public).status_code == 200
