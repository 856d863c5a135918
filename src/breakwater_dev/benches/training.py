"""CPU of the pages of training, web process and database together, with so many bookings kept of the years before."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from . import admin_list
from .web import (
    ADMIN_LIST,
    Device,
    Figures,
    Meter,
    admin_list_cost,
    cost,
    each_size,
    point_at,
    say,
    serving,
    session_of,
)
from .world import KNOWN_AS, a_copy_of, ensure_world

ADMIN_LIST_OF_200 = "Django's admin list of 200", "superuser"
CHILDREN = 1_200  # of the world beneath: none of them stands on these pages
STAFF, OTHERS, OF_A_TEAM = 200, 1_000, 20  # of the team that is measured, and of all the others
COURSES, DATES, BOOKED = 30, 60, 10  # dates to come, and who has a place at each already
OF_A_DATE, EVERY = 50, 6  # bookings of a date that is over; days from one to the next


def run_training_bench(sizes: list[int], *, requests: int, as_json: bool) -> int:
    return each_size(sizes, lambda cluster, size: measure(cluster, size, requests), as_json=as_json)


def measure(cluster, size: int, requests: int) -> Figures:
    """What each page costs with so many bookings. The database is made for it and dropped."""
    base = ensure_world(cluster, CHILDREN, say=say)
    with a_copy_of(cluster, base, f"bw_bench_training_{size}") as name:
        return _measure_in(cluster, name, size, requests)


def _measure_in(cluster, name: str, size: int, requests: int) -> Figures:
    figures: Figures = {
        ADMIN_LIST: admin_list_cost(cluster, requests),
        ADMIN_LIST_OF_200: admin_list_cost(cluster, requests, admin_list.PATH_OF_200),
    }
    with cluster.connect(database=name) as superuser:
        say(f"Filling training with {size:,} bookings ...")
        point_at(name)
        world = World(size)
        superuser.execute("vacuum analyze")
        superuser.execute("select access.derive_due()")
        with serving(name) as (port, process):
            meter = Meter(process.pid, cluster)
            devices = {who: Device(port, session_of(superuser, post)) for who, post in world.posts.items()}
            devices["anyone"] = Device(port, None)
            for (what, who), ask in world.asked().items():
                figures[what, who] = cost(
                    lambda number, ask=ask, device=devices[who]: ask(device, number),
                    meter,
                    superuser,
                    requests,
                    f"{what} ({who})",
                )
    return figures


class World:
    """An area's training: courses with dates to come, those that are over, the staff of many teams, one of them large."""

    def __init__(self, size: int):
        from django.db import transaction
        from django.utils import timezone

        from breakwater.partnership.organisations.access import acting_as
        from breakwater.partnership.organisations.models import Area
        from breakwater_dev.testing import factories as make
        from breakwater_dev.testing import training

        self.chance, self.now = random.Random(KNOWN_AS), timezone.now()
        self.area, self.posts = Area.objects.order_by("pk").first(), {}
        with transaction.atomic():
            self.posts["training team"] = training.administrator(self.area).pk
            self.large = self._team()
            manager, one = make.membership("dsl", of=self.large), make.membership("social_worker", of=self._team())
            self.posts |= {"delegate manager": manager.pk, "delegate": one.pk}
            with acting_as(training.service(self.area)) as self.by:
                self.mine = training.delegate(of=one.team, in_area=self.area, user=one.user, staff_groups=["dsl"])
                self.jobs = self._staff()
                self.courses = self._courses()
                self._history(size)

    def _team(self):
        from breakwater_dev.testing import factories as make

        return make.team("Safeguarding", of=make.organisation(kind="SCHOOL"), in_area=self.area)

    def _staff(self) -> dict:
        """Everybody by their key, with who employs them."""
        from breakwater.knowledge.training.models import Delegate, Employment
        from breakwater_dev.testing import training

        teams = [self.large] * STAFF
        for _ in range(OTHERS // OF_A_TEAM):
            teams += [self._team()] * OF_A_TEAM
        keeper, made = training.training_team(self.area), {"made_at": self.now, "made_by": self.by}
        people = Delegate.objects.bulk_create(
            Delegate(area=self.area, team=keeper, name=f"Staff {n}", email=f"staff{n}@example.org", **made)
            for n in range(len(teams))
        )
        self.keeper = keeper
        return {
            job.delegate_id: job
            for job in Employment.objects.bulk_create(
                Employment(
                    delegate=who,
                    organisation=team.organisation,
                    team=team,
                    job_title="Teacher",
                    staff_groups=["dsl", "school_staff"] if n % 20 == 0 else ["school_staff"],
                    starts_on=self.now.date() - timedelta(days=4_000),
                    **made,
                )
                for n, (who, team) in enumerate(zip(people, teams, strict=True))
            )
        }

    def _courses(self) -> list:
        from breakwater.knowledge.training.models import CourseGroup
        from breakwater_dev.testing import training

        groups = list(CourseGroup.objects.order_by("code"))
        return [
            training.course(in_area=self.area, group=groups[number % len(groups)], valid_months=24)
            for number in range(COURSES)
        ]

    def _history(self, size: int) -> None:
        """Dates to come with few bookings, and as many that are over as the number asks for, each with its register."""
        from breakwater.knowledge.training.models import Attendance, Booking
        from breakwater_dev.testing import training

        self.dates = [self._date(n, training.in_days(28 + n), BOOKED) for n in range(DATES)]
        before = [
            self._date(n, training.in_days(-EVERY * (n + 1)), OF_A_DATE, state="DONE")
            for n in range((size - DATES * BOOKED) // OF_A_DATE)
        ]
        Booking.objects.bulk_create(self._bookings(self.dates, BOOKED), batch_size=2_000)
        held = Booking.objects.bulk_create(self._bookings(before, OF_A_DATE), batch_size=2_000)
        sessions = {event.pk: event.sessions.get() for event in before}
        Attendance.objects.bulk_create(
            (
                Attendance(
                    booking=each, session=sessions[each.event_id], came="WHOLE", minutes=180, at=self.now, by=self.by
                )
                for each in held
            ),
            batch_size=2_000,
        )

    def _date(self, number: int, starts_at: datetime, booked: int, **more):
        from breakwater_dev.testing import training

        counted = {"places_taken": booked, "next_position": booked + 1}
        return training.event(
            self.courses[number % COURSES], starts_at=starts_at, capacity=OF_A_DATE, **counted, **more
        )

    def _bookings(self, events: list, number: int):
        from breakwater.knowledge.training.models import Booking

        known = list(self.jobs)
        for event in events:
            for position, who in enumerate(self.chance.sample(known, number), 1):
                job = self.jobs[who]
                yield Booking(
                    event=event,
                    area=self.area,
                    keeper=self.keeper,
                    delegate_id=who,
                    organisation_id=job.organisation_id,
                    team_id=job.team_id,
                    state="CONFIRMED",
                    position=position,
                    asked_at=self.now,
                    asked_by=self.by,
                    changed_at=self.now,
                    key=uuid4(),
                )

    def asked(self) -> dict[tuple[str, str], Callable[[Device, int], int]]:
        """What is asked for, by what and by whom."""
        from django.urls import reverse

        courses = [reverse("training:course", args=[each.public_id]) for each in self.courses]
        dates = [reverse("training:date", args=[each.public_id]) for each in self.dates]
        staff = [job.delegate for job in self.jobs.values() if job.team_id == self.large.pk]
        free = [who.public_id for who in staff if not who.bookings.filter(event=self.dates[0]).exists()]

        def page(name: str) -> Callable[[Device, int], int]:
            path = reverse(f"training:{name}")
            return lambda device, number: device.get(path)

        def one_of(paths: list[str]) -> Callable[[Device, int], int]:
            return lambda device, number: device.get(paths[number % len(paths)])

        return {
            ("courses and dates", "anyone"): page("catalogue"),
            ("course with its dates", "anyone"): one_of(courses),
            ("book a place", "delegate"): lambda device, number: _books(device, self.dates[number], {}),
            ("book one of 200 staff", "delegate manager"): lambda device, number: _books(
                device, self.dates[0], {"delegates": free[number]}
            ),
            ("who is due of 200 staff", "delegate manager"): page("team_due"),
            ("staff with their bookings", "delegate manager"): page("team"),
            ("my training record", "delegate"): page("mine"),
            ("date with who booked", "training team"): one_of(dates),
        }


def _books(device: Device, event, said: dict) -> int:
    """Open the form, send it, open what it leads to: the worst status of the three."""
    from django.urls import reverse

    there = reverse("training:book", args=[event.public_id])
    opened, sent = device.get(there), device.post(there, idempotency=uuid4(), **said)
    if (opened, sent) != (200, 302):
        return sent if opened == 200 else opened
    return device.get(device.came["Location"])
