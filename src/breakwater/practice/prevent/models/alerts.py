"""The blind alert to the Prevent lead, and the minimum that the lead tells one named person (SG-12, SG-13)."""

from django.db import models

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import Actor, Team, User

from .referrals import Referral


class Alert(models.Model):
    """A case was opened about a child with a live referral. Written by the database itself; read by the Prevent team alone.

    `own`: it is the contact that came with the referral, and nobody needs to look. `moved` is the last that became of the case since.
    """

    class Moved(models.TextChoices):
        DECIDED = "DECIDED", "A decision was made"
        CLOSED = "CLOSED", "It was closed"

    public_id = PublicIdField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="alerts")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    own = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    moved = models.CharField(max_length=7, choices=Moved, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the work moved on under a message; empty again once that was looked at."
    )
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the team's mails were put in the outbox.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep="6 years from the end of the referral")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "case"], name="prevent_alerted_once_of_a_case")]


class Message(models.Model):
    """The minimum needed, to one person: read by them and by the Prevent team, on no other page and in no count."""

    class Says(models.TextChoices):
        CONTACT = "CONTACT", "Contact me"
        ACT = "ACT", "Act"
        DO_NOT_ACT = "DO_NOT_ACT", "Do not act"

    public_id = PublicIdField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="messages")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=10, choices=Says)
    words = LockedText(blank=True)
    reach = LockedText(blank=True, help_text="The number on which the sender is reached.")
    case_reference = models.CharField(max_length=16)
    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the reader first opened it.")
    acknowledged_at = models.DateTimeField(
        null=True, blank=True, help_text="When the reader said that they have read it."
    )
    done_at = models.DateTimeField(null=True, blank=True, help_text="When the reader said that they have done it.")

    handling = Handling(Sensitivity.SPECIAL, keep="6 years from the day it was sent")
