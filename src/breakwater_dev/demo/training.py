"""Two years of invented training: sixty dates, some of most courses to come, three thousand bookings, waiting lists, a lead one month from lapse.

Rows are made many at a time, as the area's training service keeps them: no mail goes out for what is over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import yaml

from breakwater.foundation.dates.london_time import london, london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.models import reference
from breakwater.knowledge.training.certificates.operations import PREFIX
from breakwater.knowledge.training.models import (
    Approved,
    Assignment,
    Attendance,
    Booking,
    BookingState,
    Certificate,
    Charge,
    Course,
    CourseEdition,
    Delegate,
    Employment,
    Evaluation,
    Event,
    EventState,
    ExternalEvidence,
    Fee,
    Interest,
    Session,
    Trainer,
)
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName, Team

from .places import Places
from .staff import FORENAMES, SURNAMES, Staff
from .tables import chance

DATA = Path(__file__).parent / "data" / "training.yaml"
KEYS = UUID(int=85_119)
PAST, AHEAD = 720, 120  # the first date was so many days ago; the last is so many days from now
WITHOUT_A_DATE = ("DA", "TI", "RP2", "REV")  # what has none to come, and is asked for
CAPACITY, WAITERS = 50, 6
VENUES = ("Civic Offices (invented)", "Harbour Hall (invented)", "Lighthouse Centre (invented)")
# Whom a course is for, where it is not for everybody.
FOR = {
    "dsl_formal": ["dsl"],
    "dsl_refresh": ["dsl"],
    "dsl_network": ["dsl"],
    "governors": ["governor", "link_governor"],
    "link_governor": ["link_governor"],
    "headteachers": ["headteacher"],
}
AGENCY_GROUPS = {
    "police": ["police"],
    "health_visiting": ["health_3"],
    "school_nursing": ["health_3"],
    "housing": ["housing"],
    "youth": ["voluntary"],
    "assessment": ["social_worker"],
    "early_help": ["early_help"],
}


@dataclass
class Telling:
    """What the rows are made of: whoever may come, and the moment the demonstration ends."""

    places: Places
    staff: Staff
    now: datetime
    by: Actor
    keeper: Team
    delegates: list[Delegate] = field(default_factory=list)
    jobs: dict[int, Employment] = field(default_factory=dict)
    fee: Fee | None = None

    def __post_init__(self):
        self.pick, self.today, self.area = chance("training"), london_date(self.now), self.places.area

    def made(self) -> dict:
        return {"made_at": self.now - timedelta(days=PAST), "made_by": self.by}


def build(places: Places, people: Staff, now: datetime) -> None:
    """Make the catalogue, the people, and what came of two years."""
    by = service_of(places.area, ServiceName.TRAINING)
    with acting_as(by):
        told = Telling(places, people, now, by, places.teams["training"])
        _people(told)
        events = list(_dates(told, yaml.safe_load(DATA.read_text())))
        _trainers(told, events)
        _fees(told)
        bookings = _bookings(told, events)
        _what_came_of(told, bookings)
        _leads(told)
        _beside(told)


def _people(told: Telling) -> None:
    """Leads and staff of schools and agencies. Those who sign in read their own."""
    rows: list[tuple[Team, str, list[str], object, str]] = []
    for _, _, team in told.places.schools:
        lead = told.staff.dsl[team.pk]
        rows.append((team, lead.user.name, ["dsl", "school_staff"], lead.user, "Designated safeguarding lead"))
        rows += [(team, _name(told), ["school_staff"], None, "Teacher") for _ in range(8)]
        rows.append((team, _name(told), ["governor"], None, "Governor"))
    for key, groups in AGENCY_GROUPS.items():
        rows += [(told.places.teams[key], _name(told), groups, None, "") for _ in range(14)]
    told.delegates = Delegate.objects.bulk_create(
        Delegate(
            area=told.area,
            team=told.keeper,
            user=user,
            name=name,
            email=user.email if user else f"delegate.{number}@demo.invalid",
            manager_email=f"manager.{team.pk}@demo.invalid",
            **told.made(),
        )
        for number, (team, name, _, user, _) in enumerate(rows)
    )
    jobs = Employment.objects.bulk_create(
        Employment(
            delegate=who,
            organisation=team.organisation,
            team=team,
            job_title=title,
            staff_groups=groups,
            starts_on=told.today - timedelta(days=told.pick.randint(200, PAST)),
            **told.made(),
        )
        for who, (team, _, groups, _, title) in zip(told.delegates, rows, strict=True)
    )
    told.jobs = {job.delegate_id: job for job in jobs}


def _name(told: Telling) -> str:
    return f"{told.pick.choice(FORENAMES)} {told.pick.choice(SURNAMES)}"


def _dates(told: Telling, said: list[dict]) -> Iterator[Event]:
    """Courses with their editions, and dates spread over two years; the last of most courses is to come."""
    courses = [(each, _course(told, each)) for each in said]
    to_come = [each for each in courses if each[0]["code"] not in WITHOUT_A_DATE]
    before = [each for each in courses for _ in range(each[0]["times"] - (each in to_come))]
    for wanted, first, days in ((before, -PAST, PAST - 10), (to_come, 6, AHEAD)):
        told.pick.shuffle(wanted)
        for number, (each, (course, edition)) in enumerate(wanted):
            day = told.today + timedelta(days=first + number * days // len(wanted))
            day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
            yield _event(told, each, course, edition, day)


def _course(told: Telling, said: dict) -> tuple[Course, CourseEdition]:
    course = Course.objects.create(
        area=told.area,
        code=said["code"],
        title=said["title"],
        sort=said["sort"],
        group_id=said["of"],
        delivery="ONLINE" if said.get("online") else "ROOM",
        valid_months=said.get("every"),
        staff_groups=FOR.get(said["of"], []),
        owner="Training team",
        **told.made(),
    )
    edition = CourseEdition.objects.create(
        course=course,
        number=1,
        aim=f"{said['outcomes'][0]}, for everybody who works with children (invented).",
        outcomes=said["outcomes"],
        minutes=said["minutes"],
        cpd_minutes=said["minutes"],
        in_force_from=told.today - timedelta(days=PAST + 30),
        reviewed_on=told.today - timedelta(days=300),
        review_by=told.today + timedelta(days=65),
        **told.made(),
    )
    return course, edition


def _event(told: Telling, said: dict, course: Course, edition: CourseEdition, day: date) -> Event:
    starts, count = london(day.year, day.month, day.day, 9, 30), said.get("sessions", 1)
    each = timedelta(minutes=said["minutes"] // count)
    days = [starts + timedelta(days=7 * number) for number in range(count)]
    ends, is_over = days[-1] + each, days[-1] + each < told.now
    made = Event.objects.create(
        area=told.area,
        team=told.keeper,
        course=course,
        edition=edition,
        state=EventState.DONE if is_over else EventState.OPEN,
        starts_at=starts,
        ends_at=ends,
        delivery=course.delivery,
        place="" if said.get("online") else told.pick.choice(VENUES),
        joining_link="https://meet.demo.invalid/training" if said.get("online") else "",
        capacity=CAPACITY,
        cut_off_at=starts - timedelta(days=3),
        **told.made(),
    )
    Session.objects.bulk_create(
        Session(event=made, number=number, starts_at=begins, ends_at=begins + each)
        for number, begins in enumerate(days, start=1)
    )
    return made


def _trainers(told: Telling, events: list[Event]) -> None:
    """A pool of four agencies, two of them at each date."""
    agencies = [told.places.organisations[key] for key in ("council", "police", "health", "voluntary")]
    pool = Trainer.objects.bulk_create(
        Trainer(
            area=told.area,
            name=_name(told),
            email=f"trainer.{number}@demo.invalid",
            organisation=agencies[number % 4],
            trained_on=told.today - timedelta(days=900),
            days_offered=6,
            facilitator="PRACTISING" if number == 3 else "",
            facilitator_since=told.today - timedelta(days=500) if number == 3 else None,
        )
        for number in range(8)
    )
    courses = list(Course.objects.filter(area=told.area))
    Approved.objects.bulk_create(Approved(trainer=trainer, course=course) for trainer in pool for course in courses)
    Assignment.objects.bulk_create(
        Assignment(event=event, trainer=pool[(number + more) % 8])
        for number, event in enumerate(events)
        for more in (0, 1)
    )


def _fees(told: Telling) -> None:
    """Schools pay; everybody else's places are paid by the partnership."""
    since = told.today - timedelta(days=PAST + 30)
    Fee.objects.create(area=told.area, whole_day=0, half_day=0, is_funded=True, in_force_from=since)
    told.fee = Fee.objects.create(area=told.area, sector="SCHOOL", whole_day=8000, half_day=8000, in_force_from=since)


