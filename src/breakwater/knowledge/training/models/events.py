"""When and where it is taught: events with their sessions, the pool of trainers, and what agencies ask for besides (PL 8.3, 8.6, 8.9)."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team, User
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .courses import CATALOGUE, MADE_BY, Course, CourseEdition


class EventState(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    OPEN = "OPEN", "Open for booking"
    CANCELLED = "CANCELLED", "Cancelled"
    DONE = "DONE", "Completed"


class WaitingRule(models.TextChoices):
    """Who is offered the next place."""

    FIRST_COME = "FIRST", "In the order of asking"
    PRIORITY = "PRIORITY", "Those whom the course is for first"
    NEVER_ATTENDED = "NEVER", "Those who have never attended it first"
    SECTORS = "SECTORS", "The sector with the fewest places first"


class Event(models.Model):
    """A date, or several, of a course. `places_taken` and `waiting` are counted again under a lock of this row at each change."""

    State = EventState

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The training team.")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="events")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="events")
    series = models.CharField(max_length=20, blank=True, help_text="The same for all dates made together.")
    state = models.CharField(max_length=9, choices=EventState, default=EventState.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    delivery = models.CharField(max_length=10, choices=Course._meta.get_field("delivery").choices)
    place = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    room = models.CharField(max_length=80, blank=True)
    directions = models.TextField(blank=True)
    joining_link = models.URLField(blank=True, help_text="Sent 48 hours before to those who have a place.")
    capacity = models.PositiveSmallIntegerField()
    minimum = models.PositiveSmallIntegerField(default=0)
    decide_by = models.DateField(null=True, blank=True, help_text="When it is decided whether it goes ahead.")
    goes_ahead_at = models.DateTimeField(null=True, blank=True)
    cut_off_at = models.DateTimeField(help_text="Until when a delegate may book, and cancel without a charge.")
    most_of_one = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The most delegates of one organisation, until places open to everyone."
    )
    kept_for = models.CharField(max_length=12, choices=OrganisationKind, blank=True)
    kept_share = models.PositiveSmallIntegerField(default=0, help_text="Per cent of places kept for that sector.")
    open_to_all_on = models.DateField(null=True, blank=True, help_text="From when neither limit holds.")
    needs_approval = models.BooleanField(default=False, help_text="A manager approves each booking by a link.")
    hold_hours = models.PositiveSmallIntegerField(default=72)
    waiting_rule = models.CharField(max_length=8, choices=WaitingRule, default=WaitingRule.FIRST_COME)
    places_taken = models.PositiveSmallIntegerField(default=0)
    waiting = models.PositiveSmallIntegerField(default=0)
    next_position = models.PositiveIntegerField(default=1)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=240, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = Handling(
        Sensitivity.PUBLIC,
        keep="Kept while anybody's training record names it",
        fields={"joining_link": Sensitivity.SECRET},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="event_is_never_oversold", condition=Q(places_taken__lte=F("capacity"))),
            models.CheckConstraint(name="event_can_reach_its_minimum", condition=Q(minimum__lte=F("capacity"))),
            models.CheckConstraint(name="event_keeps_a_share", condition=Q(kept_share__lte=100)),
            models.CheckConstraint(
                name="event_cancelled_says_why",
                condition=Q(state="CANCELLED", cancelled_at__isnull=False) & ~Q(cancelled_why="")
                | ~Q(state="CANCELLED") & Q(cancelled_at=None, cancelled_why=""),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "starts_at"], name="event_by_day"),
            models.Index(fields=["course", "starts_at"], name="event_of_course"),
        ]

    @property
    def places_left(self) -> int:
        return self.capacity - self.places_taken

    @property
    def minutes(self) -> int:
        """How long the date takes: all its sessions."""
        return sum(each.minutes for each in self.sessions.all())


class Session(models.Model):
    """A part of an event with a register of its own: a morning, or one of three days."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    handling = CATALOGUE

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="session_numbered_once"),
            models.CheckConstraint(name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Trainer(models.Model):
    """Someone of the pool who teaches, for an agency. Facilitators of restorative practice have a status with its date (PL 8.3)."""

    class Facilitator(models.TextChoices):
        NONE = "", "Not a facilitator"
        TRAINED = "TRAINED", "Trained"
        ACCREDITED = "ACCREDITED", "Accredited"
        PRACTISING = "PRACTISING", "Practising"
        LAPSED = "LAPSED", "Lapsed"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    courses = models.ManyToManyField(Course, related_name="trainers", through="Approved")
    trained_on = models.DateField(null=True, blank=True, help_text="Train the trainer.")
    updated_on = models.DateField(null=True, blank=True, help_text="Last subject update.")
    observed_on = models.DateField(null=True, blank=True)
    observed_score = models.PositiveSmallIntegerField(null=True, blank=True)
    days_offered = models.PositiveSmallIntegerField(default=0, help_text="Days a year.")
    released_until = models.DateField(null=True, blank=True, help_text="The manager's release agreement.")
    facilitator = models.CharField(max_length=10, choices=Facilitator, blank=True)
    facilitator_since = models.DateField(null=True, blank=True)
    facilitator_until = models.DateField(null=True, blank=True)
    conferences = models.PositiveSmallIntegerField(default=0, help_text="Restorative conferences run.")
    left_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep="Kept 6 years after they left the pool")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "email"], name="trainer_once_an_area")]


class Approved(models.Model):
    """A course that a trainer may teach."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="approved")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="approved")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept with the trainer it is about")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trainer", "course"], name="approved_once")]


class Assignment(models.Model):
    """A trainer teaches at an event, or is its reserve."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="assignments")
    trainer = models.ForeignKey(Trainer, on_delete=models.PROTECT, related_name="assignments")
    is_reserve = models.BooleanField(default=False)

    handling = Handling(Sensitivity.PERSONAL, keep="Kept with the event it names")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "trainer"], name="assigned_once")]


class BespokeRequest(models.Model):
    """An agency asks for a session of its own: single agency, inset or bespoke."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting for the training team"
        AGREED = "AGREED", "Agreed"
        DECLINED = "DECLINED", "Declined"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The training team.")
    asking_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = models.TextField()
    people = models.PositiveSmallIntegerField()
    wanted = models.CharField(max_length=200, help_text="Dates that would suit.")
    place = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = models.TextField(blank=True)
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, **MADE_BY)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, **MADE_BY)
    key = models.UUIDField(unique=True)

    handling = Handling(Sensitivity.INTERNAL, keep="6 years after it was asked")


class Interest(models.Model):
    """How often a course was asked for that had no date or no place: unmet need, about no one."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="interest")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, **MADE_BY)
    note = models.CharField(max_length=200, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep="6 years after it was asked")
