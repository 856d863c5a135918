"""Schools and services say that they take part in a campaign: counted for everyone, named only where they agreed (PL 3.3)."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.knowledge.content.models import Page, Pledge
from breakwater_dev.testing import factories as make


@pytest.fixture
def campaign(site_here):
    return Page.objects.get(kind="campaign")


def a_school(name: str):
    return make.actor("dsl", of=make.team(f"Safeguarding {name}", of=make.organisation(name, "SCHOOL")))


def say(browser, campaign, *says, words="An assembly in each year."):
    return browser.post(
        f"/for-you/campaigns/{campaign.pk}/", {"words": words, "says": list(says), "idempotency": str(uuid4())}
    )


def test_a_school_says_that_it_takes_part_is_counted_and_is_named_only_when_it_agreed(campaign, signed_in, client):
    address = "/guide/sixteen-days/"
    assert "Nobody has said so yet" in client.get(address).content.decode()
    quiet, loud = (signed_in(a_school(name)) for name in ("Quiet School", "Loud School"))
    assert campaign.title in loud.get("/for-you/campaigns/").content.decode()
    assert say(quiet, campaign).status_code == say(loud, campaign, "named").status_code == 302
    page = client.get(address).content.decode()
    assert "2 schools and services take part, among them" in page
    assert "Loud School" in page
    assert "Quiet School" not in page
    assert "An assembly" not in page, "nobody has read those words over"


def test_it_says_that_it_is_done_and_may_take_it_all_back(campaign, signed_in, client, desk):
    browser = signed_in(a_school("Loud School"))
    say(browser, campaign, "named")
    say(browser, campaign, "named", "done", words="Three assemblies.")
    pledge = Pledge.objects.get()
    assert (pledge.words, pledge.done_at is not None) == ("Three assemblies.", True)
    assert "Three assemblies." in desk.get("/site/").content.decode()
    assert browser.post(f"/for-you/campaigns/{campaign.pk}/not-any-more/").status_code == 302
    assert not Pledge.objects.exists()
    assert "Nobody has said so yet" in client.get("/guide/sixteen-days/").content.decode()


def test_nothing_of_a_child_is_kept_and_nothing_is_said_for_another_area_or_by_whoever_may_not(campaign, signed_in):
    ours = signed_in(a_school("Loud School"))
    assert "seems to hold" in say(ours, campaign, words="For 943 476 5919").content.decode()
    far = make.team("Far", of=make.organisation("Far school", "SCHOOL"), in_area=make.area("850", "Hampshire"))
    assert say(signed_in(make.actor("dsl", of=far)), campaign).status_code == 404
    assert say(signed_in(make.actor("emergency_duty")), campaign).status_code == 403
    assert say(ours, Page.objects.filter(kind="page").first()).status_code == 404
    assert not Pledge.objects.exists()


def test_the_database_keeps_one_pledge_an_organisation(campaign):
    actor = a_school("Loud School")
    facts = {
        "page": campaign,
        "organisation": actor.membership.team.organisation,
        "words": "x",
        "made_at": timezone.now(),
        "made_by": actor,
    }
    Pledge.objects.create(**facts)
    with pytest.raises(IntegrityError, match="one_pledge_an_organisation"), transaction.atomic():
        Pledge.objects.create(**facts)


def test_the_list_takes_as_many_queries_for_three_campaigns_as_for_one(campaign, signed_in):
    browser, counts = signed_in(a_school("Loud School")), []
    browser.get("/for-you/campaigns/")
    for number in (0, 2):
        for each in range(number):
            campaign.get_parent().add_child(
                instance=Page(
                    title=f"Campaign {each}",
                    slug=f"campaign-{each}",
                    kind="campaign",
                    summary="x",
                    kept_by=campaign.kept_by,
                    reviewed_on=campaign.reviewed_on,
                    review_by=campaign.review_by,
                )
            )
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/for-you/campaigns/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