def _bookings(told: Telling, events: list[Event]) -> list[Booking]:
    """Every date is full or nearly; those to come have waiting lists."""
    first = told.staff.posts["dsl"].user_id  # who has one month left, and has booked nothing yet
    made, others = [], [each for each in told.delegates if each.user_id != first]
    for event in events:
        is_over = event.state == EventState.DONE
        places = CAPACITY if is_over else told.pick.choice((CAPACITY, 46, 43, 38))
        waiting = WAITERS if places == CAPACITY and not is_over else 0
        fit = [each for each in others if _is_for(event.course, told.jobs[each.pk])]
        places = min(places, len(fit) - waiting)
        chosen = told.pick.sample(fit, places + waiting)
        for position, who in enumerate(chosen, start=1):
            made.append(_booking(told, event, who, position, is_waiting=position > places))
        event.places_taken, event.waiting, event.next_position = places, waiting, len(chosen) + 1
    Event.objects.bulk_update(events, ["places_taken", "waiting", "next_position"])
    return Booking.objects.bulk_create(made)


def _is_for(course: Course, job: Employment) -> bool:
    return not course.staff_groups or bool(set(course.staff_groups) & set(job.staff_groups))


def _booking(told: Telling, event: Event, who: Delegate, position: int, *, is_waiting: bool) -> Booking:
    job, asked = told.jobs[who.pk], min(event.starts_at - timedelta(days=30), told.now - timedelta(days=1))
    pays = job.organisation.kind == "SCHOOL"
    reminded = event.starts_at if event.starts_at < told.now else None
    return Booking(
        event=event,
        area=told.area,
        keeper=told.keeper,
        delegate=who,
        organisation_id=job.organisation_id,
        team_id=job.team_id,
        fee=told.fee if pays else None,
        pence=told.fee.whole_day if pays else 0,
        state=BookingState.WAITING if is_waiting else BookingState.CONFIRMED,
        position=position,
        asked_at=asked,
        asked_by=told.by,
        changed_at=asked,
        reminded_10=reminded,
        reminded_3=reminded,
        link_sent=reminded,
        asked_before=reminded,
        asked_after=reminded,
        asked_impact=reminded,
        key=uuid5(KEYS, f"{event.public_id} {who.pk}"),
    )


