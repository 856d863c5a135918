"""The panel: who reads a case, consent before support, reviews that come by themselves, exits (PL 10.8 to 10.11; SG-02, SG-12, SG-20)."""

import re
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.prevent.figures import counting
from breakwater.practice.prevent.models import Member, PanelCase, PanelMeeting, Reader, Referral, Review
from breakwater.practice.prevent.panels import lookup, meetings
from breakwater.practice.prevent.panels import operations as panels
from breakwater.practice.prevent.referrals.operations import referring
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

from .test_from_a_worry_to_the_police import SECRET, ready_to_go, sent

SAM = panels.OpenFacts("Sam Example", None, "UNDER_16", school="Secondary school")


@pytest.fixture
def chair(lead):
    return make.membership("channel_chair", of=lead.team)


@pytest.fixture
def nurse(db):
    return make.membership("panel_member", of=make.team(of=make.organisation("Harbour Trust", "HEALTH")))


@pytest.fixture
def case(mash, lead, dsl, chair) -> PanelCase:
    """With the panel: the police have it and have referred it under section 36."""
    sent(dsl)
    one, today = ready_to_go(lead), timezone.localdate()
    with acting_as(chair) as by:
        with pytest.raises(panels.NotReferredToThePanel):
            panels.open_case(one, SAM, by=by, at=timezone.now())
        referring.record_step(one, kind="SECTION_36", code="YES", on=today, by=by, at=timezone.now())
        born = months_later(today, -15 * 12)
        return panels.open_case(one, replace(SAM, born=born), by=by, at=timezone.now())


def member(chair, post, part="MEMBER", **more) -> Member:
    today = timezone.localdate()
    facts = meetings.MemberFacts(post, part, **{"vetted_on": today, "confidential_on": today} | more)
    with acting_as(chair) as by:
        return meetings.add_member(None, facts, by=by, at=timezone.now())


@pytest.fixture
def sitting(chair, nurse) -> list[Member]:
    """The chair and the nurse."""
    return [member(chair, chair, "CHAIR"), member(chair, nurse)]


def meeting(chair, on=None, **more):
    """One that is planned: today, unless another day is said."""
    with acting_as(chair) as by:
        planned = {"on": on or timezone.localdate(), "is_urgent": False} | more
        return meetings.plan_meeting(None, **planned, by=by, at=timezone.now())


def held(chair, came, **more):
    """One to which these came."""
    planned = meeting(chair, **more)
    with acting_as(chair) as by:
        keys = [each.public_id for each in came]
        return meetings.record_attendance(planned, came=keys, by=by, at=timezone.now())


def decided(case, chair, what, came):
    with acting_as(chair) as by:
        return panels.decide(case, meeting=held(chair, came), what=what, dissent="", by=by, at=timezone.now())


def seen_by(post) -> int:
    with acting_as(post):
        return PanelCase.objects.count()


def test_sg_12_a_member_reads_the_cases_they_are_named_for_and_nothing_of_the_referral(case, chair, nurse, mash, dsl):
    sits = member(chair, nurse)
    others = (nurse, dsl, make.membership("mash_manager", of=mash))
    assert [seen_by(post) for post in others] == [0, 0, 0]
    with acting_as(chair) as by:
        panels.name_readers(case, members=[sits.public_id], by=by, at=timezone.now())
    assert [seen_by(post) for post in others] == [1, 0, 0]
    with acting_as(nurse):
        assert Referral.objects.count() == 0
    page = browsers.signed_in(nurse).get(f"/channel-panel/{case.public_id}/").content.decode()
    assert "Sam Example" in page
    assert SECRET not in page
    assert "Record" not in page
    with acting_as(chair) as by:
        panels.name_readers(case, members=[], by=by, at=timezone.now())
    assert seen_by(nurse) == 0


def test_whoever_leaves_the_panel_reads_no_case_any_more(case, chair, nurse):
    sits = member(chair, nurse)
    with acting_as(chair) as by:
        panels.name_readers(case, members=[sits.public_id], by=by, at=timezone.now())
        meetings.end_member(sits, by=by, at=timezone.now())
        assert Reader.objects.filter(ended_at=None).count() == 0
    assert seen_by(nurse) == 0


