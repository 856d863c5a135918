"""What must I do before I go home: each post finds its own on Today."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Case, CaseWorker, Handover, Participant
from breakwater.delivery import going_live
from breakwater.partnership.notifications.registry import TODAY_PANELS
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.settled import settled
from breakwater.practice.early_help.episodes.operations import episodes
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Receipt
from breakwater_dev.testing import factories as make


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def tier2(db):
    return make.team("Tier 2 help", service="early_help")


@pytest.fixture
def worker(db):
    return make.actor("social_worker", of=make.team("Assessment team"))


def panel(key: str, actor, at=None):
    with acting_as(actor):
        return TODAY_PANELS[key](actor, at or timezone.now())


def held(worker, forename: str = "Ada") -> Case:
    with acting_as(make.intake()) as by:
        return cases.open_case(
            kind="referral",
            area=make.area(),
            team=worker.membership.team,
            by=by,
            at=timezone.now(),
            people=[(make.person(forename, "Example"), Participant.Capacity.CHILD)],
        )


def offered(worker, tier2, forename: str = "Ada") -> Handover:
    case = held(worker, forename)
    with acting_as(worker):
        return handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=timezone.now())


def episode_of(offer, coordinator) -> Episode:
    with acting_as(coordinator):
        taken = handovers.accept(handover=offer, by=coordinator, at=timezone.now())
        return Episode.objects.select_related("case").get(case=taken.opened_case)


def leads(episode: Episode, coordinator, lead) -> None:
    with acting_as(coordinator):
        cases.assign(
            case=episode.case,
            membership=lead.membership,
            capacity=CaseWorker.Capacity.LEAD_PROFESSIONAL,
            by=coordinator,
            at=timezone.now(),
        )


def test_a_manager_sees_what_the_team_gave_and_who_has_not_answered(worker, tier2):
    manager = make.actor("social_care_manager", of=worker.membership.team)
    assert panel("casework.offers_given", manager).empty_words == "Everything your team gave is answered."
    assert panel("casework.offers_given", worker) is None  # a worker is not told of nothing
    offer = offered(worker, tier2)
    [row] = panel("casework.offers_given", manager).rows
    assert (row.text, row.tag) == (f"Ada Example: {offer.reference}", "Waiting")
    [late] = panel("casework.offers_given", worker, offer.answer_due_at + timedelta(minutes=1)).rows
    assert late.tag == "Overdue"
    assert "call them" in late.hint


def test_the_giver_sees_what_it_stepped_down_and_may_not_close_yet(worker, tier2):
    coordinator, lead = make.actor("tier2_coordinator", of=tier2), make.actor("lead_professional")
    assert panel("casework.stepped_down", worker) is None
    offer = offered(worker, tier2)
    assert panel("casework.stepped_down", worker) is None  # it waits for an answer first
    episode = episode_of(offer, coordinator)
    [row] = panel("casework.stepped_down", worker).rows
    assert row.text == "Ada Example: no lead professional yet"
    leads(episode, coordinator, lead)
    assert panel("casework.stepped_down", worker) is None


def test_a_lead_professional_sees_their_own_families_and_no_others(worker, tier2):
    coordinator, lead = make.actor("tier2_coordinator", of=tier2), make.actor("lead_professional")
    mine = episode_of(offered(worker, tier2, "Ada"), coordinator)
    episode_of(offered(worker, tier2, "Ben"), coordinator)
    assert "You lead no family now" in panel("early_help.led", lead).empty_words
    leads(mine, coordinator, lead)
    [row] = panel("early_help.led", lead).rows
    assert row.text == "Ada Example"
    assert "no meeting yet" in row.hint
    assert panel("early_help.led", coordinator) is None
    with acting_as(coordinator):
        episodes.close_episode(episode=mine, reason="All is well", by=coordinator, at=timezone.now())
    assert panel("early_help.led", lead).rows == []


def test_a_contact_that_nobody_has_matched_is_called_as_it_was_told(mash):
    screener = make.actor("mash_screener", of=mash)
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key="told",
            worry="Shouting",
            children=[arrivals.ChildTold(named_as="Toddler at flat 12")],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    rows = panel("casework.clocks", screener).rows
    assert {row.text for row in rows} == {"Toddler at flat 12"}
    assert panel("casework.clocks", screener).href == "/clocks/"


def told_by_a_school(school_team, sender, mash) -> Receipt:
    return arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PROFESSIONAL",
            key=f"school-{timezone.now().timestamp()}",
            worry="He is hungry",
            children=[arrivals.ChildTold(named_as="Robin Quayside")],
            sender=arrivals.Sender(team=school_team, user=sender.membership.user, words="Dana, Harbour"),
        ),
        by=make.intake(),
        at=timezone.now(),
    )


def test_a_dsl_sees_answers_nobody_of_the_school_has_read(mash):
    school = make.team("Safeguarding", of=make.organisation("Harbour Primary", kind="SCHOOL"))
    dsl = make.actor("dsl", of=school)
    assert panel("front_door.answers", dsl).empty_words == "You have read every answer."
    receipt = told_by_a_school(school, dsl, mash)
    with acting_as(make.intake()):
        receipt.lines.update(news_at=timezone.now(), stage="DECIDED")
    [row] = panel("front_door.answers", dsl).rows
    assert (row.text, row.href) == ("Robin Quayside", f"/contacts/{receipt.reference}/")
    assert panel("front_door.answers", make.actor("dsl")).rows == []
    assert panel("front_door.answers", make.actor("mash_screener", of=mash)) is None


@pytest.mark.parametrize("role", ["business_manager", "system_administrator"])
def test_whoever_sets_an_area_up_reads_how_much_is_missing(db, role):
    keeper = make.actor(role, of=make.team("Partnership office"))
    area, today = keeper.membership.team.area, timezone.localdate()
    before = panel("web.going_live", keeper)
    lacks = len(going_live.missing(area, today))
    assert (before.rows[0].text, before.rows[0].href) == (f"{lacks} missing", reverse("web:going_live"))
    make.team("LADO", in_area=area, service="lado")
    assert panel("web.going_live", keeper).rows[0].text == f"{lacks - 1} missing"
    assert panel("web.going_live", make.actor("mash_manager", of=make.team("MASH"))) is None


@pytest.mark.parametrize(
    "key",
    ["casework.offers_given", "casework.handovers", "casework.stepped_down", "early_help.led", "casework.clocks"],
)
def test_a_panel_asks_the_database_as_often_for_three_as_for_one(worker, tier2, key):
    coordinator, lead = make.actor("tier2_coordinator", of=tier2), make.actor("lead_professional")
    reads = {"casework.offers_given": worker, "casework.stepped_down": worker, "early_help.led": lead}.get(
        key, coordinator
    )
    made = []

    def one_more(forename: str) -> int:
        offer = offered(worker, tier2, forename)
        if key not in ("casework.offers_given", "casework.handovers"):
            episode = episode_of(offer, coordinator)
            if key != "casework.stepped_down":
                leads(episode, coordinator, lead)
        made.append(offer)
        with acting_as(reads), settled(), CaptureQueriesContext(connection) as asked:  # as a request has it
            assert TODAY_PANELS[key](reads, timezone.now()).rows
        return len(asked)

    once = one_more("Ada")
    one_more("Ben")
    assert one_more("Cleo") == once
