"""The threshold document, the arrangements and yearly reports are read where the partnership says so, as they are in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.policies.models import Sort
from breakwater.knowledge.policies.operations import drafting, force, manuals, ratifying
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

PAGE = "/guide/the-partnership/arrangements-and-reports/"


def publish(manual, number, title, sort, by, at, starts_on):
    chapter = manuals.add_chapter(
        manual=manual, number=number, title=title, sort=sort, kept_by=by.membership.team, by=by, at=at
    )
    draft = drafting.begin(chapter=chapter, by=by, at=at)
    facts = {
        "title": title,
        "summary": "What it is for",
        "source": "",
        "significance": "MAJOR",
        "notes": {"everyone": "New."},
        "proposed_from": None,
        "review_by": starts_on + timedelta(days=700),
    }
    drafting.write(version=draft, facts=facts, text="Words.", revision=0, by=by, at=at)
    version = drafting.settle(version=draft, by=by, at=at)
    decision = ratifying.Decision("Executive", london_date(at), "1/26", 5, 4)
    ratifying.ratify(version=version, area=make.area(), decision=decision, by=by, at=at)
    force.put_in_force(version=version, area=make.area(), starts_on=starts_on, by=by, at=at)


@pytest.fixture
def documents(site_here):
    now = timezone.now() - timedelta(days=40)
    day = london_date(now)
    with acting_as(make.actor("policy_officer", of=make.team("Policies"))) as by:
        manual = manuals.open_manual(slug="documents", title="Documents", areas=[make.area()], by=by, at=now)
        publish(manual, "1", "Report of the year before", Sort.REPORT, by, now, day)
        publish(manual, "2", "Report of this year", Sort.REPORT, by, now, day + timedelta(days=10))
        publish(manual, "3", "Thresholds of need", Sort.THRESHOLD, by, now, day)
        publish(manual, "4", "Bruises", Sort.PROCEDURE, by, now, day)
        publish(manual, "5", "Report to come", Sort.REPORT, by, now, day + timedelta(days=90))


def test_they_are_listed_in_force_the_newest_report_first_each_as_page_and_paper(documents, client):
    text = client.get(PAGE).content.decode()
    order = [text.index(each) for each in ("Thresholds of need", "Report of this year", "Report of the year before")]
    assert order == sorted(order)
    assert "Bruises" not in text
    assert "Report to come" not in text
    assert client.get("/procedures/documents/3/portsmouth/").status_code == 200
    paper = "/procedures/documents/3/portsmouth/versions/1.0.0/paper/"
    assert f'href="{paper}"' in text
    assert client.get(paper).content.startswith(b"%PDF-")


def test_where_none_is_published_the_page_says_whom_to_ask(site_here, client):
    assert b"None has been published here yet" in client.get(PAGE).content