def _what_came_of(told: Telling, bookings: list[Booking]) -> None:
    """The registers; what every third person said before and after, and their certificates."""
    sessions: dict[int, list[Session]] = {}
    for each in Session.objects.filter(event__in={each.event_id for each in bookings}).order_by("number"):
        sessions.setdefault(each.event_id, []).append(each)
    over = [each for each in bookings if each.event.state == EventState.DONE]
    attendances, evaluations, certificates = [], [], []
    for number, booking in enumerate(over):
        came = "NO" if told.pick.random() < 0.06 else "WHOLE"
        for session in sessions[booking.event_id]:
            minutes = session.minutes if came == "WHOLE" else 0
            facts = {"came": came, "minutes": minutes, "at": session.ends_at, "by": told.by}
            attendances.append(Attendance(booking=booking, session=session, **facts))
        if came == "WHOLE" and number % 3 == 0:
            evaluations += _said(told, booking)
            certificates.append(_certificate(told, booking))
    Attendance.objects.bulk_create(attendances)
    Evaluation.objects.bulk_create(evaluations)
    Certificate.objects.bulk_create(certificates)


def _said(told: Telling, booking: Booking) -> list[Evaluation]:
    outcomes = range(1, len(booking.event.edition.outcomes) + 1)
    before = {str(each): told.pick.choice((1, 2, 2, 3, 3, 4)) for each in outcomes}
    after = {each: min(5, score + told.pick.choice((0, 1, 1, 2))) for each, score in before.items()}
    rated = dict(
        zip(("relevance", "pace", "trainers", "venue"), (told.pick.choice((3, 4, 4, 5)) for _ in range(4)), strict=True)
    )
    ends = booking.event.ends_at
    return [
        Evaluation(booking=booking, stage="BEFORE", scores=before, at=booking.event.starts_at),
        Evaluation(booking=booking, stage="AFTER", scores=after, at=ends, words="Talk it over with my team.", **rated),
    ]


