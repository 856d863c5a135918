"""An episode as it opens in life, and browsers signed in as the people who help."""

import pytest
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Participant
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.models import Episode
from breakwater.testing import factories as make


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
                kind="referral", area=make.area(), team=giver.membership.team, by=intake, at=now,
                people=[(child, Participant.Capacity.CHILD)],
            )  # fmt: skip
        with acting_as(giver):
            offer = handovers.offer(
                cases_carried=[case], to="early_help", reason="Help with mornings", by=giver, at=now
            )
        with acting_as(coordinator):
            taken = handovers.accept(handover=offer, by=coordinator, at=now)
            return Episode.objects.select_related("case").get(case=taken.opened_case)

    return open_one
