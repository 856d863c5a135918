"""The whole demo world, made once in one transaction."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from breakwater.casework.thresholds import operations as thresholds
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.settled import settled
from breakwater.practice.early_help.operations import figures as early_help_figures
from breakwater.practice.front_door.operations import figures

from . import (
    area_forms,
    between_calls,
    disagreements,
    families,
    handing_on,
    lists,
    manual,
    nights,
    pairs,
    places,
    rolls,
    scenes,
    school_lists,
    services,
    site,
    staff,
)
from .life import Life
from .savepoints import whole

READ_AFTER_DAYS = 2
NOTHING_TO_CARRY = """
    delete from procrastinate_jobs where task_name = 'notifications.send' and status = 'todo'
       and (args->>'message')::bigint in (select id from notifications_outboxmessage where state = 'SENT')"""


@dataclass
class World:
    """What the stories are told with."""

    places: places.Places
    staff: staff.Staff
    families: list[families.Family]
    today: date
    now: datetime


def is_loaded() -> bool:
    return Area.objects.exists()


@transaction.atomic
def load(now: datetime, say: Callable[[str], None]) -> World:
    """Make everything, saying how far it has come. `now` is the moment the eight weeks of life end."""
    with whole():
        return _load(now, say)


def _load(now: datetime, say: Callable[[str], None]) -> World:
    today = london_date(now)
    _by_indexes()

    def step(words: str, make):
        started = time.monotonic()
        made = make()
        say(f"  {words} ({time.monotonic() - started:.1f} s)")
        return made

    made = step("areas, agencies, schools", lambda: places.build(today))
    people = step("people who work there", lambda: staff.build(made))
    with settled():
        return _lived(made, people, now, step)


def _lived(made: places.Places, people: staff.Staff, now: datetime, step: Callable) -> World:
    """What the people of these agencies do there. None of it changes how an agency is set up."""
    today = london_date(now)
    _levels_of_need(made, people, now)
    keepers = [people.actor(post) for post in ("business manager", "prevent lead", "link manager")]
    step("public site", lambda: site.build(made.area, made.teams["partnership"], *keepers, now))
    step("services for families", lambda: services.build(made.area, people.actor("business manager"), now))
    step("policies and procedures", lambda: manual.build(made, people, now))
    homes = step("children and families", lambda: families.build(made, now, today))
    _nobody_has_declared_yet()
    _counted()
    step("schools' rolls", lambda: rolls.build(people.posts["dsl"].team, [team for _, _, team in made.schools], now))
    _counted()
    life = Life(homes, people, made.area, now)
    step(
        "agencies' lists, and what schools were told of them",
        lambda: lists.build(
            made,
            now,
            owner=people.posts["social care manager"],
            shown=people.posts["dsl"].team,
            then=school_lists.days(life),
        ),
    )
    _counted()
    scenes.prepare(life)
    step("eight weeks of life", life.live)
    step("what happened lately", lambda: scenes.play(life))
    disagreements.tell(life)
    nights.tell(life)
    step("work that changes hands, and advice", lambda: handing_on.tell(life))
    pairs.tell(life)
    area_forms.tell(life)
    between_calls.tell(life)
    step("the next fortnight of schools' lists", lambda: school_lists.tell(life))
    for area in made.areas.values():
        figures.work_out(area=area, at=now)
        early_help_figures.work_out(area=area, at=now)
    Notification.objects.filter(made_at__lt=now - timedelta(days=READ_AFTER_DAYS)).update(read_at=now)
    # What was sent in those weeks was sent; the outbox page shows it, and the worker has nothing to catch up on.
    OutboxMessage.objects.filter(made_at__lt=now).update(state=OutboxMessage.State.SENT, sent_at=now)
    with connection.cursor() as cursor:
        cursor.execute(NOTHING_TO_CARRY)
    return World(made, people, homes, today, now)


def _by_indexes() -> None:
    """All is written in one transaction into tables that were empty a moment ago and that nobody has counted: left to guess,
    the database would read them from end to end for every row.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")


def _nobody_has_declared_yet() -> None:
    """What waits for the end of the transaction looks whether anyone declared a tie to these people. Asked now, it has a quick
    answer; whoever declares one later looks among all who are there.
    """
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def _counted() -> None:
    """From here the planner knows how large the tables are; plans made while they were small are made anew."""
    with connection.cursor() as cursor:
        cursor.execute("select access.count_anew()")


def _levels_of_need(made: places.Places, people: staff.Staff, now: datetime) -> None:
    """Every area decides by an edition of its own, in force for some time."""
    by, began = people.actor("business manager"), now - timedelta(days=200)
    for area in made.areas.values():
        with acting_as(by):
            draft = thresholds.begin_draft(area=area, by=by, at=began)
            thresholds.release(
                edition=draft, starts_on=london_date(began), review_by=london_date(now) + timedelta(days=165), by=by,
                at=began,
            )  # fmt: skip


def derive_today() -> int:
    """Derive the sight that begins or ends by date, as happens after midnight in an installation in earnest."""
    with connection.cursor() as cursor:
        cursor.execute("select access.derive_due()")
        return cursor.fetchone()[0]
