"""What the product tells people, without a child's data: inside the product, and in the outbox to their mailbox."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Area, User


class Notification(models.Model):
    """One thing for one human to know: words without names, a reference, and where to read it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    words = models.CharField(max_length=200)
    reference = models.CharField(max_length=16, blank=True)
    path = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep="Kept 90 days after it was read")

    class Meta:
        indexes = [models.Index(fields=["user", "-made_at", "-id"], name="notification_newest")]


class OutboxMessage(models.Model):
    """An e-mail, or a text message to a pager, on its way, content-free. `public_id` is the idempotent reference given to the sender's service.

    `body` and `html` may hold a link that opens an account, so they are emptied once the message has left or was given up; where the
    outbox is itself the mailbox it stays.
    """

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "E-mail"
        TEXT = "TEXT", "Text message"

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting"
        SENT = "SENT", "Sent"
        FAILED = "FAILED", "Could not be sent"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Told where it does not arrive.",
    )
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=120)
    body = models.TextField()
    html = models.TextField(blank=True, default="", help_text="The same words drawn, beside the plain ones.")
    pictures = ArrayField(
        models.CharField(max_length=240),
        default=list,
        blank=True,
        help_text="Files of the public site that travel within it; the words drawn name each as cid: and its number from 1.",
    )
    leave = models.URLField(
        max_length=300, blank=True, help_text="Of a bulletin: ends the subscription by one click (RFC 8058)."
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_fault = models.CharField(max_length=200, blank=True)

    handling = Handling(
        Sensitivity.INTERNAL,
        keep="Kept 90 days after it was sent",
        fields={"body": Sensitivity.SECRET, "html": Sensitivity.SECRET, "leave": Sensitivity.SECRET},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_sent_when_sent",
                condition=Q(state="SENT", sent_at__isnull=False) | ~Q(state="SENT") & Q(sent_at=None),
            )
        ]
        indexes = [models.Index(fields=["state", "made_at"], name="outbox_state")]