def test_sg_20_no_emergency_opens_a_case_of_the_panel(case, mash):
    with acting_as(make.membership("mash_manager", of=mash)), connection.cursor() as cursor:
        cursor.execute("select access.mint_glass('panel_case', %s, 'urgent')", [case.pk])
        assert cursor.fetchone() == (None,)
        assert PanelCase.objects.count() == 0


def test_consent_comes_before_support_and_each_age_has_its_own(case, chair, sitting):
    now, today = timezone.now(), timezone.localdate()

    def says(who, answer, named=""):
        facts = panels.ConsentFacts(who, answer, "What Channel is", today, named)
        return panels.record_consent(case, facts, by=by, at=now)

    support = {"title": "Mentoring", "provider": "Provider", "owner": sitting[0], "due_on": today}
    with acting_as(chair) as by, pytest.raises(panels.NotAdopted):
        panels.add_support(case, **support, by=by, at=now)
    decided(case, chair, "ADOPT", sitting)
    with acting_as(chair) as by:
        with pytest.raises(panels.NoConsentYet):
            panels.add_support(case, **support, by=by, at=now)
        says("PARENT", "AGREES", named="Ann Example")
        assert (lookup.may_support(case), lookup.needs_legal_advice(case)) == (True, False)
        panels.add_support(case, **support, by=by, at=now)
        says("OTHER_PARENT", "REFUSES", named="Ben Example")
        assert lookup.needs_legal_advice(case)
        PanelCase.objects.update(age="SIXTEEN")
        case.refresh_from_db()
        says("YOUNG_PERSON", "AGREES")
        assert lookup.may_support(case)


def agreed_and_supported(case, by, owner) -> None:
    now, today = timezone.now(), timezone.localdate()
    said = {"who": "PARENT", "named": "Ann Example", "told": "What Channel is", "on": today}
    panels.record_consent(case, panels.ConsentFacts(**said, answer="AGREES"), by=by, at=now)
    panels.add_support(case, title="Mentoring", provider="P", owner=owner, due_on=today, by=by, at=now)


def test_sg_02_who_withdraws_consent_gives_the_chair_a_step_the_same_day_that_says_what_becomes_of_support(
    case, chair, sitting
):
    now, today = timezone.now(), timezone.localdate()
    said = {"who": "PARENT", "named": "Ann Example", "told": "What follows", "on": today, "answer": "WITHDRAWS"}
    with acting_as(chair) as by, pytest.raises(panels.NothingToWithdraw):
        panels.record_consent(case, panels.ConsentFacts(**said), by=by, at=now)
    decided(case, chair, "ADOPT", sitting)
    with acting_as(chair) as by:
        agreed_and_supported(case, by, sitting[0])
        panels.record_consent(case, panels.ConsentFacts(**said), by=by, at=now + timedelta(minutes=1))
        assert not lookup.may_support(case)
        step = Review.objects.get(kind="WITHDRAWN")
        Review.objects.create(case=case, kind="SIX", due_on=today - timedelta(days=9))
        assert (step.due_on, step.is_open) == (today, True)
        with pytest.raises(panels.SayWhy):
            panels.finish_review(step, result="STOPS", on=today, by=by, at=now)
    browser = browsers.signed_in(chair)
    assert "Act today: consent was withdrawn" in browser.get("/today/").content.decode()
    page = browser.get(f"/channel-panel/{case.public_id}/").content.decode()
    assert f"/channel-panel/reviews/{step.public_id}/" in page.split("Record the review")[0], (
        "before a review that is overdue"
    )
    assert "Ann Example" in page
    assert "Withdraws consent" in page
    answer = {"result": "STOPS", "words": "The family wants no more of it"}
    on = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    assert browser.post(f"/channel-panel/reviews/{step.public_id}/", answer | on).status_code == 302
    with acting_as(chair):
        line = case.support.get()
        assert (line.stopped_on, line.stopped_why, line.done_on) == (today, answer["words"], None)


