"""Random histories of bookings agree, after each step, with a plain model that knows no database."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.foundation.refusals import Refusal
from breakwater.knowledge.training.models import Booking, Delegate, Event
from breakwater.knowledge.training.operations import places
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Team
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training
from breakwater_dev.testing.trials import trials

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HAS_PLACE = ("HELD", "OFFERED", "CONFIRMED")
SECTORS = ("SCHOOL", "HEALTH", "VOLUNTARY")
STEPS = 25


@dataclass
class Wish:
    """One booking as the model has it."""

    who: int
    sector: str
    team: int
    state: str = "WAITING"
    ends: datetime | None = None  # of a hold or an offer
    lapses: datetime | None = None  # while it waits for approval


class Model:
    """The rules of an event in lists and loops."""

    def __init__(self, event: Event):
        self.event, self.wishes = event, []

    def taken(self, **like) -> int:
        return sum(
            wish.state in HAS_PLACE and all(getattr(wish, name) == value for name, value in like.items())
            for wish in self.wishes
        )

    def fits(self, wish: Wish, at: datetime) -> bool:
        event = self.event
        if self.taken() >= event.capacity:
            return False
        if london_date(at) >= event.open_to_all_on:
            return True
        if self.taken(team=wish.team) >= event.most_of_one:
            return False
        kept = event.capacity * event.kept_share // 100 - self.taken(sector=event.kept_for)
        return wish.sector == event.kept_for or self.taken() + max(0, kept) < event.capacity

    def time(self, at: datetime) -> None:
        if at >= self.event.starts_at:
            for wish in self.wishes:
                if wish.state in ("HELD", "OFFERED", "WAITING"):
                    self.end(wish, "LAPSED")
            return
        for wish in self.wishes:
            if wish.lapses and wish.lapses <= at or wish.state == "OFFERED" and wish.ends <= at:
                self.end(wish, "LAPSED")
            elif wish.state == "HELD" and wish.ends <= at:
                wish.state, wish.ends = "WAITING", None
        while True:
            line = [w for w in self.wishes if w.state == "WAITING" and not w.lapses and self.fits(w, at)]
            if not line:
                return
            chosen = min(line, key=self.place_in_line)
            near = self.event.starts_at - at <= 3 * DAY
            chosen.state, chosen.ends = "OFFERED", min(at + (4 if near else 24) * HOUR, self.event.starts_at)

    def place_in_line(self, wish: Wish) -> tuple:
        by_sector = self.taken(sector=wish.sector) if self.event.waiting_rule == "SECTORS" else 0
        return by_sector, self.wishes.index(wish)

    @staticmethod
    def end(wish: Wish, state: str) -> None:
        wish.state, wish.ends, wish.lapses = state, None, None

    def book(self, wish: Wish, asks: bool, at: datetime) -> bool:
        self.time(at)
        if at >= self.event.cut_off_at or any(
            w.who == wish.who and w.state in (*HAS_PLACE, "WAITING") for w in self.wishes
        ):
            return False
        has_place = self.fits(wish, at)
        if asks:
            last = end_of(add_working_days(london_date(at), 10))
            wish.lapses = min(last, self.event.starts_at)
        if has_place:
            wish.state = "HELD" if asks else "CONFIRMED"
            wish.ends = min(at + self.event.hold_hours * HOUR, self.event.starts_at) if asks else None
        self.wishes.append(wish)
        return True

    def act(self, what: str, number: int, at: datetime) -> bool:
        """Approve, decline, accept or cancel; whether that was possible."""
        self.time(at)
        wish = self.wishes[number]
        if what in ("approve", "decline"):
            if not wish.lapses:
                return False
            if what == "decline":
                self.end(wish, "DECLINED")
            else:
                held = wish.state == "HELD"
                self.end(wish, "CONFIRMED" if held else "WAITING")
        elif what == "accept":
            if wish.state != "OFFERED":
                return False
            self.end(wish, "CONFIRMED")
            return True
        elif wish.state == "CANCELLED":  # sent again
            return True
        else:
            late = wish.state == "CONFIRMED" and at >= self.event.cut_off_at
            if late or wish.state not in (*HAS_PLACE, "WAITING"):
                return False
            self.end(wish, "CANCELLED")
        self.time(at)
        return True

    def substitute(self, number: int, who: int, at: datetime) -> bool:
        if at < self.event.starts_at:
            self.time(at)
        wish = self.wishes[number]
        live = any(w.who == who and w.state in (*HAS_PLACE, "WAITING") for w in self.wishes)
        if wish.state != "CONFIRMED" or at >= self.event.ends_at or live:
            self.time(at)  # whoever is refused looks again, and time goes on
            return False
        wish.state = "SUBSTITUTED"
        self.wishes.append(Wish(who, wish.sector, wish.team, "CONFIRMED"))
        return True


@dataclass
class World:
    teams: list[Team]
    people: list[Delegate]


@pytest.fixture
def world(db):
    """Six organisations of three sectors with four delegates each; every second delegate has a manager who is asked."""
    teams = [make.team(of=make.organisation(kind=SECTORS[number % 3])) for number in range(6)]
    people = [
        training.delegate(of=teams[number % 6], manager_email="head@example.org" if number % 2 else "")
        for number in range(24)
    ]
    return World(teams, people)


def one_event(chance: random.Random) -> Event:
    return training.event(
        capacity=chance.randint(1, 6),
        needs_approval=chance.random() < 0.5,
        hold_hours=chance.choice((2, 24, 72)),
        most_of_one=chance.randint(1, 3),
        kept_for="SCHOOL",
        kept_share=chance.choice((0, 40, 60)),
        open_to_all_on=london_date(training.in_days(chance.choice((3, 10, 20)))),
        waiting_rule=chance.choice(("FIRST", "SECTORS")),
    )


def states(event: Event) -> list[tuple]:
    rows = Booking.objects.filter(event=event).order_by("position")
    return list(rows.values_list("delegate", "state", "expires_at", "lapses_at"))


class History:
    """One history, lived by the product and by the model."""

    def __init__(self, world: World, number: int):
        self.world, self.number, self.chance = world, number, random.Random(number)
        self.event = event = one_event(self.chance)
        self.model, self.at = Model(event), timezone.now()

    def live(self) -> None:
        for step in range(STEPS):
            self.at += self.chance.choice((timedelta(minutes=7), HOUR, 6 * HOUR, DAY, 3 * DAY))
            expected, happened = self.step()
            which = f"history {self.number}, step {step}, {self.at - self.event.starts_at} from the start"
            assert happened == expected, which
            with acting_as(training.service()):
                model = [(w.who, w.state, w.ends, w.lapses) for w in self.model.wishes]
                assert states(self.event) == model, which
                self.event.refresh_from_db()
                assert self.event.places_taken == self.model.taken() <= self.event.capacity

    def step(self) -> tuple[bool, bool]:
        """What the model and the product say to the same act."""
        known = self.model.wishes
        what = self.chance.choice(
            ("book", "book", "book", "approve", "decline", "accept", "cancel", "substitute", "sweep")
        )
        who = self.chance.choice(self.world.people)
        number = self.chance.randrange(len(known)) if known else 0
        if what == "book" or not known:
            asks = self.event.needs_approval and bool(who.manager_email)
            place = self.world.people.index(who) % 6
            wish = Wish(who.pk, SECTORS[place % 3], self.world.teams[place].organisation_id)
            facts = (self.event, places.Wish([who.pk]))
            return self.model.book(wish, asks, self.at), self.does(places.book, *facts, key=uuid4())
        if what == "sweep":
            self.model.time(self.at)
            return True, self.does(places.sweep, self.event)
        with acting_as(training.service()):
            booking = Booking.objects.filter(event=self.event).select_related("area").order_by("position")[number]
        if what == "substitute":
            return self.model.substitute(number, who.pk, self.at), self.does(
                places.substitute, booking, who, key=uuid4()
            )
        more = {"why": "No"} if what == "decline" else {}
        return self.model.act(what, number, self.at), self.does(getattr(places, what), booking, **more)

    def does(self, operation, *of, **facts) -> bool:
        """Whether the product did it. What it refuses leaves nothing but what time brought, which the next look brings as well."""
        try:
            with transaction.atomic(), acting_as(training.service()) as by:
                operation(*of, by=by, at=self.at, **facts)
        except Refusal:
            with acting_as(training.service()) as by:
                places.sweep(self.event, by=by, at=self.at)
            return False
        return True


@pytest.mark.slow
def test_random_histories_agree_with_the_model(world):
    for seed in range(trials(12, 10_000)):
        with transaction.atomic():
            History(world, seed).live()
            transaction.set_rollback(True)
