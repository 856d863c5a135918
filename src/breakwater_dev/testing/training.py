"""Training to test with: a course with a date, delegates and their employers, without a form or a rule between."""

import itertools
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from breakwater.foundation.dates.london_time import london, london_date
from breakwater.knowledge.training import money
from breakwater.knowledge.training.models import (
    Booking,
    BookingState,
    Course,
    CourseEdition,
    CourseGroup,
    Delegate,
    Employment,
    Event,
    EventState,
    Requirement,
    Session,
    Trainer,
)
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, Membership, Organisation, ServiceName, Team

from . import factories as make

_count = itertools.count(1)


def service(in_area: Area | None = None):
    """The area's training service, which counts and offers places."""
    return service_of(in_area or make.area(), ServiceName.TRAINING)


def training_team(in_area: Area | None = None) -> Team:
    """The area's training team: one."""
    within = in_area or make.area()
    found = Team.objects.filter(services__service="training", area=within).first()
    return found or make.team("Training", in_area=within, service="training")


def administrator(in_area: Area | None = None) -> Membership:
    return make.membership("training_administrator", of=training_team(in_area))


def course(title: str = "", *, in_area: Area | None = None, **facts) -> Course:
    """A course with its first edition, of three hours."""
    number, within = next(_count), in_area or make.area()
    edition = {key: facts.pop(key) for key in ("minutes", "outcomes", "aim") if key in facts}
    by = service(within)
    made = Course.objects.create(
        area=within,
        code=facts.pop("code", f"C{number}"),
        title=title or f"Course {number}",
        sort=facts.pop("sort", "CORE"),
        delivery=facts.pop("delivery", "ROOM"),
        made_at=timezone.now(),
        made_by=by,
        **facts,
    )
    CourseEdition.objects.create(
        course=made,
        number=1,
        aim=edition.get("aim", "What to do when you are worried about a child."),
        outcomes=edition.get("outcomes", ["Know the signs of neglect", "Know who to tell"]),
        minutes=edition.get("minutes", 180),
        in_force_from=make.LONG_AGO,
        reviewed_on=make.LONG_AGO,
        review_by=london_date(timezone.now()) + timedelta(days=200),
        made_at=timezone.now(),
        made_by=by,
    )
    return made


def in_days(days: int, hour: int = 10) -> datetime:
    """An hour of the day some days from now, in London."""
    day = london_date(timezone.now()) + timedelta(days=days)
    return london(day.year, day.month, day.day, hour)


def event(of: Course | None = None, *, starts_at: datetime | None = None, capacity: int = 20, **facts) -> Event:
    """An open date of a course four weeks from now, with one session."""
    taught = of or course()
    begins = starts_at or in_days(28)
    facts.setdefault("state", EventState.OPEN)
    facts.setdefault("cut_off_at", begins - timedelta(days=3))
    facts.setdefault("place", "Civic Offices")
    made = Event.objects.create(
        area=taught.area,
        team=training_team(taught.area),
        course=taught,
        edition=taught.editions.order_by("-number")[0],
        starts_at=begins,
        ends_at=facts.pop("ends_at", begins + timedelta(hours=3)),
        delivery=facts.pop("delivery", taught.delivery),
        capacity=capacity,
        made_at=timezone.now(),
        made_by=service(taught.area),
        **facts,
    )
    Session.objects.create(event=made, number=1, starts_at=made.starts_at, ends_at=made.ends_at)
    return made


def delegate(name: str = "", *, of: Team | None = None, in_area: Area | None = None, **facts) -> Delegate:
    """A training record; `of` a team, whose organisation employs the person."""
    number, within = next(_count), in_area or make.area()
    groups = facts.pop("staff_groups", [])
    with acting_as(service(within)) as by:
        made = Delegate.objects.create(
            area=within,
            team=training_team(within),
            name=name or f"Delegate {number}",
            email=facts.pop("email", f"delegate{number}@example.org"),
            made_at=timezone.now(),
            made_by=by,
            **facts,
        )
        if of is not None:
            employed(made, of, staff_groups=groups)
    return made


def employed(who: Delegate, by_team: Team, **facts) -> Employment:
    with acting_as(service(who.area)) as by:
        return Employment.objects.create(
            delegate=who,
            organisation=by_team.organisation,
            team=by_team,
            starts_on=facts.pop("starts_on", make.LONG_AGO),
            made_at=timezone.now(),
            made_by=by,
            **facts,
        )


def booking(at_event: Event, who: Delegate, state: str = BookingState.CONFIRMED, **facts) -> Booking:
    """A booking as a row; the event's counters are set right beside it."""
    with acting_as(service(at_event.area)) as by:
        at_event.refresh_from_db()
        employer = who.employments.filter(ends_on=None).first()
        terms = money.Terms.today(at_event, employer and employer.organisation, london_date(timezone.now()))
        made = Booking.objects.create(
            event=at_event,
            area=at_event.area,
            keeper=at_event.team,
            delegate=who,
            organisation=employer and employer.organisation,
            team=employer and employer.team,
            fee=terms.fee,
            pence=terms.pence,
            state=state,
            position=at_event.next_position,
            asked_at=timezone.now(),
            asked_by=by,
            changed_at=timezone.now(),
            key=uuid4(),
            **facts,
        )
        at_event.next_position += 1
        at_event.places_taken = at_event.bookings.with_a_place().count()
        at_event.waiting = at_event.bookings.filter(state=BookingState.WAITING).count()
        at_event.save(update_fields=["next_position", "places_taken", "waiting"])
    return made


def requirement(staff_group: str = "dsl", group: str = "dsl_formal", **facts) -> Requirement:
    """A duty of an area of the tests beside everywhere's own."""
    return Requirement.objects.create(
        code=facts.pop("code", f"test.{next(_count)}"),
        area=facts.pop("area", make.area()),
        staff_group=staff_group,
        asks_for=CourseGroup.objects.get(code=group),
        basis=facts.pop("basis", "Local training strategy"),
        in_force_from=facts.pop("in_force_from", make.LONG_AGO),
        **facts,
    )


def trainer(of: Organisation | None = None, **facts) -> Trainer:
    number = next(_count)
    return Trainer.objects.create(
        area=facts.pop("area", make.area()),
        name=facts.pop("name", f"Trainer {number}"),
        email=facts.pop("email", f"trainer{number}@example.org"),
        organisation=of or make.organisation(),
        **facts,
    )
