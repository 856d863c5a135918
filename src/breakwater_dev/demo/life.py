"""Eight weeks of life in the invented area, lived through the rooms' own operations, each at its own moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import sqrt
from random import Random

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Clock, Handover, Task
from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.dates.working_days import ENGLAND
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor, Membership, ServiceName
from breakwater.practice.early_help.episodes.operations.later_contacts import NothingOpenAnyMore
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.decisions.operations.agreement_to_help import Statement
from breakwater.practice.front_door.decisions.operations.decision_facts import DecisionFacts
from breakwater.practice.front_door.decisions.operations.open_tasks import END
from breakwater.practice.front_door.models import Contact, Outcome, Submission
from breakwater.practice.front_door.pathway import DECISION
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater.practice.front_door.senders import Sender

from . import screening, sent_forms, words
from .early_help import EarlyHelp
from .families import Child, Family
from .requests import Asking
from .rhythm import Queue, at_clock, days_before, later
from .savepoints import undone_if_refused
from .staff import Staff
from .tables import chance

DAYS = 56
A_DAY = 3  # contacts, on a working day, for three thousand children (FD 0.3)
MONDAYS = 1.6
SENDERS = (
    ("school", 36),
    ("police", 22),
    ("health visitor", 16),
    ("public", 14),
    ("housing officer", 6),
    ("youth worker", 6),
)
SOURCE = {
    "school": "2A",
    "police": "6",
    "health visitor": "3B",
    "public": "1D",
    "housing officer": "4",
    "youth worker": "8",
}
POST = {"police": "police officer"}
ANSWERED_BY = {
    "early_help": ("coordinator", "coordinator 2", "coordinator 3"),
    "early_help_open": ("coordinator", "coordinator 2", "coordinator 3"),
    "targeted_support": ("receiver",),
    "assessment": ("social worker", "social worker 2"),
    "strategy": ("social worker", "social worker 2"),
    "allocated_worker": ("social worker 2",),
    "specialist": ("specialist",),
    "specialist_services": ("specialist services",),
    "transfer": ("transfers",),
}
PASSED_ON = (Outcome.BY_REFERRER, Outcome.TIER2, Outcome.TIER3)


@dataclass
class Told:
    """What one submission was about: enough to go on with it later."""

    family: Family
    children: list[Child]
    concern: words.Concern
    sender: str
    contacts: list[int]


RECORDS_OF_GREEN = timedelta(days=10)


class Life:
    """Draws what happens and lets it happen in order. Things after the present stay undone, as in life."""

    def __init__(self, families: list[Family], staff: Staff, area, now: datetime, *, part: int = 1, share: float = 1):
        """`share` of what happens happens to these families; another part tells of the rest."""
        self.families, self.staff, self.area, self.now, self.part, self.share = families, staff, area, now, part, share
        self.pick, self.pick_form = self.chance("life"), self.chance("forms")
        self.queue = Queue(now)
        self.early_help = EarlyHelp(self)
        self.requests = Asking(self)
        self.used: set[int] = set()
        self.before: list[tuple[datetime, Family, list[Child]]] = []
        self.sent = 0

    def chance(self, name: str) -> Random:
        """No two parts draw the same."""
        return chance(name if self.part == 1 else f"{name} {self.part}")

    def live(self) -> int:
        """Eight weeks; answers how many things happened."""
        for day in days_before(to_london(self.now).date(), DAYS):
            for _ in range(self._how_many(day)):
                self.queue.at(self._moment_on(day), self.arrives)
        return self.queue.run()

    def _how_many(self, day) -> int:
        if not ENGLAND.is_working_day(day):
            return int(self.pick.random() < 0.3 * self.share)
        expected = A_DAY * (MONDAYS if day.weekday() == 0 else 1) * 0.8
        return max(0, round(self.pick.gauss(expected * self.share, sqrt(self.share))))

    def _moment_on(self, day) -> datetime:
        hour = self.pick.choices([8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 21], [2, 6, 6, 5, 4, 4, 5, 6, 4, 1, 1])[0]
        return at_clock(day, hour, self.pick.randint(0, 59))

    def is_lately(self, at: datetime) -> bool:
        """Within the last few days: what is left undone is left undone lately, not for weeks."""
        return self.now - at < timedelta(days=4)

    def post(self, key: str) -> Membership:
        return self.staff.posts[key]

    def actor(self, key: str) -> Actor:
        return actor_of(self.post(key))

    # A worry arrives ...

    def arrives(self, at: datetime) -> None:
        family, children, concern = self._someone(at)
        sender = self.pick.choices([name for name, _ in SENDERS], [share for _, share in SENDERS])[0]
        if sender == "school" and children[0].team is None:
            sender = "health visitor"
        self.tell(family, children, concern, sender, at)

    def _someone(self, at: datetime) -> tuple[Family, list[Child], words.Concern]:
        """A family, children of it, and a worry that fits the first. One in five was known from a contact before."""
        known = [row for row in self.before if at - row[0] > timedelta(days=12)]
        if known and self.pick.random() < 0.22:
            _, family, children = self.pick.choice(known)
            return family, children, self.pick.choice(_fitting(children[0], at))
        while True:
            family = self.pick.choice(self.families)
            if id(family) in self.used:
                continue
            child = self.pick.choice(family.children)
            age = (at.date() - child.person.born_on).days // 365
            fitting = [each for each in words.CONCERNS if age >= 0 and each.youngest <= age <= each.oldest]
            if fitting:
                break
        self.used.add(id(family))
        children = [child]
        if len(family.children) > 1 and self.pick.random() < 0.18:
            children = [each for each in family.children if each.person.born_on <= at.date()]
        self.before.append((at, family, children))
        return family, children, self.pick.choice(fitting)

    def tell(
        self,
        family: Family,
        children: list[Child],
        concern: words.Concern,
        sender: str,
        at: datetime,
        *,
        danger: bool = False,
        goes_on: bool = True,
        worry: str = "",
    ) -> Told:
        """Send it in, and let the MASH go on with it. A school picks from its own roll; others say a name."""
        self.sent += 1
        channel, told_by = Submission.Channel.PUBLIC, Sender(words="A neighbour", source_code="1D")
        answers = None
        by = service_of(self.area, ServiceName.INTAKE)
        if sender != "public":
            post = self.staff.dsl[children[0].team.pk] if sender == "school" else self.post(POST.get(sender, sender))
            by = actor_of(post)
            said = f"{post.user.name}, {post.job_title or post.role.title}, {post.team.organisation.name}"
            channel = Submission.Channel.PROFESSIONAL
            told_by = Sender.at_post(post, words=said[:240], source_code=SOURCE[sender])
        by_neighbour = sender == "public"
        words_of_sender = concern.next_door if by_neighbour else concern.worry
        told_in_words = worry or words_of_sender.format(child=children[0].person.forename)
        own_roll = {child.person.pk for child in children if sender == "school" and child.team == by.membership.team}
        with acting_as(by):
            if sender != "public":
                answers = sent_forms.sent_by(
                    post,
                    family=family,
                    children=children,
                    concern=concern,
                    worry=told_in_words,
                    sender=sender,
                    danger=danger,
                    area=self.area,
                    by=by,
                    at=at,
                    pick=self.pick_form,
                )
            arrival = arrivals.Arrival(
                area=self.area,
                channel=channel,
                key=f"demo-{self.part}-{self.sent}",
                sender=told_by,
                answers=answers,
                immediate_danger=danger or None,
                worry=told_in_words,
                children=[
                    ChildTold(
                        named_as=child.person.name,
                        # Next door one knows how old a child is, not the birthday, and seldom the school by its name.
                        born=str(child.person.born_on.year) if by_neighbour else child.person.born_on.isoformat(),
                        address=family.lines,
                        postcode=family.postcode,
                        school=child.school.name if child.school and not by_neighbour else "",
                        person=child.person if child.person.pk in own_roll else None,
                    )
                    for child in children
                ],
            )
            receipt = arrivals.receive(arrival, by=by, at=at)
        with acting_as(service_of(self.area, ServiceName.INTAKE)):
            contacts = list(Contact.objects.filter(submission=receipt.submission_id).order_by("position"))
        told = Told(family, children, concern, sender, [contact.pk for contact in contacts])
        if goes_on:
            self.go_on(told, at)
        return told

    def go_on(self, told: Told, at: datetime) -> None:
        screener = self.pick.choice(("screener", "screener 2", "screener 3"))
        claimed = later(at, 0.3 + self.pick.random() * 1.5)
        late = self.pick.random() < 0.08
        decided = later(claimed, 12 + self.pick.random() * 8 if late else 1 + self.pick.random() * 4)
        self.queue.at(claimed, lambda then: self.screen(told, screener, then))
        self.requests.may_ask(told, screener, claimed)
        self.queue.at(decided, lambda then: self.decide(told, then))
        if late and self.pick.random() < 0.7:
            self.queue.at(later(decided, 2), lambda then: self.explain(told, then))

    # ... is screened ...

    def contacts_of(self, told: Told) -> list[Contact]:
        """The contacts as the acting person may see them."""
        return list(
            Contact.objects.select_related("case", "submission").filter(pk__in=told.contacts).order_by("position")
        )

    def screen(self, told: Told, screener: str, at: datetime) -> None:
        with acting_as(self.actor(screener)) as by:
            for contact, child in zip(self.contacts_of(told), told.children, strict=True):
                contact = claims.claim(contact=contact, by=by, at=at)
                if contact.child_id is None:
                    searched = {"name": child.person.name, "born": child.person.born_on.isoformat()}
                    contact = claims.match(
                        contact=contact,
                        person=child.person,
                        was_new=False,
                        searched=searched,
                        found=self.pick.randint(1, 4),
                        by=by,
                        at=at + timedelta(minutes=6),
                    )
                parent = told.family.adults[0]
                cases.add_participant(case=contact.case, person=parent, capacity=Capacity.PARENT, by=by, at=at)
                rated = at + timedelta(minutes=20)
                rag = screening.rating_of(contact, told.concern.rag, at=rated)
                contact = rating.rate(contact=contact, rag=rag, reason=told.concern.because, by=by, at=rated)
                if contact.rag != "GREEN" or self.now - at < RECORDS_OF_GREEN:  # nobody reads the rest in a demo
                    screening.write_record(self, contact, told, child, by=by, at=at + timedelta(minutes=50))
                if self.pick.random() < 0.4:
                    stage = self.pick.choice(("gathering", "gathering", "analysing"))
                    claims.progress(contact=contact, to_stage="gathering", by=by, at=at + timedelta(minutes=55))
                    claims.progress(contact=contact, to_stage=stage, by=by, at=at + timedelta(minutes=58))

    # ... decided ...

    def decide(self, told: Told, at: datetime) -> None:
        outcomes, weights = zip(*told.concern.outcomes, strict=True)
        self.decide_as(told, self.pick.choices(outcomes, weights)[0], at)

    def decide_as(self, told: Told, outcome: str, at: datetime, *, again: bool = False, answered: bool = True) -> None:
        """Decide, and where `answered`, let the service that is offered the work answer in its time."""
        with acting_as(self.actor(self.pick.choice(("manager", "manager", "manager 2")))) as by:
            facts = DecisionFacts(
                outcome=outcome,
                rationale=words.DECIDED.format(
                    sender="the sender", weighed=told.concern.weighed, outcome=Outcome(outcome).label.lower()
                ),
                words_for_sender=words.FOR_SENDER[outcome],
                kind="DISABILITY" if outcome == Outcome.SPECIALIST_SERVICE else "",
                checked_by_hand=True,
                tasks=self.tasks_end(told),
            )
            if outcome in PASSED_ON:
                who = told.family.adults[0]
                words_of_one = f"{who.name} agreed by telephone, {at:%d %B}"
                covers = tuple(contact.reference for contact in self.contacts_of(told))
                facts = replace(facts, agreement="AGREES", statements=(Statement("AGREES", words_of_one, covers),))
            if again:
                offers = [
                    decisions.offer_again(contact, facts, by=by, at=at)
                    for contact in self.contacts_of(told)
                    if not contact.case.closed_at
                ]
            else:
                try:
                    with undone_if_refused():
                        offers = [decisions.decide(self.contacts_of(told), facts, by=by, at=at)]
                except decisions.SecondManagerNeeded:
                    offers = []
                    screening.ask_a_second(self, self.contacts_of(told), facts, by=by, at=at)
        for offer in offers:
            if offer is not None and answered:
                self.offered(told, offer, at)

    def tasks_end(self, told: Told) -> dict[str, str]:
        """What is still open for these contacts ends with the decision."""
        found = Task.objects.open().filter(case__contact__in=told.contacts)
        return dict.fromkeys(found.values_list("public_id", flat=True), END)

    def explain(self, told: Told, at: datetime) -> None:
        with acting_as(self.actor("manager")) as by:
            for clock in Clock.objects.filter(case__contact__in=told.contacts, rule=DECISION.key):
                if clock.was_breached(at):
                    clocks.explain(clock=clock, reason=self.pick.choice(words.LATE), by=by, at=at)

    # ... and taken on, or sent back.

    def who_answer(self, offer: Handover) -> Sequence[str]:
        """The posts that answer an offer: of work that is open already, those of the team that has it."""
        usual = ANSWERED_BY[offer.service]
        if self.post(usual[0]).team_id == offer.to_team_id:
            return usual
        every = dict.fromkeys(key for keys in ANSWERED_BY.values() for key in keys)
        return [key for key in every if self.post(key).team_id == offer.to_team_id]

    def offered(self, told: Told, offer: Handover, at: datetime) -> None:
        handover, service = offer.pk, offer.service
        who = self.pick.choice(self.who_answer(offer))
        chance_of = self.pick.random()
        if chance_of < 0.25 and self.is_lately(at):
            return  # nobody has answered yet; before last week, everything found its answer
        if chance_of < 0.15 and service == "early_help":
            self.queue.at(later(at, 2 + self.pick.random() * 4), lambda then: self.sent_back(told, handover, who, then))
            return
        self.queue.at(later(at, 0.5 + self.pick.random() * 5), lambda then: self.taken_on(told, handover, who, then))

    def sent_back(self, told: Told, handover: int, who: str, at: datetime) -> None:
        with acting_as(self.actor(who)) as by:
            handovers.decline(
                handover=Handover.objects.get(pk=handover), reason=self.pick.choice(words.DECLINED), by=by, at=at
            )
        self.queue.at(later(at, 1 + self.pick.random() * 3), lambda then: self.decide_as(told, "O5", then, again=True))

    def taken_on(self, told: Told, handover: int, who: str, at: datetime) -> None:
        elsewhere = {}
        with acting_as(self.actor(who)) as by:
            offer = Handover.objects.get(pk=handover)
            if RECEIVERS[offer.service].works_elsewhere:
                elsewhere = {
                    "elsewhere_reference": f"DEMO-{self.pick.randint(10000, 99999)}",
                    "elsewhere_worker": by.membership.user.name,
                }
            try:
                with undone_if_refused():
                    offer = handovers.accept(handover=offer, by=by, at=at, **elsewhere)
            except NothingOpenAnyMore:
                self.sent_back(told, handover, who, at)
                return
        if offer.service == "early_help":
            self.early_help.begins(told, offer.opened_case_id, who, at)


def _fitting(child: Child, at: datetime) -> list[words.Concern]:
    """The worries that fit a child's age; none for a child not yet born then."""
    age = (at.date() - child.person.born_on).days // 365
    return [each for each in words.CONCERNS if age >= 0 and each.youngest <= age <= each.oldest]