def _certificate(told: Telling, booking: Booking) -> Certificate:
    event, day = booking.event, london_date(booking.event.ends_at)
    months = event.course.valid_months
    return Certificate(
        number=reference(PREFIX, year=day.year),
        delegate=booking.delegate,
        booking=booking,
        edition=event.edition,
        says={
            "name": booking.delegate.name,
            "course": event.course.title,
            "level": event.course.get_sort_display(),
            "minutes": event.edition.minutes,
            "delivery": event.get_delivery_display(),
            "trainers": [],
            "outcomes": event.edition.outcomes,
            "guidance": [],
            "partnership": told.area.partnership_name,
        },
        completed_on=day,
        expires_on=months_later(day, months) if months else None,
        issued_at=event.ends_at,
    )


def _leads(told: Telling) -> None:
    """Leads have what they need, each until another day; the first one's formal training lapses in a month."""
    leads = [each for each in told.delegates if "dsl" in told.jobs[each.pk].staff_groups]
    rows = []
    for number, lead in enumerate(leads):
        is_first = lead.user_id == told.staff.posts["dsl"].user_id
        formal = months_later(told.today + timedelta(days=30 if is_first else told.pick.randint(-40, 600)), -24)
        rows += [("dsl_formal", formal), ("prevent", told.today - timedelta(days=90 + number))]
    facts = {"source": "IMPORT", "provider": "The system before", "added_at": told.now, "added_by": told.by}
    ExternalEvidence.objects.bulk_create(
        ExternalEvidence(
            delegate=leads[number // 2],
            group_id=group,
            title="Formal training of leads" if group == "dsl_formal" else "Prevent awareness",
            completed_on=day,
            verified_at=told.now,
            verified_by=told.by,
            **facts,
        )
        for number, (group, day) in enumerate(rows)
    )


def _beside(told: Telling) -> None:
    """What waits for the training team, what was asked for without a place, and what a place costs."""
    waiting = told.delegates[3]
    ExternalEvidence.objects.create(
        delegate=waiting,
        group_id="safer_recruitment",
        source="UPLOAD",
        title="Safer recruitment, another provider",
        provider="Elsewhere Training (invented)",
        completed_on=told.today - timedelta(days=20),
        minutes=360,
        added_at=told.now - timedelta(days=2),
        added_by=told.by,
    )
    asked = {"asked_at": told.now - timedelta(days=12), "asked_by": told.by}
    courses = Course.objects.filter(area=told.area, code__in=WITHOUT_A_DATE).order_by("code")
    Interest.objects.bulk_create(
        Interest(course=course, organisation_id=told.jobs[who.pk].organisation_id, people=number + 1, **asked)
        for number, (course, who) in enumerate(zip(courses, told.delegates[::40], strict=False))
    )
    recent = {"state": BookingState.CONFIRMED, "organisation__kind": "SCHOOL", "event__state": EventState.DONE}
    recent |= {"event__starts_at__gte": told.now - timedelta(days=100)}
    Charge.objects.bulk_create(
        Charge(
            booking=each,
            organisation_id=each.organisation_id,
            team_id=each.team_id,
            keeper=told.keeper,
            area=told.area,
            fee=told.fee,
            reason=Charge.Why.PLACE,
            pence=8000,
            due_on=london_date(each.event.starts_at),
            made_at=each.event.starts_at,
            sent_at=told.now - timedelta(days=20) if each.event.starts_at < told.now - timedelta(days=30) else None,
        )
        for each in Booking.objects.filter(**recent).select_related("event")
    )
