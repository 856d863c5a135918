"""Any member of staff reports in two steps; the safeguarding team has it at once and nobody else reads it (PL 9.3, 9.4)."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import DutyPost
from breakwater.practice.child_on_child import today
from breakwater.practice.child_on_child.models import Incident, Report
from breakwater.practice.child_on_child.reports import operations as reports
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import WORDS, opened, reported

START, WRITE = "child_on_child:report_start", "child_on_child:report_write"
SAID = {
    "happened": "VIOLENCE",
    "harmed": "Amber Example, 9B",
    "under_13": "NO",
    "how": "CHILD",
    "words": WORDS,
    "wish": "NO_ACTION",
}


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def words(page) -> str:
    return page.content.decode()


def test_a_teacher_reports_in_two_steps_and_the_lead_is_told_at_once_without_a_name(signed_in, teacher, dsl):
    browser = signed_in(teacher)
    page = browser.get(reverse(START), {"now": ["recent", "images"]}, follow=True)
    assert "Evidence may still be taken" in words(page)
    address = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    page = browser.post(address, SAID | {"idempotency": str(uuid4())}, follow=True)
    assert "Sent to the safeguarding team" in words(page)
    assert WORDS in words(page)
    with acting_as(dsl) as by:
        report = Report.objects.get()
        rows = today.reports_waiting(by, timezone.now()).rows
    assert (report.team_id, report.is_recent, report.has_images, report.is_danger) == (
        dsl.membership.team_id,
        True,
        True,
        False,
    )
    assert [row.text for row in rows] == ["Acknowledge a report"]
    mail = OutboxMessage.objects.get(to=dsl.membership.user.email)
    assert "Amber" not in mail.body + mail.subject
    assert report.public_id in mail.body


def test_what_is_sent_twice_is_one_report_and_one_message(dsl, teacher):
    key, facts = uuid4(), reports.ReportFacts("VIOLENCE", "Amber", "CHILD", words=WORDS)
    with acting_as(teacher) as by:
        team = reports.team_of(by, timezone.now())
        first = reports.make_report(team, facts, by=by, at=timezone.now(), key=key)
        assert reports.make_report(team, facts, by=by, at=timezone.now(), key=key) == first
    assert Notification.objects.filter(user=dsl.membership.user).count() == 1


def test_a_report_sent_again_after_going_back_is_one_report(signed_in, teacher, dsl):
    browser, address = signed_in(teacher), f"{reverse(WRITE)}?now=none"
    for key in (uuid4(), uuid4()):  # the page that one goes back to is drawn anew
        browser.post(address, SAID | {"idempotency": str(key)})
    browser.post(address, SAID | {"idempotency": str(uuid4()), "harmed": "Another child"})
    with acting_as(teacher):
        assert sorted(Report.objects.values_list("harmed", flat=True)) == [SAID["harmed"], "Another child"]


def test_sg_11_an_adult_is_not_reported_here_and_the_page_says_where(signed_in, teacher):
    browser = signed_in(teacher)
    page = browser.get(reverse(START), {"now": ["danger", "adult"]})
    assert "designated officer (LADO)" in words(page)
    assert "<form" not in words(page).split("<main")[1]
    assert browser.get(reverse(WRITE), {"now": "adult"}).url == f"{reverse(START)}?now=adult"


def test_sg_11_an_adult_beside_danger_shows_what_saves_the_child_and_the_allegations_path(signed_in, teacher):
    """Never one instead of the other; and no link that the role of a teacher may not use."""
    officers = make.team("Officers", service="lado", in_area=teacher.membership.team.area)
    today = timezone.localdate()
    DutyPost.objects.create(
        team=officers, title="LADO", telephone="01632 960444", telephone_is_public=True, last_checked_on=today
    )
    DutyPost.objects.create(team=officers, title="Deputy", telephone="01632 960555", last_checked_on=today)
    browser = signed_in(teacher)
    page = words(browser.get(reverse(START), {"now": ["danger", "medical", "recent", "images", "adult"]}))
    page = page.replace("\u00a0", " ")
    assert [
        said in page
        for said in ("Call 999 now", "Get medical help now", "Evidence may still be taken", "do not look at the images")
    ] == [True] * 4
    assert page.index("Call 999 now") < page.index("Tell the headteacher now") < page.index("01632 960444")
    assert "chair of governors" in page
    assert "01632 960555" not in page
    links = re.findall(r'href="(/[^"#]*)"', page.split("<main")[1].split("</main")[0])
    assert [browser.get(link.replace("&amp;", "&")).status_code for link in links] == [200] * len(links)
    assert f"{reverse(WRITE)}?now=danger&amp;now=medical&amp;now=recent&amp;now=images" in page


@pytest.mark.parametrize("chosen", [{"asked": "1"}, {"asked": "1", "now": ["none", "danger"]}])
def test_a_first_step_with_nothing_or_with_none_beside_something_is_asked_again(signed_in, teacher, chosen):
    page = signed_in(teacher).get(reverse(START), chosen)
    assert page.status_code == 200
    assert "There is a problem" in words(page)


def test_the_lead_reads_who_wrote_it_and_how_to_reach_them_and_no_words_for_the_teacher(signed_in, teacher, dsl):
    report = reported(teacher, now=("danger", "recent", "images"))
    page = words(signed_in(dsl).get(at("report", report)))
    author = teacher.membership.user
    assert author.name in page
    assert f"mailto:{author.email}" in page
    assert "Make sure that 999 was called" in page
    for said in ("tell the lead", "tell the safeguarding lead", "take it to the lead"):
        assert said not in page
    assert "take it to the lead" in words(signed_in(teacher).get(at("report", report)))


def test_sg_24_in_danger_says_first_what_to_do_now(signed_in, teacher):
    page = words(signed_in(teacher).get(reverse(WRITE), {"now": "danger"}))
    assert page.index("Call 999 now") < page.index("What is it about?")


def test_sg_29_no_image_is_asked_for_and_the_report_has_no_place_for_one(signed_in, teacher):
    page = words(signed_in(teacher).get(reverse(WRITE), {"now": "images"}))
    assert 'type="file"' not in page
    assert "Stop: do not look at the images" in page
    assert not any(field.get_internal_type() in ("FileField", "BinaryField") for field in Report._meta.fields)


@pytest.mark.parametrize("missing", ["happened", "harmed", "under_13", "how", "wish", "words"])
def test_an_answer_that_is_needed_is_asked_for_and_nothing_typed_is_lost(signed_in, teacher, missing):
    said = {name: value for name, value in SAID.items() if name != missing} | {
        "idempotency": str(uuid4()),
        "opinion": "I think so",
    }
    page = words(signed_in(teacher).post(f"{reverse(WRITE)}?now=none", said))
    assert "There is a problem" in page
    assert "I think so" in page


def test_pl_9_4_the_author_reads_their_own_entry_and_no_incident(signed_in, teacher, dsl):
    mine, another = reported(teacher), reported(dsl, words="Somebody else said")
    made = opened(dsl, report=mine)
    browser = signed_in(teacher)
    assert "The safeguarding team has it" in words(browser.get(at("report", mine)))
    assert browser.get(at("report", another)).status_code == 404
    assert browser.get(at("incident", made)).status_code == 404
    with acting_as(teacher):
        assert list(Report.objects.all()) == [mine]
        assert list(Incident.objects.all()) == []


def test_the_lead_acknowledges_once_and_the_author_hears_so(signed_in, teacher, dsl):
    report = reported(teacher)
    browser = signed_in(dsl)
    for _ in range(2):
        browser.post(at("acknowledge", report))
    assert list(Notification.objects.filter(user=teacher.membership.user).values_list("words", flat=True)) == [
        "The safeguarding team has your report"
    ]
    assert signed_in(teacher).post(at("acknowledge", report)).status_code == 403


def test_nobody_of_another_school_or_of_the_authority_finds_a_report(teacher, dsl, other_dsl):
    reported(teacher)
    for role in ("mash_manager", "link_manager", "head_of_service", "information_governance", "system_administrator"):
        with acting_as(make.actor(role)):
            assert not Report.objects.exists(), role
    with acting_as(other_dsl):
        assert not Report.objects.exists()


def test_titles_name_nobody(signed_in, teacher, dsl):
    report = reported(teacher)
    made = opened(dsl, report=report)
    for name, thing in (("report", report), ("incident", made), ("open_incident", reported(teacher))):
        title = re.search("<title>(.*?)</title>", words(signed_in(dsl).get(at(name, thing))), re.S)[1]
        assert "Amber" not in title
        assert "Blaise" not in title
