"""Keys of organisations' systems, what came by them, and where a system hears that there is news."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Made, Recorded
from breakwater.partnership.organisations.models import Actor, Area, RoleReview, Team
from breakwater.partnership.organisations.models.reviews import KEPT as KEPT_OF_REVIEWS

KEPT = "Kept as long as any record names it as an actor"
PASSES = timedelta(days=30)  # a key goes on after its maker has left


class Scope(models.TextChoices):
    """What a key is good for. What is public needs none."""

    SEND = "contacts:send", "Send contacts to the MASH"
    STATUS = "contacts:status", "Read what became of contacts it sent"
    ROLLS = "rolls:send", "Send the school's roll, which a person then confirms"
    WEBHOOK = "webhook", "Be told when there is news of a contact it sent"


class ConnectedSystem(Made):
    """A system of an organisation. It acts for one team and outlives its keys: what it sent, and where it is told, is the system's."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    team = models.ForeignKey(Team, **MADE_BY)
    name = models.CharField(max_length=80)
    actor = models.OneToOneField(Actor, **MAYBE)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    @property
    def newest(self) -> "ApiKey":
        """The key that was asked for last."""
        return max(self.keys.all(), key=lambda key: key.pk)

    @property
    def last_used_on(self) -> date | None:
        return max((key.last_used_on for key in self.keys.all() if key.last_used_on), default=None)

    def state_on(self, day: date) -> str:
        """In a word for the page: of the key that says most."""
        states = {key.state_on(day) for key in self.keys.all()}
        return next((each for each in STATES if each in states), "")


WAITS, APPROVED, CONNECTED, ENDED = "Waiting for approval", "Approved: make the key", "Connected", "Ended"
LAPSED = "Lapsed"
STATES = (CONNECTED, APPROVED, WAITS, LAPSED, ENDED)


class ApiKeyQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(approved_at=None, ended_at=None)

    def in_force(self, day: date):
        """Made, not ended, not lapsed, of a team and an organisation that are not closed, and not passed to nobody."""
        closed = Q(system__team__closed_on__lte=day) | Q(system__team__organisation__closed_on__lte=day)
        over = Q(maker_left_on__lt=day - PASSES)
        return self.filter(ended_at=None, expires_on__gte=day, made_at__isnull=False).exclude(closed).exclude(over)


class ApiKey(Made):
    """A key that a system acts by. `prefix` tells keys apart in a log; the key itself is kept as a digest.

    The lead asks for it, the partnership approves it, and only then the lead makes the key, which nobody else ever sees. Another
    may be made under the same approval, so that the one before is exchanged without a gap.
    """

    public_id = PublicIdField()
    system = models.ForeignKey(ConnectedSystem, on_delete=models.PROTECT, related_name="keys")
    reason = models.CharField(max_length=500)
    allowed = models.JSONField(default=list, help_text="What it is good for: Scope.")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Actor, **MAYBE)
    prefix = models.CharField(max_length=12, unique=True, null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Actor, **MAYBE)
    maker_left_on = models.DateField(null=True, blank=True, help_text="Since when who made it has no such role there.")
    expires_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, **MAYBE)
    ended_why = models.CharField(max_length=300, blank=True)

    objects = ApiKeyQuerySet.as_manager()
    handling = Handling(Sensitivity.INTERNAL, keep=KEPT, fields={"digest": Sensitivity.SECRET})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="key_is_made_once_it_is_approved",
                condition=Q(prefix=None, digest="", made_at=None)
                | Q(prefix__isnull=False, made_at__isnull=False, approved_at__isnull=False) & ~Q(digest=""),
            ),
        ]

    def state_on(self, day: date) -> str:
        """In a word for the page."""
        if self.ended_at:
            return ENDED
        if self.expires_on < day:
            return LAPSED
        if self.prefix:
            return CONNECTED
        return APPROVED if self.approved_at else WAITS

    @property
    def ends_unless_exchanged_on(self) -> date | None:
        """The last day of a key whose maker has left."""
        return self.maker_left_on + PASSES if self.maker_left_on and not self.ended_at else None

    @property
    def scope_words(self) -> list[str]:
        return [Scope(each).label for each in self.allowed]


class KeyConfirmation(Recorded):
    """Somebody else said in a yearly review of roles that a key is still needed."""

    review = models.ForeignKey(RoleReview, on_delete=models.CASCADE, related_name="key_confirmations")
    api_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="confirmations")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT_OF_REVIEWS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "api_key"], name="key_confirmed_once_a_review")]


class Sent(models.Model):
    """Something a system sent, once for each key of the request; sent again it is answered the same."""

    system = models.ForeignKey(ConnectedSystem, **MADE_BY)
    actor = models.ForeignKey(Actor, **MADE_BY)
    area = models.ForeignKey(Area, **MADE_BY)
    team = models.ForeignKey(Team, **MADE_BY)
    request = models.UUIDField()
    digest = models.CharField(max_length=64, help_text="Of what was sent, keyed: whether it is the same once more.")
    kind = models.CharField(max_length=8, choices=[("CONTACT", "Contact"), ("ADDITION", "Addition"), ("ROLL", "Roll")])
    reference = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    answer = models.JSONField(default=dict, help_text="What was answered beside its status: references and times.")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "request"], name="sent_once_a_request")]
        indexes = [models.Index(fields=["reference"], name="sent_under_a_reference")]


class Webhook(models.Model):
    """Where a system is told that there is news. `older` is the secret before the last, which signs beside it for a while."""

    public_id = PublicIdField()
    system = models.OneToOneField(ConnectedSystem, on_delete=models.PROTECT, related_name="webhook")
    actor = models.ForeignKey(Actor, **MADE_BY)
    area = models.ForeignKey(Area, **MADE_BY)
    team = models.ForeignKey(Team, **MADE_BY)
    url = LockedText()
    secret = LockedText()
    older = LockedText()
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    is_on = models.BooleanField(default=True)
    held_at = models.DateTimeField(null=True, blank=True, help_text="Since when people have switched it off.")

    handling = Handling(
        Sensitivity.INTERNAL, keep=KEPT, fields={"secret": Sensitivity.SECRET, "older": Sensitivity.SECRET}
    )


class Delivery(models.Model):
    """One event on its way to a system: written with its cause, carried by the worker. It holds a type and a reference."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting"
        DELIVERED = "DELIVERED", "Delivered"
        DEAD = "DEAD", "Not delivered"

    public_id = PublicIdField()
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    actor = models.ForeignKey(Actor, **MADE_BY)
    area = models.ForeignKey(Area, **MADE_BY)
    team = models.ForeignKey(Team, **MADE_BY)
    event = models.CharField(max_length=40)
    reference = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    answered = models.CharField(max_length=80, blank=True, help_text="What the last attempt came to.")
    delivered_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep="Kept 90 days after it was delivered or given up")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="delivery_is_due", condition=Q(state="WAITING")),
        ]
