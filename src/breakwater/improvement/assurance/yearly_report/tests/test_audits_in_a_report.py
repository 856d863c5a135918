"""Rounds of audits and case audits in a yearly report: what findings say of many, and of case audits what they recommend."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.assurance.audits.operations import rounds
from breakwater.improvement.assurance.models import CaseAudit
from breakwater.improvement.assurance.yearly_report.facts import Year
from breakwater.improvement.assurance.yearly_report.sources import audits
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater_dev.testing import audits as told
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import a_school

SCHOOLS = 10  # the fewest of whom a share is told


def year_of(part, by: Actor) -> Year:
    due = part.round.due_on
    return Year(part.area, due.year + (due.month > 3), by, timezone.now())


def told_of(draw, part, who: Actor) -> dict[str, str]:
    with acting_as(who) as by:
        return {each.words: each.value for each in draw(year_of(part, by))}


def test_a_round_says_who_returned_and_what_comes_up_again(db):
    keeper, schools = told.a_keeper(), [a_school(f"School {number}") for number in range(SCHOOLS)]
    part = told.launched(keeper, title="Schools’ audit")
    assert told_of(audits.rounds, part, keeper) == {
        "Schools’ audit": f"0 of 10 organisations returned, due in {part.round.due_on:%B %Y}"
    }
    for school in schools:
        with acting_as(keeper):
            member = part.members.select_related("round_area__round__edition").get(organisation=school.organisation)
        told.returned(school, keeper, member, ("2", "3"))
    # One that looked before and after a return came would read its grades: they are counted once the round is closed.
    assert list(told_of(audits.rounds, part, keeper)) == ["Schools’ audit"]
    with acting_as(keeper) as by:
        rounds.close(part, by=by, at=timezone.now())
    found = told_of(audits.rounds, part, keeper)
    assert found["Schools’ audit"].startswith("10 of 10 organisations returned")
    nearly = "all but fewer than 5 organisations"
    themes = [words for words, value in found.items() if "to work on: " in words and value == nearly]
    assert len(themes) == audits.MOST


def test_a_case_audit_is_told_by_its_recommendations_alone(db):
    keeper = told.a_keeper()
    colleague = make.actor("business_manager", of=keeper.membership.team)
    area, at = keeper.membership.team.area, timezone.now()
    with acting_as(keeper) as by:
        CaseAudit.objects.create(
            area=area,
            team=by.membership.team,
            lead=by.membership.user,
            theme="Neglect of young children",
            areas=[area.pk],
            kinds=["early_help"],
            ages=["1-4"],
            number=4,
            share=20,
            tool="{}",
            answers_by=london_date(at) - timedelta(days=9),
            state=CaseAudit.State.REPORTED,
            seed="seed",
            drawn_at=at,
            drawn=4,
            findings="A family waited",
            recommendations="See children alone",
            reported_at=at,
            made_at=at,
            made_by=by,
            key=uuid4(),
        )

    def said(who: Actor) -> dict[str, str]:
        on = london_date(at)
        with acting_as(who) as by:
            drawn = audits.case_audits(Year(area, on.year + (on >= date(on.year, 4, 1)), by, at))
        return {each.words: each.value for each in drawn}

    words = said(keeper)["Neglect of young children"]
    assert words.startswith("fewer than 5 cases")
    assert words.endswith("Recommended: See children alone")
    assert "A family waited" not in words
    # The report says the same whoever draws it, and its area's business manager alone is told.
    with acting_as(colleague):
        assert not CaseAudit.objects.exists()
    assert said(colleague) == said(keeper)
    elsewhere = make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    for other in (make.actor("head_of_service", of=keeper.membership.team), elsewhere):
        assert said(other) == {"Case audits reported in the year": "Not recorded"}
