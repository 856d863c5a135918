"""From a paragraph, a course or an audit question to the recommendation that put it there, for everyone who reads them."""

from datetime import date

import pytest
from django.urls import reverse

from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.improvement.learning.lessons.targets import TARGETS
from breakwater.improvement.learning.models import Change
from breakwater.knowledge.policies.models import Significance
from breakwater.knowledge.policies.operations import drafting, force, manuals, ratifying
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import lessons as told
from breakwater_dev.testing.lessons import NOW
from breakwater_dev.testing.self_assessments import SCHOOLS, a_school, begun

TEXT = "## Why\n\nBabies who do not move rarely bruise.\n\nCall the MASH the same day."
FACTS = {
    "title": "Bruises on babies",
    "summary": "What to do when a baby has a bruise.",
    "source": "Local agreement",
    "significance": Significance.MINOR,
    "notes": {"everyone": "Call the same day."},
    "proposed_from": None,
    "review_by": date(2028, 11, 1),
}


@pytest.fixture
def officer(keeper):
    return make.actor("policy_officer", of=keeper.membership.team)


@pytest.fixture
def version(officer):
    """A chapter's version in force in Portsmouth."""
    area = officer.membership.team.area
    with acting_as(officer) as by:
        manual = manuals.open_manual(slug="ours", title="Our manual", areas=[area], by=by, at=NOW)
        chapter = manuals.add_chapter(
            manual=manual, number="2.1", title="Bruises", kept_by=by.membership.team, by=by, at=NOW
        )
        draft = drafting.begin(chapter=chapter, by=by, at=NOW)
        draft = drafting.write(version=draft, facts=FACTS, text=TEXT, revision=draft.revision, by=by, at=NOW)
        settled = drafting.settle(version=draft, by=by, at=NOW)
        decision = ratifying.Decision("Partnership executive", date(2026, 2, 20), "1/26", 5, 4)
        ratifying.ratify(version=settled, area=area, decision=decision, by=by, at=NOW)
        force.put_in_force(version=settled, area=area, starts_on=date(2026, 3, 1), by=by, at=NOW)
    return settled


@pytest.mark.parametrize(("since", "is_told"), [(date(2026, 2, 19), True), (date(2026, 3, 2), False)])
def test_what_was_so_before_the_recommendation_is_told_to_everyone(
    client, recommendation, keeper, officer, since, is_told
):
    edition = told.a_course(keeper, since=since)
    told.closed(told.linked(recommendation, keeper, "COURSE", edition.public_id), officer)
    shown = client.get(reverse("learning:published", args=[recommendation.review.public_id])).content.decode()
    assert edition.course.title in shown
    assert ("It was so before the recommendation was made" in shown) is is_told


def test_a_paragraph_leads_to_the_recommendation_and_back(client, recommendation, keeper, officer, version):
    change = told.linked(recommendation, keeper, "POLICY", version.public_id, number=2)
    assert change.place == version.body[2]["anchor"]
    assert "paragraph 2" in change.named
    chapter = reverse("policies:chapter", args=["ours", "2.1", "portsmouth"])
    assert "because of a review" not in client.get(chapter).content.decode(), "not closed on evidence yet"
    told.closed(change, officer)
    shown = client.get(chapter).content.decode()
    there = f"{reverse('learning:published', args=[recommendation.review.public_id])}#recommendation-1"
    assert shown.count(f'href="{there}"') == 1
    before, _, _ = shown.partition(there)
    assert before.rindex(f'id="{change.place}"') > before.rindex(f'id="{version.body[1]["anchor"]}"')
    assert f'href="{chapter}#{change.place}"' in client.get(there).content.decode()


def test_a_course_leads_to_the_recommendation(client, recommendation, keeper, officer):
    edition = told.a_course(keeper)
    told.closed(told.linked(recommendation, keeper, "COURSE", edition.public_id), officer)
    shown = client.get(reverse("training:course", args=[edition.course.public_id])).content.decode()
    assert reverse("learning:published", args=[recommendation.review.public_id]) in shown


def test_an_audit_question_leads_to_the_recommendation(signed_in, recommendation, keeper, officer):
    edition = self_assessments.edition_now(SCHOOLS)
    section = bank_of(edition).of_variant("primary")[0]
    asked = section.statements[0].key
    told.closed(told.linked(recommendation, keeper, "AUDIT", f"{edition.pk}|{asked}"), officer)
    school = a_school()
    one, client = begun(school), signed_in(school.lead)
    there = reverse("learning:published", args=[recommendation.review.public_id])
    for at in (
        reverse("casework:self_assessment_section", args=[one.public_id, section.key]),
        reverse("casework:self_assessment_statement", args=[one.public_id, asked]),
    ):
        assert client.get(at).content.decode().count(there) == 1


def test_a_review_that_is_not_public_stands_behind_nothing(client, keeper, officer):
    one = told.a_recommendation(told.a_review(keeper, published=None), keeper)
    edition = told.a_course(keeper)
    told.closed(told.linked(one, keeper, "COURSE", edition.public_id), officer)
    assert (
        "because of a review"
        not in client.get(reverse("training:course", args=[edition.course.public_id])).content.decode()
    )


def test_every_kind_of_change_is_found_by_what_it_offers(recommendation, keeper, version):
    """Each kind's own list leads to a target, whose change is stored with the edition that it names."""
    told.a_course(keeper)
    told.issued(told.a_briefing(recommendation, keeper), keeper)
    area = keeper.membership.team.area
    for kind, of in TARGETS.items():
        choices = of.choices(area, NOW.date())
        assert choices, kind
        change = told.linked(recommendation, keeper, kind, choices[0][0])
        assert getattr(change, f"{of.field}_id"), kind
        assert change.named, kind
        assert of.find("no such thing", None, area, NOW.date()) is None
    assert Change.objects.count() == len(TARGETS)


def test_a_paragraph_that_is_not_there_is_not_cited(keeper, version):
    area = keeper.membership.team.area
    assert TARGETS["POLICY"].find(version.public_id, 99, area, NOW.date()) is None
