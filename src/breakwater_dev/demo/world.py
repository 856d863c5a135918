"""The whole demo world, made once: `begin`, then `complete`, each saying how far it has come.

What does not touch the same rows is made by two processes at once (`beside`), so it is kept in a few pieces: whoever calls
this forgets them all if one fails.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection, transaction

from breakwater.casework.thresholds import operations as thresholds
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.settled import settled
from breakwater.practice.early_help.figures.declared import EARLY_HELP
from breakwater.practice.front_door.figures.declared import MASH

from . import (
    area_forms,
    audits,
    between_calls,
    boards,
    case_audits,
    child_deaths,
    child_on_child,
    commissioning,
    disagreements,
    families,
    handing_on,
    information_rights,
    lessons,
    lists,
    managing,
    manual,
    nights,
    pairs,
    places,
    plans,
    prevent_support,
    requests,
    retention,
    reviews,
    rolls,
    scenes,
    school_lists,
    scorecards,
    self_assessments,
    serious_incidents,
    services,
    site,
    staff,
    systems,
    training,
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


PARTS_TO_COME = 25  # how many times `complete` says that something is there


def begin(now: datetime, say: Callable[[str], None]) -> World:
    """The agencies, the families, the public site, and eight weeks in the life of a few: enough to be shown.

    `now` is the moment the eight weeks end.
    """
    step, today = partial(_step, say), london_date(now)
    with _in_one_piece():
        made = step("areas, agencies, schools", lambda: places.build(today))
        people = step("people who work there", lambda: staff.build(made))
    with settled():
        with _in_one_piece():
            _levels_of_need(made, people, now)
            requests.open_desks(people, made.area)
        with beside(partial(_site, made, people, now, step)):
            with _in_one_piece():
                homes = step("children and families", lambda: families.build(made, now, today))
            world = World(made, people, homes, today, now)
            with _in_one_piece():
                _counted()
                step("eight weeks of life, for a few", lambda: _few(_lives(world, FIRST)))
                _as_read_by_now(now)
    return world


def complete(world: World, say: Callable[[str], None]) -> World:
    """The rest of what the people of these agencies do. None of it changes how an agency is set up."""
    step = partial(_step, say)
    with settled():
        with beside(partial(_written, world, step)), _in_one_piece():
            _counted()
            schools = [team for _, _, team in world.places.schools]
            step("schools' rolls", lambda: rolls.build(world.staff.posts["dsl"].team, schools, world.now))
            _counted()
        life, others = _lives(world, WITH_LISTS), _lives(world, OTHERS)
        with beside(partial(_lived, others, step)), _in_one_piece():
            step("agencies' lists, and what schools were told of them", partial(_lists, world, life))
            _counted()
            scenes.prepare(life)
            _lived(life, step)
        with _in_one_piece():
            _lately(life, world, step)
        posts = ("manager", "governance", "head of service")
        who = retention.Who(*(world.staff.actor(post) for post in posts))
        step("records that are old, and what went of them", lambda: retention.tell(who, world.now))
    return world


def _step(say: Callable[[str], None], words: str, make: Callable):
    started = time.monotonic()
    made = make()
    say(f"{words} ({time.monotonic() - started:.1f} s)")
    return made


@contextmanager
def _in_one_piece() -> Iterator[None]:
    with transaction.atomic(), whole():
        _by_indexes()
        yield


# Of twenty families each life has some, and tells of as much as they are: the second has the lists as well, and goes on to what
# happened lately, so that it and the third are about the same work.
FIRST, WITH_LISTS, OTHERS = (3, (4, 9, 14)), (1, (0, 1, 5, 6, 10, 11, 15, 16)), (2, (2, 3, 7, 8, 12, 13, 17, 18, 19))


def _lives(world: World, which: tuple[int, Sequence[int]]) -> Life:
    part, of_twenty = which
    homes = [home for place, home in enumerate(world.families) if place % 20 in of_twenty]
    return Life(homes, world.staff, world.places.area, world.now, part=part, share=len(of_twenty) / 20)


def _few(life: Life) -> None:
    """Their weeks, and what came in today."""
    life.live()
    for hours in (6, 4, 2, 1):
        life.arrives(life.now - timedelta(hours=hours))
    life.queue.run()


def _site(made: places.Places, people: staff.Staff, now: datetime, step: Callable) -> None:
    keepers = [people.actor(post) for post in ("business manager", "prevent lead", "link manager")]
    with _in_one_piece():
        step("public site", lambda: site.build(made.area, made.teams["partnership"], *keepers, now))


def _written(world: World, step: Callable) -> None:
    """What else is there to read for everyone, and speaks of no child."""
    area, by = world.places.area, world.staff.actor("business manager")
    with _in_one_piece():
        step("services for families", lambda: services.build(area, by, world.now))
        step("policies and procedures", lambda: manual.build(world.places, world.staff, world.now))
        step("self-assessments of schools", lambda: self_assessments.tell(world.places, world.staff, world.now))
        step("training of two years", lambda: training.build(world.places, world.staff, world.now))
        step("what reviews recommended, and what changed", lambda: lessons.tell(world.places, world.staff, world.now))
        step("boards, roles and arrangements", lambda: boards.tell(world.places, world.staff, world.now))
        step("audits of agencies and schools", lambda: audits.tell(world.places, world.staff, world.now))
        step("harm between children at schools", lambda: child_on_child.tell(world.places, world.staff, world.now))
        step("Prevent support for schools", lambda: prevent_support.build(world.places, world.staff, world.now))


def _lists(world: World, life: Life) -> None:
    posts = world.staff.posts
    lists.build(
        world.places,
        world.now,
        owner=posts["social care manager"],
        shown=posts["dsl"].team,
        of=life.families,
        then=school_lists.days(life),
    )


def _lived(life: Life, step: Callable) -> None:
    with _in_one_piece():
        step(f"eight weeks of life, part {life.part}", life.live)


def _lately(life: Life, world: World, step: Callable) -> None:
    """What every visitor should find, told on top of the eight weeks."""
    now = life.now
    step("what happened lately", lambda: scenes.play(life))
    disagreements.tell(life)
    nights.tell(life)
    managing.tell(life)
    step("work that changes hands, and advice", lambda: handing_on.tell(life))
    pairs.tell(life)
    step("people ask for their information", lambda: information_rights.tell(life))
    step("serious incidents of three years", lambda: serious_incidents.tell(life))
    step("two reviews of serious incidents", lambda: reviews.play(life))
    step("child deaths of three years", lambda: child_deaths.tell(life))
    step("two audits of cases", lambda: case_audits.tell(life))
    area_forms.tell(life)
    between_calls.tell(life)
    step("the next fortnight of schools' lists", lambda: school_lists.tell(life))
    for area in world.places.areas.values():
        MASH.work_out(area=area, at=now)
        EARLY_HELP.work_out(area=area, at=now)
    step("plans of four areas, and last year's report", lambda: plans.tell(world.places, world.staff, now))
    step("scorecards of four areas", lambda: scorecards.tell(world.places, world.staff, now))
    step("needs and commissioning", lambda: commissioning.tell(world.places, world.staff, now))
    systems.tell(world.staff, now)
    _as_read_by_now(now)


def _as_read_by_now(now: datetime) -> None:
    """What was sent in those weeks was sent; the outbox page shows it, and the worker has nothing to catch up on."""
    Notification.objects.filter(made_at__lt=now - timedelta(days=READ_AFTER_DAYS)).update(read_at=now)
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
