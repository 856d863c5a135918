"""Whatever happens to a family's help, someone answers for it: random histories, and what the database refuses (EH-04, SG-09)."""

from contextlib import suppress
from copy import deepcopy
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseWorker
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers import refusals
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.models import Case, Clock, Handover, Participant, Task
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Membership
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.operations import agreements, episodes
from breakwater.practice.early_help.episodes.operations import leads as leads_operations
from breakwater.practice.early_help.episodes.operations import step_up as moves
from breakwater.practice.early_help.models import Agreement, Episode
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.trials import trials

REFUSALS = (
    cases.CaseIsClosed,
    episodes.EpisodeIsClosed,
    leads_operations.LeadsAlready,
    leads_operations.NobodyAgreed,
    refusals.AlreadyAnswered,
    refusals.AlreadyOffered,
    handovers.NobodyLeadsYet,
    refusals.NotTheOneAsked,
    refusals.NotTheReceiver,
    handovers.OfferStillWaiting,
)
STEPS = (
    "ask",
    "accept",
    "accept",
    "decline",
    "withdraw",
    "leave",
    "succeed",
    "move",
    "step up",
    "close",
    "merge or part",
)
LOOKED_AT_ONCE = "set constraints all immediate"


class Town:
    """Two teams that may answer for the case, three people who may lead, one family."""

    def __init__(self):
        self.now = timezone.now()
        make.team("MASH", service="front_door")
        council = make.organisation("Council")
        self.home = make.team("Tier 2 North", of=council, service="early_help")
        self.sister = make.team("Tier 2 South", of=council)
        self.teams = {
            self.home.pk: make.actor("tier2_coordinator", of=self.home),
            self.sister.pk: make.actor("tier2_coordinator", of=self.sister),
        }
        for team in (self.home, self.sister):
            make.membership("early_help_manager", of=team)
        self.leads = [
            make.membership("dsl", of=make.team(f"School {n}", of=make.organisation(kind="SCHOOL"))) for n in range(3)
        ]
        self.reviewer, self.merge = make.actor("mash_manager", of=make.team("MASH desk")), None
        self.giver = make.actor("social_worker", of=make.team("Assessment"))
        self.children = [make.person("Ada", "Example"), make.person("Ada", "Exampel")]
        with acting_as(make.intake()) as intake:
            source = cases.open_case(
                kind="referral",
                area=make.area(),
                team=self.giver.membership.team,
                by=intake,
                at=self.now,
                people=[(child, Participant.Capacity.CHILD) for child in self.children],
            )
        with acting_as(self.giver):
            offer = handovers.offer(
                [source], handovers.Offer(to="early_help", reason="Mornings"), by=self.giver, at=self.now
            )
        with acting_as(self.teams[self.home.pk]) as by:
            taken = handovers.accept(handover=offer, by=by, at=self.now)
            self.case = taken.opened_case_id
            agreements.record_agreement(
                self.episode(),
                agreements.AgreementFacts(
                    name="Mo",
                    relation="Mother",
                    answer=Agreement.Answer.AGREES,
                    method="PHONE",
                    given_on=london_date(self.now),
                    to_assessment=True,
                ),
                by=by,
                at=self.now,
            )

    def episode(self) -> Episode:
        return Episode.objects.select_related("case__area", "case__responsible_team").get(case=self.case)

    def owner(self):
        with acting_as(make.intake()):
            return self.teams[Case.objects.get(pk=self.case).responsible_team_id]

    def waiting(self) -> list[Handover]:
        with acting_as(make.intake()):
            return list(Handover.objects.waiting().filter(carried__case=self.case).order_by("pk"))

    def take(self, step: str, number: int) -> None:
        """One thing that people may do, in any order; what the product refuses it refuses."""
        lead = self.leads[number % 3]
        with suppress(*REFUSALS), transaction.atomic():
            getattr(self, step.replace(" ", "_"))(lead, number)

    def ask(self, lead, number):
        with acting_as(self.owner()) as by:
            leads_operations.invite_lead(
                self.episode(), leads_operations.LeadInvitation(lead=lead, words="You know them"), by=by, at=self.now
            )

    def _answerer(self, offer: Handover):
        if offer.moves_cases:
            return self.teams[offer.to_team_id]
        return actor_of(Membership.objects.get(pk=offer.proposed_lead_id))

    def _answer(self, number, verb, **more):
        waiting = self.waiting()
        if waiting:
            offer = waiting[number % len(waiting)]
            by = self._answerer(offer)
            if by.membership.revoked_at is None:
                with acting_as(by):
                    verb(handover=offer, by=by, at=self.now, **more)

    def accept(self, lead, number):
        self._answer(number, handovers.accept)

    def decline(self, lead, number):
        self._answer(number, handovers.decline, reason="No room")

    def withdraw(self, lead, number):
        """Of the offers that wait, whichever team made them: whoever has the case may take each back."""
        with acting_as(self.owner()) as by:
            for offer in Handover.objects.waiting().filter(carried__case=self.case).order_by("pk")[:1]:
                handovers.withdraw(handover=offer, reason="Another way", by=by, at=self.now)

    def leave(self, lead, number):
        keeper = make.actor("business_manager")
        Membership.objects.filter(pk=lead.pk, revoked_at=None).update(
            ends_on=london_date(self.now), revoked_at=self.now
        )
        lead.refresh_from_db()
        with acting_as(keeper):
            handovers.give_back(membership=lead, by=keeper, at=self.now)

    def succeed(self, lead, number):
        self.leads[number % 3] = make.membership("dsl", of=lead.team)

    def move(self, lead, number):
        by = self.owner()
        other = self.sister if by.membership.team_id == self.home.pk else self.home
        with acting_as(by):
            handovers.offer(
                [self.episode().case],
                handovers.Offer(to="whole_case", to_team=other, moves_cases=True, reason="They moved"),
                by=by,
                at=self.now,
            )

    def step_up(self, lead, number):
        with acting_as(self.owner()) as by:
            moves.step_up(episode=self.episode(), reason="A bruise", danger=Danger.NO, by=by, at=self.now)

    def close(self, lead, number):
        with acting_as(self.owner()) as by:
            episodes.close_episode(episode=self.episode(), reason="It is better", by=by, at=self.now)

    def merge_or_part(self, lead, number):
        """Two records of one child become one, or are two again."""
        with acting_as(self.reviewer) as by:
            first, second = (Person.objects.get(pk=child.pk) for child in self.children)
            if self.merge is None:
                self.merge = merging.merge(
                    kept=first, other=second, because="One child", by=by, at=self.now, key=uuid4()
                )
            else:
                merging.unmerge(merge=self.merge, because="Two after all", by=by, at=self.now)
                self.merge = None

    def check(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(LOOKED_AT_ONCE)
            cursor.execute("set constraints all deferred")
        with acting_as(make.intake()):
            for case in Case.objects.open():
                assert case.responsible_team_id is not None
                whole = Handover.objects.waiting().filter(carried__case=case, moves_cases=True)
                assert whole.count() <= 1
            case = Case.objects.get(pk=self.case)
            posts = CaseWorker.objects.filter(case=case, capacity="LEAD", ends_at=None).select_related("membership")
            leads = [post for post in posts if post.membership.revoked_at is None]
            looking = Clock.objects.running().filter(case=case, rule="early_help.find_lead").exists()
            assert len(posts) <= 1
            waiting = set(Handover.objects.waiting().filter(carried__case=case).values_list("pk", flat=True))
        with acting_as(self.owner()):
            assert (
                set(Handover.objects.waiting().filter(carried__case=self.case).values_list("pk", flat=True)) == waiting
            )
        with acting_as(make.intake()):
            if case.is_open:
                assert leads or looking
                assert case.responsible_team_id in self.teams
            else:
                assert (len(posts), looking) == (0, False)
                assert not Handover.objects.waiting().filter(carried__case=case).exists()
            assert not Task.objects.open().filter(owner__revoked_at__isnull=False).exists()


@pytest.fixture
def as_it_begins(db) -> Town:
    """The town before any history; each has a copy of it, and what it writes is undone."""
    town = Town()
    town.check()
    return town


@pytest.mark.slow
@settings(max_examples=trials(12, 60), suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(history=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), min_size=4, max_size=14))
def test_a_random_history_leaves_every_case_with_one_team_and_every_family_with_a_lead_or_a_clock(
    as_it_begins, history
):
    with transaction.atomic():
        town = deepcopy(as_it_begins)
        for step, number in history:
            town.take(step, number)
            town.check()
        transaction.set_rollback(True)


def _tries(change) -> None:
    """What the application's role may do to a row, looked at as if the transaction ended."""
    with transaction.atomic():
        change()
        with connection.cursor() as cursor:
            cursor.execute(LOOKED_AT_ONCE)


def test_sg_09_the_database_refuses_a_family_that_nobody_leads_and_nobody_looks_for_one(coordinator, opened):
    episode = opened()
    with acting_as(coordinator):
        running = Clock.objects.running().filter(case=episode.case, rule="early_help.find_lead")
        with pytest.raises(IntegrityError, match="neither a lead nor a clock"):
            _tries(lambda: running.update(stopped_at=timezone.now(), stopped_by=coordinator))


def test_sg_09_the_database_refuses_to_release_a_lead_before_the_next(coordinator, opened, led):
    episode, lead = led()
    with acting_as(coordinator):
        post = CaseWorker.objects.filter(case=episode.case, capacity="LEAD")
        with pytest.raises(IntegrityError, match="neither a lead nor a clock"):
            _tries(lambda: post.update(ends_at=timezone.now()))
        assert leads_operations.lead_of(episode.case).user_id == lead.membership.user_id
