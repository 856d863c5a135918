"""What one school tells another of the incident itself: nobody is told twice, nothing is typed again, no other child is named (PL 9.4)."""

from datetime import date, timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child import today
from breakwater.practice.child_on_child.assessments import today as plans_today
from breakwater.practice.child_on_child.incidents import lookup
from breakwater.practice.child_on_child.incidents.operations import opening, routes
from breakwater.practice.child_on_child.models import IncidentChild, Parent
from breakwater_dev.testing.incidents import child_in, elsewhere, opened, reported, told, with_police

SAY = "You may tell both sets of parents that we have it"


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def main(page) -> str:
    return page.content.decode().split("<main")[1]


def coded(incident, dsl, **more):
    with acting_as(dsl) as by:
        facts = opening.IncidentFacts("ASSAULT", "TRANSPORT", happened_on=date(2026, 3, 2), has_images=True, **more)
        return opening.describe(incident, facts, revision=1, by=by, at=timezone.now())


def says(route, dsl, words):
    with acting_as(dsl) as by:
        return routes.record_answer(route, routes.RouteFacts(may_say=words), by=by, at=timezone.now())


def test_the_other_school_reads_who_is_told_and_opens_its_incident_with_what_it_was_told(
    signed_in, dsl, other_dsl, other_school
):
    made = opened(dsl, report=reported(dsl, under_13="YES"))
    coded(made, dsl)
    says(with_police(made, dsl), dsl, SAY)
    notice = told(elsewhere(made, other_school, dsl), dsl)
    browser = signed_in(other_dsl)
    page = main(browser.get(at("notice", notice)))
    for said in ("Sexual assault", "reference 44260001234", "PC Example", "do not report it again", SAY, "is under 13"):
        assert said in page
    assert "Amber" not in page
    browser.post(at("receive_notice", notice))
    form = main(browser.get(at("open_notice", notice)))
    for box in ('value="ASSAULT" checked', 'value="TRANSPORT" selected', 'value="has_images" checked', 'value="2026"'):
        assert box in form
    with acting_as(other_dsl) as by:
        now = timezone.now()
        theirs = opening.open_from_notice(notice, opening.IncidentFacts("PHYSICAL", "TRANSPORT"), by=by, at=now)
        urgent = [each.words for each in lookup.due_of(lookup.whole(theirs), london_date(now)) if each.is_urgent]
        police = theirs.routes.get()
    assert urgent == ["Refer to children’s social care now"]  # under 13; the police have it
    assert (police.kind, police.reference, police.may_say) == ("POLICE", "44260001234", SAY)


def test_the_other_school_reads_whether_the_parents_were_told_before_it_calls_them(
    signed_in, dsl, other_dsl, other_school
):
    child = elsewhere(opened(dsl), other_school, dsl)
    page = main(signed_in(other_dsl).get(at("notice", told(child, dsl))))
    assert "Not told yet. Speak to the school that sent this before you call them" in page
    facts = {"told": "TOLD", "told_by": "Ada Lead", "told_on": london_date(timezone.now()), "why": "", "wish": ""}
    with acting_as(dsl) as by:
        acting = {"recorded_at": timezone.now(), "recorded_by": by}
        for who, more in (
            ("Mia, mother", facts),
            ("Amber Example’s aunt", facts | {"told": "NOT_YET", "told_on": None}),
        ):
            child.parents.create(area=child.area, team=child.team, who=who, key=uuid4(), **more, **acting)
    page = main(signed_in(other_dsl).get(at("notice", told(child, dsl))))
    assert "Mia, mother: Told. A parent or carer: Not told yet. Speak to the school that sent this" in page
    assert "Amber" not in page


def test_sg_18_what_the_police_said_is_not_passed_on_where_it_names_the_other_child(dsl, other_school):
    made = opened(dsl)
    says(with_police(made, dsl), dsl, "Say nothing to Amber Example")
    notice = told(elsewhere(made, other_school, dsl), dsl)
    assert notice.known["police"]["may_say"] == ""
    assert "Amber" not in str(notice.known)


