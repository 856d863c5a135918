"""The one search finds chapters in force in the area, with words misspelt; bulletins are offered what came into force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.content.operations import site
from breakwater.knowledge.content.registry import CHANGED
from breakwater.knowledge.content.search import find
from breakwater.knowledge.policies.operations import drafting, force, manuals, ratifying
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


@pytest.fixture
def chapter(db):
    officer, now = make.actor("policy_officer", of=make.team("Partnership office")), timezone.now() - timedelta(days=2)
    day = london_date(now)
    with acting_as(officer) as by:
        manual = manuals.open_manual(slug="shared", title="Shared", areas=[make.area()], by=by, at=now)
        made = manuals.add_chapter(
            manual=manual, number="2.1", title="Bruises", kept_by=by.membership.team, by=by, at=now
        )
        draft = drafting.begin(chapter=made, by=by, at=now)
        facts = {
            "title": "Bruises on babies",
            "summary": "What to do",
            "source": "",
            "significance": "MAJOR",
            "notes": {"everyone": "Call at once."},
            "proposed_from": None,
            "review_by": day + timedelta(days=700),
        }
        drafting.write(
            version=draft, facts=facts, text="Ask a paediatrician to see the baby.", revision=0, by=by, at=now
        )
        version = drafting.settle(version=draft, by=by, at=now)
        decision = ratifying.Decision("Executive", day, "1/26", 5, 4)
        ratifying.ratify(version=version, area=make.area(), decision=decision, by=by, at=now)
        force.put_in_force(version=version, area=make.area(), starts_on=day, by=by, at=now)
    return made


@pytest.mark.parametrize("words", ["bruises", "brusies baby", "paediatrician"])
def test_a_chapter_in_force_is_found(chapter, words):
    home, now = site.home_of(make.area()), timezone.now()
    (found,) = find(words, here=home, at=now).found
    assert (found.title, found.href) == ("2.1 Bruises on babies", "/procedures/shared/2.1/portsmouth/")
    assert find("swimming", here=home, at=now).found == []
    assert find(words, here=site.home_of(make.area("850", "Hampshire")), at=now).found == []


def test_a_chapter_stands_beside_the_contents_of_its_manual_and_a_search_of_the_procedures_alone(chapter, client):
    site.home_of(make.area())
    page = client.get("/procedures/shared/2.1/portsmouth/").content.decode()
    tree = page.partition('class="bw-manual__list"')[2].partition("</nav>")[0]
    assert '<li aria-current="page"><strong>2.1 Bruises on babies</strong>' in tree
    assert 'name="only" value="procedures"' in page
    assert "who to call, and how to tell us" in page.partition('type="search"')[2].partition("</form>")[0]  # SG-28
    answer = client.post("/find/", {"looking_for": "baby", "only": "procedures"})
    assert answer.url.endswith("/?only=procedures")
    assert "2.1 Bruises on babies" in client.get(answer.url).content.decode()
    urgent = client.post("/find/", {"looking_for": "bruises", "only": "procedures"}, follow=True).content.decode()
    assert "2.1 Bruises on babies" in urgent.partition('<details class="govuk-details" open>')[2]


def test_what_came_into_force_is_offered_to_bulletins(chapter):
    now = timezone.now()
    (change,) = CHANGED["policies"](make.area(), now - timedelta(days=7), now)
    assert (change.title, change.summary) == ("2.1 Bruises on babies", "Call at once.")
    assert CHANGED["policies"](make.area(), now - timedelta(days=1), now) == []