def test_a_decision_belongs_to_a_meeting_that_was_held_with_a_quorum_since_the_referral(case, chair, sitting):
    today = timezone.localdate()
    the_chair, nurse = sitting
    before = held(chair, sitting, on=today - timedelta(days=400))
    to_come, nobody = meeting(chair, on=today + timedelta(days=4)), meeting(chair)
    without_chair, alone = held(chair, [nurse]), held(chair, [the_chair])
    with acting_as(chair) as by:
        for met, refused in (
            (before, panels.BeforeTheReferral),
            (to_come, meetings.NotHeldYet),
            (nobody, meetings.NotHeldYet),
            (without_chair, meetings.NoQuorum),
            (alone, meetings.NoQuorum),
        ):
            with pytest.raises(refused):
                panels.decide(case, meeting=met, what="ADOPT", dissent="", by=by, at=timezone.now())
        with pytest.raises(meetings.StillToCome):
            meetings.record_attendance(to_come, came=[the_chair.public_id], by=by, at=timezone.now())
        assert case.decisions.count() == 0
    page = browsers.signed_in(chair).get(f"/channel-panel/{case.public_id}/decision/").content.decode()
    assert (to_come.public_id in page, before.public_id in page, alone.public_id in page) == (False, False, True)


def test_a_case_is_adopted_once_and_a_wrong_decision_is_corrected_with_what_followed_from_it(case, chair, sitting):
    wrong = decided(case, chair, "ADOPT", sitting)
    with pytest.raises(panels.AdoptedAlready):
        decided(case, chair, "ADOPT", sitting)
    with acting_as(chair) as by, pytest.raises(panels.DecidedThere) as refused:
        panels.decide(case, meeting=wrong.meeting, what="CLOSE", dissent="", by=by, at=timezone.now())
    assert "At this meeting the panel decided: Adopt" in str(refused.value.words)
    browser = browsers.signed_in(chair)
    at = f"/channel-panel/decisions/{wrong.public_id}/correct/"
    assert browser.post(at, {"why": "Another child was meant"}).status_code == 302
    with acting_as(chair):
        case.refresh_from_db()
        assert (case.adopted_on, Review.objects.open().filter(kind="MONTHLY").count()) == (None, 0)
        assert Review.objects.get(kind="MONTHLY").done_on is None
    page = browser.get(f"/channel-panel/{case.public_id}/").content.decode()
    assert "Another child was meant" in page
    decided(case, chair, "ADOPT", sitting)


def test_reviews_at_six_and_twelve_months_come_to_the_chairs_list_by_themselves(case, chair, sitting):
    today = timezone.localdate()
    decided(case, chair, "ADOPT", sitting)
    with acting_as(chair) as by:
        monthly = Review.objects.get(kind="MONTHLY")
        assert monthly.due_on == months_later(today, 1)
        late = counting.overdue(timezone.now() + timedelta(days=40))
        assert (late.what, late.rows) == ("duty", [("review of the panel", "1")])
        panels.finish_review(monthly, result="CONTINUE", on=today, by=by, at=timezone.now())
        assert Review.objects.open().filter(kind="MONTHLY").count() == 1
    decided(case, chair, "CLOSE", sitting)
    with acting_as(chair) as by:
        panels.leave(case, panels.LeaveFacts("RISK_MANAGED", "All done", today), by=by, at=timezone.now())
        left = list(Review.objects.open().order_by("due_on").values_list("kind", "due_on"))
        assert left == [("SIX", months_later(today, 6)), ("TWELVE", months_later(today, 12))]
        assert Referral.objects.get().is_live
    with acting_as(chair) as by:
        due = list(lookup.due_reviews(until=months_later(today, 12)))
        panels.finish_review(due[0], result="CONTINUE", on=today, by=by, at=timezone.now())
        panels.finish_review(due[1], result="CONTINUE", on=today, by=by, at=timezone.now())
        assert (Referral.objects.get().ended, Referral.objects.get().is_live) == ("RISK_MANAGED", False)


