"""An episode as it opens in life, and browsers signed in as the people who help."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Participant, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.episodes.operations import agreements, leads
from breakwater.practice.early_help.models import Assessment, Episode
from breakwater_dev.testing import factories as make


@pytest.fixture
def team(db):
    make.team("MASH", service="front_door")
    return make.team("Tier 2 help", service="early_help")


@pytest.fixture
def coordinator(team):
    return make.actor("tier2_coordinator", of=team)


@pytest.fixture
def opened(coordinator):
    """`opened()` returns an episode that a co-ordinator accepted from social care."""

    def open_one() -> Episode:
        giver = make.actor("social_worker", of=make.team())
        child = make.person("Ada", "Example")
        now = timezone.now()
        with acting_as(make.intake()) as intake:
            case = cases.open_case(
                kind="referral",
                area=make.area(),
                team=giver.membership.team,
                by=intake,
                at=now,
                people=[(child, Participant.Capacity.CHILD)],
            )
        with acting_as(giver):
            offer = handovers.offer(
                [case], handovers.Offer(to="early_help", reason="Help with mornings"), by=giver, at=now
            )
        with acting_as(coordinator):
            taken = handovers.accept(handover=offer, by=coordinator, at=now)
            return Episode.objects.select_related("case").get(case=taken.opened_case)

    return open_one


@pytest.fixture
def led(opened, coordinator):
    """`led()` returns an episode whose mother agrees, and the teacher who accepted to lead it."""

    def lead_one(lead=None):
        episode, now = opened(), timezone.now()
        lead = lead or make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
        with acting_as(coordinator) as by:
            agreements.record_agreement(
                episode,
                agreements.AgreementFacts(
                    name="Mo Example",
                    relation="Mother",
                    answer="AGREES",
                    method="PHONE",
                    given_on=timezone.localdate(),
                    to_assessment=True,
                ),
                by=by,
                at=now,
            )
            asked = leads.invite_lead(
                episode, leads.LeadInvitation(lead=lead.membership, words="You know them"), by=by, at=now
            )
        with acting_as(lead) as by:
            handovers.accept(handover=asked, by=by, at=now)
            tasks.do(
                task=Task.objects.open().get(case=episode.case, title__startswith="Tell the family"), by=by, at=now
            )
            return Episode.objects.select_related("case__area", "case__responsible_team").get(pk=episode.pk), lead

    return lead_one


# Everything that finishing an assessment asks for.
WHOLE = {
    "start": {"route": "mash", "checked": "yes", "reasons": ["parenting"], "harm": "no"},
    "story": {"change": "Calmer mornings"},
    "safety": {
        "asked_safely": "yes",
        "abuse": "no",
        "check_neglect": "no",
        "check_exploitation": "no",
        "check_substance": "no",
        "check_mental": "no",
        "also": ["none"],
    },
    "meaning": {
        "to_be_this_child": "Tired",
        "working": "Nan",
        "worried": "Late",
        "needs_to_happen": "Sleep",
        "if_nothing": "She stops coming",
        "tier_view": "2",
    },
    "priorities": {"priorities": [{"what": "Mornings"}]},
    "sign_off": {
        "family_read": "yes",
        "family_copy": "told",
        "child_copy": "yes",
        "coordinator_read": "yes",
        "signed": True,
    },
    "voice": {"seen": "yes", "seen_on": "2026-01-05", "heard": "yes", "says": "I like toast"},
}


@pytest.fixture
def whole():
    """`whole(begun, by, safety={...})` answers all that finishing asks for, with these answers otherwise (None: left out)."""

    def write(begun: Assessment, actor, **otherwise) -> None:
        with acting_as(actor) as by:
            sections = {key: said | otherwise.get(key, {}) for key, said in WHOLE.items()}
            forms = [(begun, [key for key in sections if key != "voice"])]
            forms += [(part, ["voice"]) for part in begun.children.all()]
            for held, keys in forms:
                for key in keys:
                    held.answers.refresh_from_db()
                    assessments.save_section(
                        held.answers,
                        assessments.SectionAsTyped(
                            section=key, cleaned=sections[key], drawn=assessments.Drawn(held.answers.revision, {})
                        ),
                        by=by,
                        at=timezone.now(),
                    )

    return write


@pytest.fixture
def closes():
    """`closes(browser, episode, code=..., words=...)` sends the form of closing with what it shows as open confirmed."""

    def send(browser, episode, **said):
        where = reverse("early_help:close", args=[episode.reference])
        page = browser.get(where).content.decode()
        mark = page.split('name="open_mark" value="')
        tasks = dict.fromkeys(re.findall(r'name="(t[^"]{8,})"', page), "ENDS")
        sent = {
            "informed": ["Nobody"],
            "confirmed": ["yes"],
            "open_mark": mark[1].split('"')[0] if len(mark) > 1 else "",
        }
        return browser.post(where, sent | tasks | said)

    return send
