"""From a notification at night to the end of a review, by the pages, as whoever it falls to (W8, PL 7.13)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import to_london
from breakwater.improvement.learning.deaths import lookup
from breakwater.improvement.learning.deaths.today import deaths_due
from breakwater.improvement.learning.models import ChildDeath, DeathProfessional, DeathRequest
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import ContactPoint
from breakwater_dev.testing import factories as make

from .conftest import NUMBER, opened

DEATHS = "/child-deaths/"


def day(name: str, on=None) -> dict:
    on = on or timezone.localdate()
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def said(**more) -> dict:
    died = to_london(timezone.now() - timedelta(hours=1))
    known = {"called": "Nel Nowhere", "sex": "F", "expected": "no", "place_kind": "HOME", "residence": "HERE"}
    known |= {"area": "851", "contact": "07700 900 982", "no_number": "NOT_AVAILABLE", "clock": f"{died:%H:%M}"}
    return known | day("died_on", died.date()) | more


def token(browser, page: str) -> str:
    return browser.get(page).context_data["form"]["idempotency"].value()


def notify(browser, **more):
    page = f"{DEATHS}notify/"
    return browser.post(page, said(**more) | {"idempotency": token(browser, page)}, follow=True)


def only(who) -> ChildDeath:
    with acting_as(who):
        return ChildDeath.objects.get(merged_into=None)


def words(answer) -> str:
    return answer.content.decode()


def test_a_doctor_at_night_notifies_starts_the_response_and_records_who_was_told(reviewer, paediatrician, signed_in):
    browser = signed_in(paediatrician)
    sent = notify(browser, criteria=["SUDDEN"])
    assert "Is a joint agency response needed?" in words(sent)
    one = f"{DEATHS}{only(paediatrician).public_id}/"
    started = browser.post(f"{one}respond/", {"criteria": ["SUDDEN"], "why": "At home", "leads": "yes"}, follow=True)
    assert "Brothers, sisters and other children are safe" in words(started)
    page = f"{one}response/coroner/"
    form = browser.get(page).context_data["form"]
    now = {name: form[name].value() for name in ("on", "clock", "idempotency")}
    told = {
        "who": "PC Ann Officer",
        "is_needed": "yes",
        "clock": f"{now['clock']:%H:%M}",
        "idempotency": now["idempotency"],
    }
    for _ in range(2):  # sent twice is one
        answer = browser.post(page, told | day("on", now["on"]), follow=True)
    assert "PC Ann Officer" in words(answer)
    with acting_as(paediatrician):
        assert only(paediatrician).steps.count() == 1


def test_living_children_reach_whoever_responds_and_stand_first_until_they_are_safe(reviewer, paediatrician, signed_in):
    browser, team = signed_in(paediatrician), signed_in(reviewer)
    late = day("died_on", timezone.localdate() - timedelta(days=3))
    notify(browser, criteria=["SUDDEN"], others="George, 9, with his grandmother", **late)
    one = f"{DEATHS}{only(paediatrician).public_id}/"
    assert "Brothers, sisters and other children: George, 9, with his grandmother" in words(browser.get(one))
    browser.post(f"{one}respond/", {"criteria": ["SUDDEN"], "why": "At home", "leads": "yes"})
    assert "George, 9, with his grandmother" in words(browser.get(f"{one}response/siblings/"))
    safe, later = "Brothers, sisters and other children are safe", "Name a key worker for the family"
    old = opened(reviewer, died_at=timezone.now() - timedelta(days=60))
    with acting_as(reviewer) as by:
        ChildDeath.objects.filter(pk=old.pk).update(response="NO", state="TRIAGED")
        shown = [each.text for each in deaths_due(by, timezone.now()).rows]
    assert shown[0] == safe
    assert later in shown[1:]
    assert f"{safe}, by" in words(team.get(DEATHS))


def test_the_team_triages_and_only_the_lead_still_reads_it(reviewer, paediatrician, signed_in):
    opener = make.actor("agency_professional")
    notify(signed_in(opener))
    one = f"{DEATHS}{only(opener).public_id}/"
    assert words(signed_in(reviewer).get(one))
    refused = signed_in(reviewer).post(f"{one}triage/", {"incident": "no", "why": "Considered"}, follow=True)
    assert "Say first whether there is a joint agency response" in words(refused)
    signed_in(opener).post(f"{one}respond/", {"criteria": ["EXTERNAL"], "why": "Road", "leads": "no"})
    with acting_as(paediatrician):
        post = paediatrician.membership.public_id
    signed_in(reviewer).post(f"{one}lead/", {"post": str(post)})
    triaged = signed_in(reviewer).post(f"{one}triage/", {"incident": "no", "why": "Considered"}, follow=True)
    assert "Triaged" in words(triaged)
    assert signed_in(opener).get(one).status_code == 404
    assert signed_in(paediatrician).get(one).status_code == 200
    assert signed_in(paediatrician).get(f"{one}hold/").status_code == 403


def test_an_nhs_number_with_a_slip_or_none_without_a_reason_is_told_at_its_box(reviewer, paediatrician, signed_in):
    browser = signed_in(paediatrician)
    assert "a figure is mistyped" in words(notify(browser, nhs_number="9434765918"))
    wrong = notify(browser, no_number="")
    assert "choose why there is none" in words(wrong)
    assert "07700 900 982" in words(wrong)
    with acting_as(reviewer):
        assert not ChildDeath.objects.exists()


def test_a_second_notification_goes_to_the_first_and_its_sender_learns_nothing(reviewer, paediatrician, signed_in):
    notify(signed_in(paediatrician), nhs_number=NUMBER, professionals="Harbour Surgery, Dr Ann Other, 01632 960 001")
    school = make.actor("dsl")
    lines = "Harbour Surgery, Dr Ann Other, 01632 960 001\nFirst School, Ms Head"
    second = notify(signed_in(school), nhs_number=NUMBER, professionals=lines, words="She was in Year 2")
    assert "Sent to the child death review team" in words(second)
    assert "Harbour" not in words(second)
    death = only(reviewer)
    page = words(signed_in(reviewer).get(f"{DEATHS}{death.public_id}/"))
    assert "She was in Year 2" in page
    with acting_as(reviewer):
        assert death.notifications.count() == 2
        assert sorted(death.professionals.values_list("agency", flat=True)) == ["First School", "Harbour Surgery"]
        merged = ChildDeath.objects.get(merged_into=death)
    for who, status in ((school, 403), (reviewer, 302)):
        assert signed_in(who).get(f"{DEATHS}{merged.public_id}/").status_code == status


def test_a_professional_without_an_account_notifies_once_and_reads_nothing(reviewer, client, signed_in):
    page = "/notify-a-death/"
    key = re.search(r'name="idempotency" value="([^"]+)"', words(client.get(page)))[1]
    typed = said(sender="Dr Out Ofhours, ambulance", professionals="First School") | {"idempotency": key}
    for _ in range(2):
        assert "Your notification was sent" in words(client.post(page, typed))
    wrong = client.post(page, typed | {"called": ""})
    assert "Dr Out Ofhours, ambulance" in words(wrong)
    assert "Dr Out Ofhours, ambulance. 07700 900 982" in words(
        signed_in(reviewer).get(f"{DEATHS}{only(reviewer).public_id}/")
    )
    with acting_as(reviewer):
        link = only(reviewer).opened_link
    assert link.link_ended_at is not None


def test_two_records_are_merged_by_hand_and_nothing_is_lost(reviewer, paediatrician, signed_in):
    for surgery in ("First Surgery", "Second Surgery"):
        notify(signed_in(paediatrician), professionals=surgery)
    with acting_as(reviewer):
        stays, goes = ChildDeath.objects.order_by("pk")
    page = f"{DEATHS}{goes.public_id}/merge/"
    assert "No other record" in words(signed_in(reviewer).post(page, {"into": goes.reference}))
    signed_in(reviewer).post(page, {"into": stays.reference.lower()})
    with acting_as(reviewer):
        assert (stays.notifications.count(), stays.professionals.count()) == (2, 2)
    assert only(reviewer).pk == stays.pk


@pytest.fixture
def asked(reviewer, signed_in):
    """A professional was asked by a link: the request, its address, its number."""
    death = opened(reviewer, died_at=timezone.now() - timedelta(days=1))
    browser = signed_in(reviewer)
    one = f"{DEATHS}{death.public_id}/"
    browser.post(f"{one}professionals/", {"agency": "Harbour Surgery", "name": "Dr Ann Other"})
    with acting_as(reviewer):
        gp = DeathProfessional.objects.get()
    shown = browser.post(
        f"{DEATHS}professionals/{gp.public_id}/ask/", {"about": "Nel Nowhere", "letter": "Please answer"}
    )
    address, number = re.search(
        r"(/agency-return/\S+/)<.*?<p class=\"govuk-heading-l\">(\d{6})<", words(shown), re.S
    ).groups()
    with acting_as(reviewer):
        return DeathRequest.objects.select_related("death").get(), address, number


def test_a_respondent_reads_their_own_request_and_a_nil_return_is_a_return(asked, reviewer, client, signed_in):
    request, address, number = asked
    assert "Nel" not in words(client.get(address))
    assert client.post(address, {"number": number}).status_code == 302
    page = client.get("/agency-return/")
    assert "Nel Nowhere" in words(page)
    assert request.death.reference not in words(page)
    answer = {"returned": "NIL", "words": "Practice manager: nothing held", "of": request.public_id}
    assert "was sent" in words(client.post("/agency-return/", answer))
    assert "nothing to read here now" in words(client.get("/agency-return/"))
    record = words(signed_in(reviewer).get(f"{DEATHS}{request.death.public_id}/"))
    assert "Nil return" in record
    assert "Chase" not in record


def test_what_a_respondent_typed_on_an_ended_link_is_given_back(asked, reviewer, client, signed_in):
    request, address, number = asked
    client.post(address, {"number": number})
    signed_in(reviewer).post(f"{DEATHS}asked/{request.public_id}/without/", {"why": "The surgery closed"})
    answer = {"returned": "SENT", "words": "Sent by secure mail", "of": request.public_id}
    assert "Sent by secure mail" in words(client.post("/agency-return/", answer))
    with acting_as(reviewer):
        assert DeathRequest.objects.get().returned == ""


def test_pl_7_13_the_tracker_says_what_is_outstanding_from_whom_how_long_and_what_it_waits_for(
    asked, reviewer, signed_in
):
    request, browser = asked[0], signed_in(reviewer)
    hold = {"reason": "INQUEST", "words": "Opened and adjourned"} | day("since")
    check = day("check_on", timezone.localdate() + timedelta(days=30))
    browser.post(f"{DEATHS}{request.death.public_id}/hold/", hold | check)
    page = words(browser.get(DEATHS))
    for told in ("Harbour Surgery, asked today", "On hold", "Inquest", "Name a key worker for the family"):
        assert told in page
    assert "Nel Nowhere" in words(browser.get(f"{DEATHS}?show=hold"))
    assert "Nel Nowhere" not in words(browser.get(f"{DEATHS}?show=response"))


def test_on_hold_nothing_is_overdue(team, reviewer):
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    death = opened(reviewer, died_at=at)
    with acting_as(reviewer):
        one = lookup.tracked().get()
        assert lookup.next_of(one, at.date() + timedelta(days=9)).is_late
        death.waits.create(reason="CRIMINAL", since=at.date(), check_on=at.date(), at=at, by=reviewer)
        assert not lookup.next_of(lookup.tracked().get(), at.date() + timedelta(days=9)).is_late


def test_two_windows_that_correct_one_record_lose_nothing(reviewer, signed_in):
    death, browser = opened(reviewer, died_at=timezone.now() - timedelta(days=2)), signed_in(reviewer)
    page = f"{DEATHS}{death.public_id}/correct/"
    known = {key: value for key, value in said(revision="0").items() if key not in ("area", "contact")}
    browser.post(page, known | {"called": "Nell Nowhere"})
    second = browser.post(page, known | {"called": "Nelly Nowhere"})
    assert "Somebody saved this meanwhile" in words(second)
    assert "Nelly Nowhere" in words(second)
    assert only(reviewer).called == "Nell Nowhere"


class TestKeyWorker:
    @pytest.fixture
    def worker(self, db):
        return make.actor("agency_professional")

    @pytest.fixture
    def support(self, reviewer, worker, signed_in):
        death = opened(reviewer, died_at=timezone.now() - timedelta(days=1))
        page = f"{DEATHS}{death.public_id}/key-worker/"
        with acting_as(worker):
            post = worker.membership.public_id
        facts = {"named": "Bea Nurse, hospice", "phone": "01632 960 001", "post": str(post)}
        signed_in(reviewer).post(page, facts | {"idempotency": token(signed_in(reviewer), page)})
        with acting_as(reviewer):
            return death.supports.get()

    def test_reads_their_own_family_and_nothing_of_the_review(self, support, worker, signed_in):
        page = f"{DEATHS}key-worker/{support.public_id}/"
        assert "Nel Nowhere" in words(signed_in(worker).get(page))
        assert signed_in(worker).get(f"{DEATHS}{support.death.public_id}/").status_code == 404
        assert signed_in(make.actor("agency_professional")).get(page).status_code == 404
        with acting_as(worker):
            assert not ChildDeath.objects.exists()

    def test_brings_the_familys_question_and_its_answer_before_the_support_ends(
        self, support, worker, reviewer, signed_in
    ):
        browser, page = signed_in(worker), f"{DEATHS}key-worker/{support.public_id}/"
        asks = {"question": "Did she suffer?", "idempotency": token(browser, f"{page}question/")} | day("asked_on")
        browser.post(f"{page}question/", asks)
        end = {"why": "Panel’s feedback given"} | day("on")
        assert "has no answer" in words(browser.post(f"{page}end/", end))
        with acting_as(worker):
            question = support.questions.get()
        answer = f"{DEATHS}questions/{question.public_id}/answer/"
        signed_in(reviewer).post(answer, {"answer": "The pathologist says no"})
        assert "Family not told yet" in words(browser.get(page))
        assert "A family waits for the answer" in words(browser.get("/today/"))
        stale = browser.post(answer, {"answer": "He says no", "revision": "0"})
        assert "Somebody saved this meanwhile" in words(stale)
        browser.post(answer, {"answer": "The pathologist says no", "revision": "1"} | day("told_on"))
        assert browser.post(f"{page}end/", end).status_code == 302
        assert browser.get(page).status_code == 404
        assert "Did she suffer?" in words(signed_in(reviewer).get(page))

    def test_another_one_takes_the_open_questions_over(self, support, worker, reviewer, signed_in):
        browser = signed_in(worker)
        page = f"{DEATHS}key-worker/{support.public_id}/question/"
        browser.post(page, {"question": "When?", "idempotency": token(browser, page)} | day("asked_on"))
        naming = f"{DEATHS}{support.death.public_id}/key-worker/"
        facts = {"named": "Cal Nurse", "phone": "01632 960 002", "idempotency": token(signed_in(reviewer), naming)}
        signed_in(reviewer).post(naming, facts)
        assert browser.get(f"{DEATHS}key-worker/{support.public_id}/").status_code == 404
        with acting_as(reviewer):
            now = support.death.supports.get(ended_on=None)
            assert [each.question for each in now.questions.all()] == ["When?"]


@pytest.mark.parametrize(
    ("code", "start", "due"),
    [
        ("K32", datetime(2026, 12, 22, 2, tzinfo=UTC), datetime(2026, 12, 22, 6, tzinfo=UTC)),
        ("K33", datetime(2026, 12, 22, 2, tzinfo=UTC), datetime(2026, 12, 23, 2, tzinfo=UTC)),
        ("K34", datetime(2026, 12, 22, 2, tzinfo=UTC), datetime(2026, 12, 24, 2, tzinfo=UTC)),
        # Christmas Eve is a Thursday: Christmas, the weekend, and Monday's substitute for Boxing Day lie between.
        ("K35", datetime(2026, 12, 24, 23, tzinfo=UTC), datetime(2026, 12, 30, tzinfo=UTC)),
        ("K36", datetime(2026, 12, 22, 9, tzinfo=UTC), datetime(2026, 12, 30, tzinfo=UTC)),
        ("K38", datetime(2026, 11, 30, 9, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)),
        ("K39", datetime(2026, 12, 22, 9, tzinfo=UTC), datetime(2027, 2, 3, tzinfo=UTC)),
    ],
)
def test_each_clock_counts_as_its_guidance_says(db, code, start, due):
    clock = lookup.CLOCKS[code]
    assert clock.due_at(start, make.area()) == due


def test_k37_a_form_is_chased_at_half_its_time_when_due_and_five_and_ten_working_days_on(db):
    asked, due = datetime(2027, 1, 4, tzinfo=UTC).date(), datetime(2027, 1, 25, tzinfo=UTC).date()
    days = lookup.chase_days(asked, due, make.area())
    assert [f"{each:%d %b}" for each in days] == ["13 Jan", "25 Jan", "01 Feb", "08 Feb"]


def test_today_tells_the_team_and_the_lead_what_is_due(reviewer, paediatrician, signed_in):
    notify(signed_in(paediatrician))
    one = f"{DEATHS}{only(paediatrician).public_id}/"
    signed_in(paediatrician).post(f"{one}respond/", {"criteria": ["EXTERNAL"], "why": "Road", "leads": "yes"})
    for who in (reviewer, paediatrician):
        today = words(signed_in(who).get("/today/"))
        assert "Brothers, sisters and other children are safe" in today
        assert "Nel Nowhere" not in today
    assert "Child deaths" not in words(signed_in(make.actor("social_care_manager")).get("/today/")).split("</nav>")[-1]


def test_a_death_that_nobody_decided_on_is_first_on_today_and_what_is_known_at_once_stands_above(
    reviewer, paediatrician, signed_in
):
    opened(reviewer, called="Old Overdue", died_at=timezone.now() - timedelta(days=200))
    with acting_as(reviewer):
        ChildDeath.objects.update(response=ChildDeath.Response.NO)
    notify(signed_in(paediatrician), criteria=["SUDDEN"], words="Her brother of three is at home")
    with acting_as(reviewer):
        one = lookup.tracked().first()
        panel = deaths_due(reviewer, timezone.now())
    assert panel.rows[0].text == lookup.DECIDE
    assert panel.rows[0].hint == one.reference
    assert any("key worker" in each.text for each in panel.rows[1:])
    tracker = words(signed_in(reviewer).get(DEATHS))
    assert lookup.DECIDE in tracker
    page = words(signed_in(reviewer).get(f"{DEATHS}{one.public_id}/"))
    assert page.index("Her brother of three is at home") < page.index('id="call"')


def test_two_notifications_of_a_newborn_without_a_number_are_shown_to_each_other(reviewer, paediatrician, signed_in):
    notify(signed_in(paediatrician), called="Baby Nowhere", no_number="NEWBORN")
    notify(signed_in(make.actor("dsl")), called="Nel Nowhere", no_number="NEWBORN")
    opened(reviewer, called="Another Child")
    with acting_as(reviewer):
        first, second, other = (
            next(each for each in lookup.tracked() if each.called == called)
            for called in ("Baby Nowhere", "Nel Nowhere", "Another Child")
        )
        assert [each.pk for each in lookup.alike(first)] == [second.pk]
        assert lookup.alike(other) == []
    page = words(signed_in(reviewer).get(f"{DEATHS}{second.public_id}/"))
    assert "Another record may be of the same child" in page
    assert first.reference in page
    merged = signed_in(reviewer).post(f"{DEATHS}{second.public_id}/merge/", {"into": first.reference}, follow=True)
    assert "may be of the same child" not in words(merged)


def test_who_notifies_without_an_account_reads_whom_to_call_now(reviewer, client):
    facts = {"purpose": "OUT_OF_HOURS", "label": "Emergency duty", "telephone": "01632 960 900", "source": "Invented"}
    facts |= {"last_checked_on": "2026-01-01", "review_by": "2040-01-01"}
    ContactPoint.objects.create(area=make.area(), effective_from="2020-01-01", **facts)
    page = "/notify-a-death/"
    key = re.search(r'name="idempotency" value="([^"]+)"', words(client.get(page)))[1]
    sent = words(client.post(page, said(sender="Dr Out Ofhours") | {"idempotency": key}))
    assert "call 999" in sent
    assert 'href="tel:01632960900"' in sent