def test_whoever_leaves_the_panel_had_no_review_that_nobody_held(case, chair, sitting):
    today = timezone.localdate()
    decided(case, chair, "ADOPT", sitting)
    left = panels.LeaveFacts("RISK_MANAGED", "Settled", today)
    with acting_as(chair) as by, pytest.raises(panels.NotDecided):
        panels.leave(case, left, by=by, at=timezone.now())
    with acting_as(chair) as by:
        agreed_and_supported(case, by, sitting[1])
    decided(case, chair, "CLOSE", sitting)
    browser = browsers.signed_in(chair)
    at = f"/channel-panel/{case.public_id}/"
    on = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    answer = browser.post(f"{at}exit/", {"exit": "RISK_MANAGED", "why": "Settled", **on})
    assert "Choose whether support stops or continues" in answer.content.decode()
    support = {"support": "GOES_ON", "support_why": "The school mentor sees to it"}
    assert browser.post(f"{at}exit/", {"exit": "RISK_MANAGED", "why": "Settled", **on, **support}).status_code == 302
    with acting_as(chair) as by:
        closed = Review.objects.filter(kind__in=["MONTHLY", "TURNS_18"])
        assert set(closed.values_list("done_on", "result", "not_held_on", "not_held")) == {(None, "", today, "LEFT")}
        assert {each.by for each in closed} == {by}
    page = browser.get(at).content.decode()
    assert "not held: left the panel" in page
    assert "Nothing has changed" not in page
    assert "The school mentor sees to it" in page


def test_an_exit_may_be_corrected_and_the_reviews_are_due_again(case, chair, sitting):
    today = timezone.localdate()
    decided(case, chair, "ADOPT", sitting)
    decided(case, chair, "CLOSE", sitting)
    with acting_as(chair) as by:
        panels.leave(case, panels.LeaveFacts("ADULTS", "Eighteen", today), by=by, at=timezone.now())
        assert not Referral.objects.get().is_live
    at = f"/channel-panel/{case.public_id}/"
    assert browsers.signed_in(chair).post(f"{at}exit/correct/", {"why": "The wrong child"}).status_code == 302
    with acting_as(chair):
        case.refresh_from_db()
        assert (case.exited_on, case.exit, Referral.objects.get().is_live) == (None, "", True)
        assert set(Review.objects.open().values_list("kind", flat=True)) == {"MONTHLY", "TURNS_18"}
        assert "Eighteen" in case.corrections.get().was


@pytest.mark.parametrize("result", ["DECLINED", "CONCERN"])
def test_sg_02_support_that_was_declined_and_concerns_that_came_back_are_acted_on_the_same_day(
    case, chair, sitting, result
):
    decided(case, chair, "ADOPT", sitting)
    with acting_as(chair) as by:
        review = Review.objects.get(kind="MONTHLY")
        panels.finish_review(review, result=result, on=timezone.localdate(), by=by, at=timezone.now())
    today = browsers.signed_in(chair).get("/today/").content.decode()
    assert "Act today: concerns came back, or support was declined" in today


def test_turning_18_stands_on_the_list_and_adults_are_an_exit_that_ends_it(case, chair, sitting):
    today = timezone.localdate()
    decided(case, chair, "REFER_ON", sitting)
    with acting_as(chair) as by:
        assert Review.objects.get(kind="TURNS_18").due_on == months_later(today, 3 * 12)
        panels.leave(case, panels.LeaveFacts("ADULTS", "Eighteen", today), by=by, at=timezone.now())
        assert (Referral.objects.get().ended, Review.objects.open().count()) == ("ADULTS", 0)


def test_what_is_written_of_the_panel_stands_locked_in_the_database(case, chair, sitting):
    dissent, met = "Zdissent of one", held(chair, sitting)
    with acting_as(chair) as by:
        panels.decide(case, meeting=met, what="CONTINUE", dissent=dissent, by=by, at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "select encode(d.dissent, 'escape') || encode(c.called, 'escape') from prevent_decision d join prevent_panelcase c on c.id = d.case_id"
            )
            locked = cursor.fetchone()[0]
        assert case.decisions.get().dissent == dissent
    assert "Zdissent" not in locked
    assert "Sam Example" not in locked


