"""Publishing is impossible until every step stands, and then what is public is text alone (PL 6.9)."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.learning.anonymity import read_file, scan
from breakwater.improvement.learning.models import Publication, PublishedReview
from breakwater.improvement.learning.reviews.operations import drafts, publishing, running, words
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

from .conftest import CLEAN, REPORT
from .planted_words import DAYS, TERMS
from .test_before_it_is_published import DELAY


@pytest.fixture(autouse=True)
def keeper(db):
    make.team("Learning", service="scrutiny")


def published(case, publication, **more):
    year = months_later(london_date(case.at), 12)
    return case.do(publishing.publish, publication, **{"removal_review_on": year} | more)


def ready_without(case, step: str) -> Publication:
    """Every step but one."""
    if step != "signed":
        case.signed()
    if step != "family":
        case.involved()
    if step == "checks":
        case.do(drafts.give_copy, case.draft(REPORT), drafts.CopyFor("Harbour Trust", "AGENCY"))
        case.sign(case.do(drafts.put_to_partners, case.draft(REPORT)))
    lines = {"text": f"{CLEAN}\n\nA line of its own."} if step == "lines" else {}
    helpline = {"helpline": " "} if step == "helpline" else {}
    embargo = {"embargo_until": case.at + timedelta(hours=1)} if step == "embargo" else {}
    publication = case.written(**helpline, **embargo, **lines)
    for name in ("practitioners", "legal"):
        if step != name:
            getattr(case, name)(publication)
    case.notice(publication, days_ago=3 if step == "notice" else 14)
    if step != "anonymity":
        case.checked(publication)
    if step == "delay":
        case.do(running.delay, case.review, DELAY)
    return publication


STEPS = {
    "signed": "Signed by the three partners",
    "family": "The family was told, and read it first",
    "checks": "Fact-checks are answered",
    "lines": "The words are those of the report",
    "practitioners": "The practitioners saw it first",
    "legal": "Legal check",
    "anonymity": "Anonymity: a scan, and two people",
    "notice": "Seven working days’ notice",
    "helpline": "Helpline text",
    "embargo": "Embargo, and the planned day",
    "delay": "Nothing holds it back",
}


@pytest.mark.parametrize("step", STEPS)
def test_with_one_step_missing_alone_publishing_is_impossible_and_says_which(case, step):
    publication = ready_without(case, step)
    with pytest.raises(publishing.NotYet) as refused:
        published(case, publication)
    assert [label for label in STEPS.values() if label in refused.value.words] == [STEPS[step]]
    with acting_as(case.manager):
        assert PublishedReview.objects.count() == 0


def test_it_is_not_published_before_the_day_that_was_told_to_the_family(case):
    case.ready()
    publication = case.written(planned_on=london_date(case.at) + timedelta(days=1))
    with pytest.raises(publishing.NotYet, match="this day was told"):
        published(case, publication)


def test_with_one_person_of_two_publishing_is_impossible(case):
    publication = ready_without(case, "anonymity")
    case.checked(publication, people=1)
    with pytest.raises(publishing.NotYet, match="1 more to look through it"):
        published(case, publication)


def test_what_is_public_is_text_alone_with_nothing_of_the_incident(case):
    made = published(case, case.ready())
    assert (made.title, made.published_on, made.is_improvements) == ("Child A", london_date(case.at), False)
    assert case.review.incident.reference not in made.text + made.reference
    with acting_as(case.manager):
        case.review.incident.refresh_from_db()
        assert case.review.incident.state == "PUBLISHED"
    anyone = browsers.Client()
    page = anyone.get(reverse("learning:published", args=[made.public_id])).content.decode()
    assert "Nobody asked what mornings were like at home" in page
    assert "Help and advice" in page
    assert case.review.incident.reference not in page
    paper = anyone.get(reverse("learning:published_pdf", args=[made.public_id])).content
    assert "Nobody asked what mornings" in " ".join(each.extract_text() for each in PdfReader(io.BytesIO(paper)).pages)


def test_the_paper_has_no_properties_that_the_scan_would_find(case):
    made = published(case, case.ready())
    paper = browsers.Client().get(reverse("learning:published_pdf", args=[made.public_id])).content
    found = scan(read_file(paper, "pdf"), TERMS, DAYS)
    day = london_date(case.at)
    assert {hit.kind for hit in found} <= {"DATE"}
    assert all(str(day.year) in hit.words or str(day.year + 1) in hit.words for hit in found)


def test_improvements_are_published_where_the_report_cannot_be(case):
    case.ready()
    publication = case.written(
        form="IMPROVEMENTS", instead_why="A child could be recognised", text="Three things change."
    )
    for step in (case.explained, case.legal, case.notice, case.checked):
        step(publication)
    made = published(case, publication)
    assert made.is_improvements
    with acting_as(case.manager):
        case.review.incident.refresh_from_db()
        assert case.review.incident.state == "IMPROVEMENTS"


def test_it_stays_public_for_a_year_at_least(case):
    publication = case.ready()
    with pytest.raises(publishing.TooSoonToRemove):
        published(case, publication, removal_review_on=months_later(london_date(case.at), 12) - timedelta(days=1))
    made = published(case, publication)
    assert made.stays_until == months_later(london_date(case.at), 12)


def test_what_is_published_is_not_written_again(case):
    publication = case.ready()
    published(case, publication)
    with pytest.raises(words.PublishedAlready):
        case.written(text="Other words")
    with pytest.raises(words.PublishedAlready):
        published(case, publication)


def test_the_page_offers_to_publish_once_every_step_stands_and_not_before(case):
    publication = ready_without(case, "legal")
    manager, address = browsers.signed_in(case.manager), reverse("learning:publish", args=[publication.public_id])
    page = reverse("learning:publication", args=[publication.public_id])
    assert address not in manager.get(page).content.decode()
    assert manager.get(address)["Location"] == page
    year = months_later(london_date(case.at), 12)
    said = {
        "removal_review_on-day": year.day,
        "removal_review_on-month": year.month,
        "removal_review_on-year": year.year,
    }
    assert "Legal check" in manager.post(address, said).content.decode()
    case.legal(publication)
    assert address in manager.get(page).content.decode()
    answered = manager.post(address, said)
    with acting_as(case.manager):
        made = PublishedReview.objects.get()
    assert answered["Location"] == reverse("learning:published", args=[made.public_id])


def test_the_public_page_says_until_when_it_stays_as_was_chosen(case):
    chosen = months_later(london_date(case.at), 30)
    made = published(case, case.ready(), removal_review_on=chosen)
    assert made.stays_until == chosen
