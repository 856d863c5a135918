"""Whoever opens an episode of early help, its assessment, its plan or what the family reads learns that something in it is disputed, and since when."""

from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import ChronologyEntry, DisputeNote, Participant
from breakwater.delivery.information_rights import operations as requests
from breakwater.delivery.information_rights.correcting import operations
from breakwater.delivery.information_rights.disputing import operations as disputing
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.models import GatheredItem
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.contact_lookup import contact_or_404
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()
NOTED = "Accuracy disputed"
PAGES = ("episode", "assessment", "assessment_whole", "plan", "family")


@pytest.fixture
def made(db):
    ada, tier2 = make.person("Ada", "Example"), make.team("Tier 2 help", service="early_help")
    ready = Made(kind="CORRECTION")
    ready.ada, ready.coordinator = ada, make.actor("tier2_coordinator", of=tier2)
    giver = make.actor("social_worker", of=make.team())
    with acting_as(make.intake()) as by:
        child = [(ada, Participant.Capacity.CHILD)]
        case = cases.open_case(
            kind="referral", area=make.area(), team=giver.membership.team, by=by, at=NOW, people=child
        )
    with acting_as(giver) as by:
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Help with mornings"), by=by, at=NOW)
    with acting_as(ready.coordinator) as by:
        taken = handovers.accept(handover=offer, by=by, at=NOW)
        ready.episode = Episode.objects.select_related("case__area").get(case=taken.opened_case)
        said = agreements.AgreementFacts(
            name="Mo Example",
            relation="Mother",
            answer="AGREES",
            method="PHONE",
            given_on=timezone.localdate(),
            to_assessment=True,
        )
        agreements.record_agreement(ready.episode, said, by=by, at=NOW)
        assessments.start_assessment(ready.episode, by=by, at=NOW)
    with acting_as(ready.second) as by:
        requests.approve(ready.one, [ada.pk], by=by, at=NOW)
    with acting_as(ready.officer) as by:
        gathering.gather(ready.one.pk, by=by, at=NOW)
    return ready


def told_that_it_stands(made, source="casework_case") -> str:
    """Returns the path of the correction."""
    with acting_as(made.officer) as by:
        row = made.ada.pk if source == "people_person" else made.episode.case_id
        found = GatheredItem.objects.select_related("request").filter(source=source)
        item = found.first() if source == "casework_chronologyentry" else found.get(row=row)
        one = operations.ask(item, "It is not hers", key=uuid4(), by=by, at=NOW)
    with acting_as(made.second if one.holder == made.mash else made.coordinator) as by:
        operations.answer(one, "STANDS", "It is hers", by=by, at=NOW)
    return f"/information-requests/corrections/{one.public_id}/"


def test_each_page_says_so_and_asks_the_database_no_more_often(signed_in, made):
    browser = signed_in(made.coordinator)
    pages = [reverse(f"early_help:{name}", args=[made.episode.reference]) for name in PAGES]
    pages += [f"/people/{made.ada.public_id}/", f"/cases/{made.episode.reference}/"]

    def counted() -> list[int]:
        counts = []
        for page in pages:
            browser.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(page).status_code == 200, page
            counts.append(len(seen))
        return counts

    before = counted()
    assert all(NOTED not in browser.get(page).text for page in pages)
    links = [told_that_it_stands(made), told_that_it_stands(made)]
    for source in ("casework_chronologyentry", "people_person"):
        told_that_it_stands(made, source)
    with acting_as(made.second):
        assert DisputeNote.objects.exclude(path="").count() == 3
    assert counted() == before
    for page in pages:
        text = browser.get(page).text
        assert text.count(NOTED) >= 1, page
        assert links[1] in text, page
        assert "It is not hers" not in text, page
    assert links[0] not in browser.get(pages[0]).text  # the last word on a row counts


def test_what_is_disputed_in_one_case_is_one_line_that_names_the_case(signed_in, made):
    with acting_as(made.coordinator):
        lines = list(ChronologyEntry.objects.filter(case=made.episode.case_id).values_list("pk", flat=True)[:2])
    with acting_as(made.officer) as by:
        items = GatheredItem.objects.select_related("request")
        entries = list(items.filter(source="casework_chronologyentry", row__in=lines))
        for item in [*entries, items.get(source="casework_case", row=made.episode.case_id)]:
            said = disputing.Dispute("The child’s mother", "I was at home", restricts=item in entries)
            disputing.dispute(item, said, key=uuid4(), by=by, at=NOW)
    with acting_as(made.coordinator):
        notes = list(DisputeNote.objects.filter(case=made.episode.case_id))
    assert len(notes) > 1
    browser, link = signed_in(made.coordinator), f"/cases/{made.episode.reference}/#disputes"
    child = browser.get(f"/people/{made.ada.public_id}/").text
    assert child.count(link) == 1
    assert f"Early help episode {made.episode.reference}: " in child
    assert "Something recorded here" not in child
    episode = browser.get(reverse("early_help:episode", args=[made.episode.reference])).text
    assert episode.count(link) == 1
    assert "he case itself" in episode


def test_what_shows_no_dispute_asks_for_none(signed_in, made):
    """A form, or what it sends, is looked up as often as its page; the notes are drawn on the page alone."""
    browser = signed_in(made.coordinator)
    with CaptureQueriesContext(connection) as seen:
        for name in ("genogram", "agreement"):
            assert browser.get(reverse(f"early_help:{name}", args=[made.episode.reference])).status_code == 200
        with acting_as(made.second), pytest.raises(Http404):
            contact_or_404(reference="C-26-00009-X")
    assert [each for each in seen.captured_queries if "front_door_contact" in each["sql"]]
    assert not [each["sql"] for each in seen.captured_queries if "casework_disputenote" in each["sql"]]
