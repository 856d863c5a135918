"""What is recorded differently neither ends the duty to tell the police and social care unseen, nor leaves those told with less."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import ChangedMeanwhile
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.closing import operations as closing
from breakwater.practice.child_on_child.incidents import lookup, presented
from breakwater.practice.child_on_child.incidents.operations import duty, opening, routes
from breakwater.practice.child_on_child.models import Decision, PoliceUpdate
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import child_in, elsewhere, opened, referred, reported, told, with_police

BAIL = "Not within 100 metres of the gate"


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def words(page) -> str:
    return page.content.decode()


def described(incident, dsl, category, why="", **more):
    with acting_as(dsl) as by:
        held = lookup.INCIDENTS.get(pk=incident.pk)
        facts = opening.IncidentFacts(category, "CORRIDOR")
        return opening.describe(held, facts, why=why, revision=held.revision, by=by, at=more.get("at", timezone.now()))


def due(incident, dsl) -> list[str]:
    with acting_as(dsl):
        return [each.words for each in lookup.due_of(lookup.whole(incident), london_date(timezone.now()))]


def owed(incident, dsl) -> str:
    with acting_as(dsl):
        one = lookup.whole(incident)
        return lookup.must_refer(one, list(one.children.all()))


def police_say(route, dsl, state="BAIL", words=BAIL, child=None, revision=1, **more):
    facts = routes.PoliceFacts(state, london_date(timezone.now()), words, child=child)
    with acting_as(dsl) as by:
        return routes.record_police(route, facts, revision=revision, by=by, at=more.get("at", timezone.now()))


def test_pl_9_6_violence_becomes_less_for_a_reason_and_is_owed_until_a_second_person_agrees(signed_in, school, dsl):
    made = opened(dsl, "ASSAULT")
    with pytest.raises(duty.NoReason):
        described(made, dsl, "VERBAL")
    described(made, dsl, "VERBAL", why="She says that he only spoke")
    assert due(made, dsl)[:2] == ["Report to the police now", "Refer to children’s social care now"]
    page = words(signed_in(dsl).get(at("incident", made)))
    assert "Sexual assault → Sexual comments, jokes or taunts" in page
    assert "She says that he only spoke" in page
    assert at("agree_to_less", made) not in page
    with acting_as(dsl) as by, pytest.raises(duty.NotYourOwn):
        duty.agree(made, by=by, at=timezone.now())
    second = make.actor("dsl", of=school)
    browser = signed_in(second)
    assert at("agree_to_less", made) in words(browser.get(at("incident", made)))
    browser.post(at("agree_to_less", made))
    assert owed(made, dsl) == ""
    with acting_as(dsl):
        assert Decision.objects.get().agreed_by == second
        assert lookup.to_agree(made) is None


def test_pl_9_6_what_is_owed_keeps_the_incident_open_and_out_of_the_schools_own_hands(mash, dsl):
    made = opened(dsl, "RAPE")
    described(made, dsl, "PHYSICAL", why="Misheard")
    with acting_as(dsl) as by, pytest.raises(routes.OthersFirst):
        routes.add_route(made, routes.RouteFacts("Once"), kind="INTERNAL", by=by, at=timezone.now())
    with acting_as(dsl) as by, pytest.raises(closing.StillRuns):
        closing.close(made, considered={}, by=by, at=timezone.now())
    with_police(made, dsl)
    referred(child_in(made, "HARMED", dsl), dsl)
    assert "Report to the police now" not in due(made, dsl)


def test_pl_9_1_a_child_who_is_not_under_13_after_all_ends_no_duty_alone(school, dsl):
    made = opened(dsl, "PHYSICAL", report=reported(dsl, under_13="YES"))
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        facts = opening.ChildFacts("HARMED", "Amber Example", is_under_13="NO")
        opening.change_child(child, facts, by=by, at=timezone.now())
        assert "under 13: yes → Child affected, under 13: no" in lookup.to_agree(lookup.whole(made)).what
    assert "under 13" in owed(made, dsl)
    with acting_as(make.actor("dsl", of=school)) as by:
        duty.agree(made, by=by, at=timezone.now())
    assert owed(made, dsl) == ""


def test_what_is_violence_again_is_nothing_to_agree_to(school, dsl):
    made = opened(dsl, "ASSAULT")
    described(made, dsl, "VERBAL", why="Misheard")
    described(made, dsl, "ASSAULT")
    with acting_as(make.actor("dsl", of=school)) as by, pytest.raises(duty.NothingToAgree):
        duty.agree(made, by=by, at=timezone.now())


def test_pl_9_6_who_was_told_of_less_is_told_again(mash, dsl, other_school):
    begun = timezone.now() - timedelta(days=2)
    made = opened(dsl, "PHYSICAL", at=begun)
    police, social = with_police(made, dsl, at=begun), referred(child_in(made, "HARMED", dsl), dsl, at=begun)
    other = elsewhere(made, other_school, dsl)
    told(other, dsl, at=begun)
    assert not any("again" in each for each in due(made, dsl))
    described(made, dsl, "RAPE")
    again = [
        "Tell the police again: it is more than they were told",
        "Tell children’s social care again: it is more than they were told",
        "Tell the other school again: it is more than it was told",
    ]
    assert [each for each in due(made, dsl) if "again" in each] == again
    with acting_as(dsl) as by, pytest.raises(closing.StillRuns):
        closing.close(made, considered={}, by=by, at=timezone.now())
    with acting_as(dsl) as by:
        for route in (police, social):
            routes.tell_again(route, words="Told PC Example of the rape", by=by, at=timezone.now())
    told(other, dsl)
    assert not any("again" in each for each in due(made, dsl))


def test_pl_9_6_telling_again_is_recorded_where_it_is_due(mash, signed_in, dsl):
    begun = timezone.now() - timedelta(days=2)
    made = opened(dsl, "PHYSICAL", at=begun)
    route = with_police(made, dsl, at=begun)
    described(made, dsl, "RAPE")
    browser = signed_in(dsl)
    assert at("tell_again", route) in words(browser.get(at("incident", made)))
    assert "44260001234" in words(browser.get(at("tell_again", route)))
    browser.post(at("tell_again", route), {"words": "PC Example knows of the rape"})
    page = words(browser.get(at("incident", made)))
    assert "PC Example knows of the rape" in page
    assert "Tell the police again" not in page


def test_pl_9_5_every_answer_of_the_police_stands_with_its_day_and_binds_one_child(signed_in, dsl):
    made = opened(dsl)
    route, alleged, harmed = with_police(made, dsl), child_in(made, "ALLEGED", dsl), child_in(made, "HARMED", dsl)
    with pytest.raises(routes.NobodyIsBound):
        police_say(route, dsl)
    police_say(route, dsl, "INVESTIGATING", "Interviewed")
    police_say(route, dsl, child=alleged, revision=2)
    browser = signed_in(dsl)
    incident, plan = words(browser.get(at("incident", made))), words(browser.get(at("plan", alleged)))
    for page in (incident, plan):
        assert BAIL in page
        assert "Interviewed" in page
        assert "Under investigation" in page
    assert "Applies to Blaise Sample" in incident
    other = words(browser.get(at("plan", harmed)))
    assert "It applies to another child: read it on the incident" in other
    assert BAIL not in other


def test_pl_9_4_the_other_school_is_to_be_told_what_the_police_said(dsl, other_school):
    made = opened(dsl, "VERBAL")
    route, other = with_police(made, dsl), elsewhere(made, other_school, dsl)
    told(other, dsl)
    assert "Tell the other school what the police said" not in due(made, dsl)
    police_say(route, dsl, child=other, at=timezone.now() + timedelta(minutes=1))
    assert "Tell the other school what the police said" in due(made, dsl)
    told(other, dsl, "Bail: keep him 100 metres from the gate.", at=timezone.now() + timedelta(minutes=2))
    assert "Tell the other school what the police said" not in due(made, dsl)


def test_a_stale_page_does_not_overwrite_what_the_police_said(signed_in, dsl):
    made = opened(dsl)
    route = with_police(made, dsl)
    today = london_date(timezone.now())
    said = {"state": "NFA", "on-day": today.day, "on-month": today.month, "on-year": today.year, "revision": "1"}
    police_say(route, dsl, "INVESTIGATING", "Interviewed")
    with pytest.raises(ChangedMeanwhile):
        police_say(route, dsl, "NFA")
    page = signed_in(dsl).post(at("route", route), said)
    assert "Somebody saved this meanwhile" in words(page)
    with acting_as(dsl):
        assert [each.state for each in PoliceUpdate.objects.order_by("pk")] == ["REPORTED", "INVESTIGATING"]


def test_another_school_finds_nothing_to_agree_to(signed_in, dsl, other_dsl):
    made = opened(dsl, "ASSAULT")
    described(made, dsl, "VERBAL", why="Misheard")
    assert signed_in(other_dsl).get(at("agree_to_less", made)).status_code == 404


def test_pl_9_6_the_other_school_never_reads_that_the_police_know_what_they_were_not_told(mash, dsl, other_school):
    begun = timezone.now() - timedelta(days=2)
    made = opened(dsl, "PHYSICAL", at=begun)
    with_police(made, dsl, at=begun)
    other = elsewhere(made, other_school, dsl)
    first = told(other, dsl)
    described(made, dsl, "RAPE")
    second = told(other, dsl)
    rows = {each["key"]: each["value"] for each in presented.of_incident(second)}
    assert "They were told of less than this" in rows["Police"]
    assert "do not report it again" in {each["key"]: each["value"] for each in presented.of_incident(first)}["Police"]
    assert rows["The other school’s reference"] == made.reference