def test_a_member_reads_age_school_concern_meeting_and_what_is_asked_and_today_says_when(case, chair, nurse, sitting):
    now, today = timezone.now(), timezone.localdate()
    when = {"on": today + timedelta(days=4), "clock": time(14), "place": "Civic Offices"}
    planned = meeting(chair, **when)
    decided(case, chair, "ADOPT", sitting)
    with acting_as(chair) as by:
        PanelCase.objects.update(concern="INCEL")
        panels.name_readers(case, members=[sitting[1].public_id], by=by, at=now)
        reader = lookup.readers_of(case)[0]
        panels.ask_agency(case, reader=reader, asked="Is a clinic booked?", answer_by=today, by=by, at=now)
        agreed_and_supported(case, by, sitting[1])
        line = case.support.get()
    browser = browsers.signed_in(nurse)
    page = browser.get(f"/channel-panel/{case.public_id}/").content.decode()
    expected = ("15 years", "Secondary school", "Incel", "Civic Offices", "14:00", "Is a clinic booked?", "Mentoring")
    assert [words for words in expected if words not in page] == []
    shown = browser.get("/today/").content.decode()
    assert [words for words in ("The panel meets", "Civic Offices", "asked of your agency") if words not in shown] == []
    assert "Sam Example" not in shown
    assert "Secondary" not in shown
    assert browser.post(f"/channel-panel/asked/{reader.public_id}/answered/").status_code == 302
    assert browser.post(f"/channel-panel/support/{line.public_id}/done/").status_code == 302
    with acting_as(nurse):
        assert (Reader.objects.get().answered_on, case.support.get().done_on) == (today, today)
        assert planned in PanelMeeting.objects.all()
    with acting_as(make.membership("panel_member")):
        assert PanelMeeting.objects.count() == 0


def test_support_is_marked_as_done_by_whoever_sees_to_it_and_by_no_other_member(case, chair, nurse, sitting):
    decided(case, chair, "ADOPT", sitting)
    with acting_as(chair) as by:
        panels.name_readers(case, members=[sitting[1].public_id], by=by, at=timezone.now())
        agreed_and_supported(case, by, sitting[0])
        line = case.support.get()
    browsers.signed_in(nurse).post(f"/channel-panel/support/{line.public_id}/done/")
    with acting_as(chair):
        assert case.support.get().done_on is None


def test_the_next_meeting_considers_every_open_case_and_each_may_be_put_before_another(case, chair, sitting):
    first = meeting(chair, on=timezone.localdate() + timedelta(days=4))
    urgent = meeting(chair, on=timezone.localdate() + timedelta(days=1), is_urgent=True)
    with acting_as(chair):
        case.refresh_from_db()
        assert case.meeting == first
    browser = browsers.signed_in(chair)
    assert browser.post(f"/channel-panel/{case.public_id}/meeting/", {"meeting": urgent.public_id}).status_code == 302
    page = browser.get("/channel-panel/").content.decode()
    assert "Not considered yet" in page
    assert "Not adopted" not in page


def test_vetting_counts_for_three_years(chair, nurse, case):
    with pytest.raises(meetings.VettingTooOld):
        member(chair, nurse, vetted_on=months_later(timezone.localdate(), -12 * 16))


def test_the_panel_and_the_chairs_today_say_what_the_police_refer_and_link_the_way_to_the_panel(mash, lead, dsl, chair):
    sent(dsl)
    one, today = ready_to_go(lead), timezone.localdate()
    with acting_as(lead) as by:
        referring.record_step(one, kind="GATEWAY", code="CHANNEL", on=today, by=by, at=timezone.now())
    browser = browsers.signed_in(chair)
    assert "Waiting for the section 36 decision" in browser.get("/channel-panel/").content.decode()
    with acting_as(lead) as by:
        referring.record_step(one, kind="SECTION_36", code="YES", on=today, by=by, at=timezone.now())
    way = f'href="/specialist-route/{one.public_id}/panel/"'
    assert way in browser.get("/channel-panel/").content.decode()
    assert way in browser.get("/today/").content.decode()


