"""A place at an event, from asking to the day: held, confirmed, waiting, offered, given up (PL 8.6)."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team

from .courses import MADE_BY
from .delegates import Delegate
from .events import Event

KEPT = "Kept with the training record it is part of"


class BookingState(models.TextChoices):
    """Where a booking stands. HELD, OFFERED and CONFIRMED have a place."""

    HELD = "HELD", "Place held for approval"
    CONFIRMED = "CONFIRMED", "Confirmed"
    WAITING = "WAITING", "On the waiting list"
    OFFERED = "OFFERED", "Place offered"
    DECLINED = "DECLINED", "Not approved"
    LAPSED = "LAPSED", "Lapsed"
    CANCELLED = "CANCELLED", "Cancelled"
    SUBSTITUTED = "SUBSTITUTED", "A colleague went instead"
    TRANSFERRED = "TRANSFERRED", "Moved to another date"
    EVENT_CANCELLED = "EVENT_OFF", "Event cancelled"


WITH_A_PLACE = (BookingState.HELD, BookingState.OFFERED, BookingState.CONFIRMED)
LIVE = (*WITH_A_PLACE, BookingState.WAITING)
_KINDS = {
    BookingState.CONFIRMED: "good",
    BookingState.HELD: "info",
    BookingState.OFFERED: "amber",
    BookingState.WAITING: "info",
}
_CAME = {"WHOLE": ("Attended", "good"), "PART": ("Attended part", "amber"), "NO": ("Did not attend", "red")}
_IS_LIVE = Q(state__in=[state.value for state in LIVE])


class BookingQuerySet(models.QuerySet):
    def with_a_place(self):
        return self.filter(state__in=WITH_A_PLACE)

    def live(self):
        """Those that have a place or wait for one."""
        return self.filter(state__in=LIVE)


class Booking(models.Model):
    """A delegate's place, or their wait for one. `organisation` and `team` are who sent them, as they were then.

    `position` orders the waiting list as it was joined, without a gap or a tie: it comes from the event under its lock.
    `expires_at` ends a hold (then the booking waits, and the manager may still approve it until `lapses_at`) or an offer (then
    it lapses). `priority` is the rebooking priority of those whose event was cancelled.
    """

    State = BookingState

    public_id = PublicIdField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="bookings")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", help_text="The event's.")
    keeper = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The event's team.")
    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=BookingState)
    position = models.PositiveIntegerField()
    is_intended = models.BooleanField(default=True, help_text="The course is for such staff.")
    has_attended = models.BooleanField(default=False, help_text="Had attended the course before booking.")
    priority = models.BooleanField(default=False)
    waits_for_approval = models.BooleanField(default=False)
    asked_because = models.CharField(max_length=200, blank=True, help_text="Why approval is asked for.")
    why = models.CharField(max_length=300, blank=True, help_text="What the delegate says for it.")
    expires_at = models.DateTimeField(null=True, blank=True)
    lapses_at = models.DateTimeField(null=True, blank=True)
    needs = models.CharField(max_length=300, blank=True, help_text="Access and dietary needs of the day.")
    purchase_order = models.CharField(max_length=40, blank=True)
    fee = models.ForeignKey(
        "training.Fee",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What held on the day of booking: its terms hold for this place.",
    )
    pence = models.PositiveIntegerField(default=0, help_text="The price, as it was on the day of booking.")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, **MADE_BY)
    changed_at = models.DateTimeField()
    reminded_10 = models.DateTimeField(null=True, blank=True)
    reminded_3 = models.DateTimeField(null=True, blank=True)
    link_sent = models.DateTimeField(null=True, blank=True)
    asked_before = models.DateTimeField(null=True, blank=True, help_text="When the evaluation before was asked for.")
    asked_after = models.DateTimeField(null=True, blank=True)
    asked_impact = models.DateTimeField(null=True, blank=True)
    absence_told = models.DateTimeField(null=True, blank=True, help_text="When it was said that they did not attend.")
    key = models.UUIDField(help_text="Of the form it came by: sent twice it is one booking.")

    objects = BookingQuerySet.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT, fields={"needs": Sensitivity.SPECIAL})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "delegate"], name="one_live_booking_each", condition=_IS_LIVE),
            models.UniqueConstraint(fields=["event", "position"], name="one_position_each"),
            models.UniqueConstraint(fields=["key", "delegate"], name="booked_once_by_a_form"),
            models.CheckConstraint(
                name="only_holds_and_offers_expire",
                condition=Q(state__in=["HELD", "OFFERED"], expires_at__isnull=False)
                | ~Q(state__in=["HELD", "OFFERED"]) & Q(expires_at=None),
            ),
            models.CheckConstraint(
                name="only_what_waits_for_approval_lapses",
                condition=Q(waits_for_approval=True, lapses_at__isnull=False, state__in=["HELD", "WAITING"])
                | Q(waits_for_approval=False, lapses_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state", "position"], name="booking_of_event"),
            models.Index(fields=["expires_at"], name="booking_expires", condition=Q(expires_at__isnull=False)),
        ]

    @property
    def status(self) -> tuple[str, str]:
        """What a page says of it and the kind of its tag: once there is a register, whether they came."""
        came = {each.came for each in self.attendances.all()} if self.state == BookingState.CONFIRMED else set()
        if came:
            return _CAME.get(came.pop(), _CAME["PART"]) if len(came) == 1 else _CAME["PART"]
        return self.get_state_display(), _KINDS.get(self.state, "quiet")

    @property
    def has_a_place(self) -> bool:
        return self.state in WITH_A_PLACE

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Step(models.Model):
    """What happened to a booking: added, never changed."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="steps")
    to_state = models.CharField(max_length=12, choices=BookingState)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)
    why = models.CharField(max_length=300, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        indexes = [models.Index(fields=["booking", "at", "id"], name="steps_in_order")]


class Approval(models.Model):
    """A manager is asked, by a link in an e-mail, to approve or decline a booking; they need not have an account."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="approvals")
    to = models.EmailField()
    sent_at = models.DateTimeField()
    reminded = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_answered_when_answered",
                condition=Q(answered_at=None, approved=None) | Q(answered_at__isnull=False, approved__isnull=False),
            )
        ]