def test_after_violence_the_other_school_acknowledges_within_the_hour(dsl, other_dsl, other_school):
    sent = timezone.now()
    violence = told(elsewhere(opened(dsl), other_school, dsl), dsl, at=sent)
    other = told(elsewhere(opened(dsl, "VERBAL"), other_school, dsl), dsl, at=sent)
    assert lookup.receipt_due(violence) == sent + timedelta(hours=1)
    assert lookup.receipt_due(other) > sent + timedelta(days=1)
    with acting_as(other_dsl) as by:
        rows = today.reports_waiting(by, sent).rows
    assert sent + timedelta(hours=1) in [row.due_at for row in rows]


def test_what_the_officer_allows_is_not_contradicted(signed_in, dsl):
    made = opened(dsl)
    route = with_police(made, dsl)
    silence = "until the police say what you may say"
    assert silence in main(signed_in(dsl).get(at("incident", made)))
    says(route, dsl, SAY)
    page = main(signed_in(dsl).get(at("incident", made)))
    assert SAY in page
    assert silence not in page


def test_pl_9_5_the_incident_says_that_assessments_come_next_and_today_tells_incidents_apart(signed_in, dsl):
    made, other = opened(dsl), opened(dsl, "VERBAL")
    page = main(signed_in(dsl).get(at("incident", made)))
    for side in ("child affected", "child alleged to have caused harm"):
        assert f"Assess risk and needs: {side}" in page
    assert "Consider a risk and needs assessment: child affected" in main(signed_in(dsl).get(at("incident", other)))
    assert "None that your role can see" not in page
    with acting_as(dsl) as by:
        hints = {row.hint.split(".")[0] for row in plans_today.plans_due(by, timezone.now()).rows}
    assert hints == {f"Incident {made.reference}", f"Incident {other.reference}"}


def test_a_child_whom_nobody_identified_is_not_shown_as_of_ones_own_school(signed_in, dsl):
    page = main(signed_in(dsl).get(at("child", child_in(opened(dsl), "ALLEGED", dsl))))
    assert "Invented School" not in page.split('id="who"')[1].split("</section")[0]


def test_sg_27_each_parent_is_recorded_apart(signed_in, dsl):
    """The mother is told, the father is not, because she asked: neither answer hides the other."""
    child = child_in(opened(dsl), "HARMED", dsl)
    browser = signed_in(dsl)
    mother = {"who": "Her mother", "told": "TOLD", "told_by": "Dana Lead", "idempotency": str(uuid4())}
    mother |= {"told_on-day": "3", "told_on-month": "3", "told_on-year": "2026", "another": "YES"}
    father = {
        "who": "Her father",
        "told": "RISK",
        "wish": "Do not tell my dad",
        "another": "NO",
        "idempotency": str(uuid4()),
    }
    assert "Enter who told them" in main(browser.post(at("parents", child), mother | {"told_by": ""}))
    assert "Enter the day on which they were told" in main(
        browser.post(at("parents", child), mother | {"told_on-day": "", "told_on-month": "", "told_on-year": ""})
    )
    browser.post(at("parents", child), mother)
    assert "Enter why they are not told" in main(browser.post(at("parents", child), father))
    browser.post(at("parents", child), father | {"why": "She is afraid of him"})
    page = main(browser.get(at("child", child)))
    for said in ("Her mother", "by Dana Lead", "Her father", "Do not tell my dad", "She is afraid of him"):
        assert said in page
    assert "Her mother: told on 3 March 2026. Her father: not told" in main(browser.get(at("incident", child.incident)))
    with acting_as(dsl):
        held = IncidentChild.objects.get(pk=child.pk)
        asked = Parent.objects.get(who="Her father")
    assert held.parents_told == "RISK"
    now_told = {name: value for name, value in mother.items() if name != "idempotency"} | {
        "who": "Her father",
        "another": "NO",
    }
    browser.post(at("parent", asked), now_told)
    with acting_as(dsl):
        assert IncidentChild.objects.get(pk=child.pk).parents_told == "TOLD"