def test_the_chair_goes_through_every_page_and_no_number_ranks_a_child(case, chair, nurse):
    browser, today = browsers.signed_in(chair), timezone.localdate()
    on = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    due = {f"due_{key}": value for key, value in on.items()}
    at = f"/channel-panel/{case.public_id}/"
    dated = {
        f"{name}-{part}": on[f"on-{part}"]
        for name in ("vetted_on", "confidential_on")
        for part in ("day", "month", "year")
    }
    for post, part in ((nurse, "MEMBER"), (chair, "CHAIR")):
        browser.post("/channel-panel/members/new/", {"post": post.public_id, "part": part, **dated})
    clock = {"clock": "14:00"}
    planned = {**on, **clock, "place": "Civic Offices", "is_urgent": "no"}
    for _ in range(2):
        assert browser.post("/channel-panel/meetings/new/", planned).status_code == 302
    with acting_as(chair):
        sits, (met, again) = Member.objects.get(part="MEMBER"), PanelMeeting.objects.order_by("pk")
        came = list(Member.objects.values_list("public_id", flat=True))
    meets = re.findall(
        r'href="(/channel-panel/meetings/(?!new)[^"]+)"', browser.get("/channel-panel/").content.decode()
    )
    assert len(meets) == 2
    for each in meets:
        assert browser.post(each, {"came": came}).status_code == 302
    closes = {"meeting": again.public_id, "what": "CLOSE"}
    steps = {
        "readers": {"members": [sits.public_id]},
        "decision": {"meeting": met.public_id, "what": "ADOPT", "dissent": "One of us"},
        "ask": {"reader": "", "asked": "Is a clinic booked?", **{f"answer_by-{k[3:]}": v for k, v in on.items()}},
        "consent": {"who": "PARENT", "named": "Ann Example", "answer": "AGREES", "told": "What it is", **on},
        "support": {"title": "Mentoring", "provider": "P", "owner": sits.public_id, **due},
        "assessment": {"author": "Case officer", "band": "RAISED", **on},
        "exit": {"exit": "RISK_MANAGED", "why": "Done", **on},
    }
    for act, said in steps.items():
        if act == "ask":
            with acting_as(chair):
                said["reader"] = Reader.objects.get().public_id
        if act == "exit":
            assert browser.post(f"{at}decision/", closes).status_code == 302
        shown = browser.get(f"{at}{act}/")
        assert shown.status_code == 200
        assert "Sam Example</span>" in shown.content.decode()
        answer = browser.post(f"{at}{act}/", said)
        assert answer.status_code == 302, (act, re.findall(r"Error.*", answer.content.decode())[:5])
        if act == "support":
            done = re.search(r'action="(/channel-panel/support/[^"]+)"', browser.get(at).content.decode()).group(1)
            assert browser.post(done).status_code == 302
    page = browser.get(at).content.decode()
    assert [
        words for words in ("Adopt", "One of us", "Raised", "Left the panel", "Six-month review") if words not in page
    ] == []
    assert f'<a class="govuk-link" href="{at}">Sam Example</a>' in browser.get("/channel-panel/").content.decode()
    assert re.findall(r"(?i)score|rank", page.split("<main")[1]) == []
    with acting_as(chair):
        review = Review.objects.get(kind="SIX")
    reviewed = f"/channel-panel/reviews/{review.public_id}/"
    assert "Sam Example: Six-month review after exit, due" in browser.get(reviewed).content.decode()
    answer = browser.post(reviewed, {"result": "CONTINUE", **on})
    assert (answer.status_code, answer.headers["Location"]) == (302, at)
    assert browser.post(f"/channel-panel/members/{sits.public_id}/end/").status_code == 302
