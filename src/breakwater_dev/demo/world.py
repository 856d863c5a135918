"""The whole demo world, made once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection, transaction

from breakwater.casework.thresholds import operations as thresholds
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.settled import settled
from breakwater.practice.early_help.figures import operations as early_help_figures
from breakwater.practice.front_door.figures import operations as figures

from . import (
    area_forms,
    between_calls,
    disagreements,
    families,
    handing_on,
    lists,
    managing,
    manual,
    nights,
    pairs,
    places,
    requests,
    rolls,
    scenes,
    school_lists,
    services,
    site,
    staff,
)
from .beside import beside
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


def load(now: datetime, say: Callable[[str], None]) -> World:
    """Make everything, saying how far it has come. `now` is the moment the eight weeks of life end.

    What does not touch the same rows is made by two processes at once (`beside`), so it is kept in a few pieces: whoever calls
    this forgets them all if one fails.
    """

    def step(words: str, make):
        started = time.monotonic()
        made = make()
        say(f"  {words} ({time.monotonic() - started:.1f} s)")
        return made

    with _in_one_piece():
        made = step("areas, agencies, schools", lambda: places.build(london_date(now)))
        people = step("people who work there", lambda: staff.build(made))
    with settled():
        return _lived(made, people, now, step)


@contextmanager
def _in_one_piece() -> Iterator[None]:
    with transaction.atomic(), whole():
        _by_indexes()
        yield


def _lived(made: places.Places, people: staff.Staff, now: datetime, step: Callable) -> World:
    """What the people of these agencies do there. None of it changes how an agency is set up."""
    today = london_date(now)
    with _in_one_piece():
        _levels_of_need(made, people, now)
        requests.open_desks(people, made.area)
    with beside(partial(_written, made, people, now, step)), _in_one_piece():
        homes = step("children and families", lambda: families.build(made, now, today))
    with _in_one_piece():
        _counted()
        step(
            "schools' rolls", lambda: rolls.build(people.posts["dsl"].team, [team for _, _, team in made.schools], now)
        )
        _counted()
    life, others = _shared_out(homes, people, made, now)
    with beside(partial(_lives, others, step)), _in_one_piece():
        step(
            "agencies' lists, and what schools were told of them",
            lambda: lists.build(
                made,
                now,
                owner=people.posts["social care manager"],
                shown=people.posts["dsl"].team,
                of=life.families,
                then=school_lists.days(life),
            ),
        )
        _counted()
        scenes.prepare(life)
        _lives(life, step)
    with _in_one_piece():
        _lately(life, made, step)
    return World(made, people, homes, today, now)


def _shared_out(homes: list[families.Family], people: staff.Staff, made: places.Places, now: datetime) -> list[Life]:
    """Two lives of about the same work: the first has the lists as well, and goes on to what happened lately."""
    first, second = ([home for place, home in enumerate(homes) if (place % 5 < 2) == mine] for mine in (True, False))
    return [
        Life(first, people, made.area, now, part=1, share=2 / 5),
        Life(second, people, made.area, now, part=2, share=3 / 5),
    ]


def _written(made: places.Places, people: staff.Staff, now: datetime, step: Callable) -> None:
    """What is there to read for everyone, and speaks of no child."""
    keepers = [people.actor(post) for post in ("business manager", "prevent lead", "link manager")]
    with _in_one_piece():
        step("public site", lambda: site.build(made.area, made.teams["partnership"], *keepers, now))
        step("services for families", lambda: services.build(made.area, people.actor("business manager"), now))
        step("policies and procedures", lambda: manual.build(made, people, now))


def _lives(life: Life, step: Callable) -> None:
    with _in_one_piece():
        step(f"eight weeks of life, part {life.part}", life.live)


def _lately(life: Life, made: places.Places, step: Callable) -> None:
    """What every visitor should find, told on top of the eight weeks."""
    now = life.now
    step("what happened lately", lambda: scenes.play(life))
    disagreements.tell(life)
    nights.tell(life)
    managing.tell(life)
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


def _by_indexes() -> None:
    """All is written into tables that were empty a moment ago and that nobody has counted: left to guess, the database
    would read them from end to end for every row.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")


def _counted() -> None:
    """From here the planner knows how large the tables are; plans made while they were small are made again."""
    with connection.cursor() as cursor:
        cursor.execute("select access.count_anew()")


def _levels_of_need(made: places.Places, people: staff.Staff, now: datetime) -> None:
    """Every area decides by an edition of its own, in force for some time."""
    by, began = people.actor("business manager"), now - timedelta(days=200)
    for area in made.areas.values():
        with acting_as(by):
            draft = thresholds.begin_draft(area=area, by=by, at=began)
            thresholds.release(
                edition=draft,
                starts_on=london_date(began),
                review_by=london_date(now) + timedelta(days=165),
                by=by,
                at=began,
            )
