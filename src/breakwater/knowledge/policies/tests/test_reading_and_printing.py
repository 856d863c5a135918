"""Staff say by a link that they have read a version; agencies see who, officers see counts; any version goes on paper."""

import re
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.knowledge.policies import blocks, chapter_pdf, finding, jobs
from breakwater.knowledge.policies.jobs import forget_readers, remind_of_reviews
from breakwater.knowledge.policies.models import Chapter, Reading, Round
from breakwater.knowledge.policies.operations import reading
from breakwater.partnership.notifications.models import Notification
from breakwater_dev.testing import factories as make

from .conftest import NURSE

MARCH = date(2026, 3, 1)


@pytest.fixture
def version(settle, in_force):
    made = settle()
    in_force(made, "portsmouth", MARCH)
    return made


@pytest.fixture
def school(areas):
    return make.organisation("Harbour School", "SCHOOL")


@pytest.fixture
def dsl(signed_in, school):
    return signed_in(make.actor("dsl", of=make.team("Safeguarding", of=school)))


def _asked(browser, version, names: str = "Ann Example\nBob Example") -> str:
    due = timezone.localdate() + timedelta(days=30)
    said = {"names": names, "due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    page = browser.post(f"/policies/versions/{version.public_id}/reading/", said | {"link": "new"}).content.decode()
    return "/procedures/read/" + page.split("/procedures/read/")[1].split('"')[0]


def test_a_school_asks_its_staff_who_need_no_account_and_counts_who_has_read(
    version, dsl, client, signed_in, officer, school
):
    assert "Not asked" in dsl.get("/policies/reading/").content.decode()
    link = _asked(dsl, version)
    page = client.get(link).content.decode()
    assert "Babies who do not move rarely bruise" in page
    assert "who to call, and how to tell us" in page.partition("<form")[2].partition("</form>")[0]  # SG-28
    assert "Tick the box" in client.post(link, {"name": "Ann Example"}).content.decode()
    for name in ("ann  example", "Ann Example", "Cyd New"):
        told = client.post(link, {"name": name, "role": "Teacher", "understood": "yes"}).content.decode()
        assert "Thank you" in told
    assert Reading.objects.count() == 2
    assert Reading.objects.get(listed__name="Ann Example").digest == version.digest
    page = dsl.get(f"/policies/versions/{version.public_id}/reading/").content.decode()
    assert "1 of 2 on the list" in page
    assert "1 not on the list" in page
    assert "1 of 2 have read it, and 1 not on the list" in dsl.get("/policies/reading/").content.decode()
    counted = signed_in(officer).get(f"/policies/versions/{version.public_id}/reading/").content.decode()
    assert "Harbour School" in counted
    assert "Ann Example" not in counted


def test_counting_the_readers_multiplies_no_rows_and_asks_of_the_versions_shown(version, dsl, client, school):
    link = _asked(dsl, version, "\n".join(f"Reader Number{n}" for n in range(12)))
    for n in range(6):
        client.post(link, {"name": f"Reader Number{n}", "understood": "yes"})
    for n in range(3):
        client.post(link, {"name": f"Another Number{n}", "understood": "yes"})
    assert reading.asked_by(school, []) == {}
    found = reading.asked_by(school, [version.pk])[version.pk]
    assert (found.on_list, found.have, found.besides) == (12, 6, 3)
    plan = reading._counted(Round.objects.all()).explain(analyze=True, timing=False)
    assert max(int(rows) for rows in re.findall(r"actual rows=(\d+)", plan)) <= 12, plan


def test_a_new_link_ends_the_old_and_the_list_keeps_whoever_has_read(version, dsl, client):
    old = _asked(dsl, version)
    client.post(old, {"name": "Ann Example", "understood": "yes"})
    new = _asked(dsl, version, "Cyd New")
    assert client.get(old).status_code == 410
    assert client.get(new).status_code == 200
    assert sorted(Round.objects.get().listed.values_list("name", flat=True)) == ["Ann Example", "Cyd New"]
    Round.objects.update(ends_on=date(2026, 1, 1))
    assert client.get(new).status_code == 410
    assert client.get("/procedures/read/nonsense/").status_code == 410


def test_owners_hear_of_reviews_and_readers_are_forgotten_in_time(version, dsl, client, officer):
    link = _asked(dsl, version)
    client.post(link, {"name": "Ann Example", "understood": "yes"})
    Chapter.objects.update(review_by=timezone.localdate())  # three months before there is no such day in each month
    remind_of_reviews()
    assert Notification.objects.filter(user=officer.membership.user, words__contains="to be reviewed").count() == 1
    forget_readers()
    assert Reading.objects.count() == 1
    Round.objects.update(ends_on=date(2026, 1, 1))
    reading.forget(before=timezone.now() + timedelta(days=1))
    assert (Round.objects.count(), Reading.objects.count()) == (0, 0)


def test_any_version_goes_on_paper(version, settle, client):
    here = "/procedures/shared/2.1/portsmouth/versions"
    paper = client.get(f"{here}/1.0.0/paper/")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    settle("Call 环球 now\n\n- one\n- two\n\n1. first\n2. second")
    assert client.get(f"{here}/1.1.0/paper/").content.startswith(b"%PDF-")
    assert client.get(f"{here}/9.0.0/paper/").status_code == 404


def test_paper_has_a_cover_its_contents_tables_bold_and_links(settle, areas, chapter):
    version = settle(
        "## One\n\nA **bold** word and [the form](https://example.org/).\n\n## Two\n\n| Who | When |\n| A\\|B | now<br>or later |\n\n## Three\n\n3. third\n4. fourth"
    )
    day = timezone.localdate()
    data = chapter_pdf.data_of(chapter, version, None, areas["portsmouth"], on=day, printed_on=day)
    assert data["contents"]
    assert data["partnership"] == areas["portsmouth"].partnership_name
    by_kind = {each["kind"]: each for each in data["blocks"]}
    assert [run["kind"] for run in by_kind["p"]["lines"][0]] == ["plain", "bold", "plain", "link", "plain"]
    assert by_kind["table"]["rows"][1][0] == [{"kind": "plain", "text": "A|B"}]
    assert (by_kind["numbers"]["begins"], len(by_kind["numbers"]["lines"])) == (3, 2)
    made = chapter_pdf.printed(chapter_pdf.TEMPLATE, data)
    assert made.startswith(b"%PDF-")
    short = settle("## One\n\nWords.")
    assert not chapter_pdf.data_of(chapter, short, None, areas["portsmouth"], on=day, printed_on=day)["contents"]


def test_paper_and_reading_have_what_holds_on_the_day_not_what_is_to_come(version, vary, dsl, client, chapter, areas):
    area, anchor = areas["portsmouth"], version.body[3]["anchor"]
    past = timezone.localdate() - timedelta(days=40)
    vary(anchor, past, text="Ours since then.")
    vary(anchor, timezone.localdate() + timedelta(days=40), text="Ours to come.")
    for day, words in (
        (past - timedelta(days=1), "the same day"),
        (past, "Ours since then."),
        (past + timedelta(days=90), "Ours to come."),
    ):
        found = finding.period_of(version, area, day)
        data = chapter_pdf.data_of(chapter, version, found, area, on=day, printed_on=timezone.localdate())
        assert words in str(data["blocks"])
        assert "as on" in data["mark"]
    assert "Ours since then." in client.get(_asked(dsl, version)).content.decode()
    here = f"/procedures/shared/2.1/portsmouth/on/{past.isoformat()}/known/{past.isoformat()}/"
    paper = f"/procedures/shared/2.1/portsmouth/versions/1.0.0/paper/on/{past.isoformat()}/"
    assert paper in client.get(here).content.decode()
    assert client.get(paper).content.startswith(b"%PDF-")
    assert client.get(paper.replace(past.isoformat(), "2026-02-30")).status_code == 404


def test_asked_again_the_day_moves_and_whoever_read_unlisted_is_found_by_name(version, dsl, client):
    link = _asked(dsl, version, "Bob Example")
    client.post(link, {"name": "ann example", "understood": "yes"})
    due = timezone.localdate() + timedelta(days=50)
    said = {
        "names": "Ann  Example\nBob Example",
        "due_on-day": due.day,
        "due_on-month": due.month,
        "due_on-year": due.year,
    }
    page = dsl.post(f"/policies/versions/{version.public_id}/reading/", said).content.decode()
    assert "1 of 2 on the list" in page
    assert "The link that you sent your staff stays" in page
    assert client.get(link).status_code == 200, "whoever has it reads on: a name was added, no more"
    assert Round.objects.get().due_on == due
    assert Reading.objects.get().listed.name == "Ann Example"


def test_the_digest_is_of_the_text_with_the_areas_variation(version, vary, dsl, client):
    vary(version.body[3]["anchor"], MARCH)
    client.post(_asked(dsl, version), {"name": "Ann Example", "understood": "yes"})
    ours = [each | {"text": NURSE} if number == 3 else each for number, each in enumerate(version.body)]
    assert Reading.objects.get().digest == blocks.digest_of(version.title, ours) != version.digest


@pytest.mark.parametrize(
    ("review_by", "today", "told"),
    [
        (date(2027, 8, 31), date(2027, 2, 28), 1),
        (date(2027, 8, 31), date(2027, 5, 31), 1),
        (date(2027, 8, 31), date(2027, 7, 31), 1),
        (date(2027, 8, 31), date(2027, 8, 31), 1),
        (date(2027, 8, 31), date(2027, 3, 1), 0),
        (date(2027, 8, 29), date(2027, 2, 28), 1),
    ],
)
def test_owners_hear_of_a_review_at_the_end_of_a_month(version, officer, monkeypatch, review_by, today, told):
    Chapter.objects.update(review_by=review_by)
    monkeypatch.setattr(jobs, "timezone", SimpleNamespace(now=lambda: moment(today, time(12))))
    remind_of_reviews()
    assert Notification.objects.filter(user=officer.membership.user, words__contains="to be reviewed").count() == told
