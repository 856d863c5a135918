"""What agencies think of a draft: asked until a day, said for the agency, answered one by one."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Organisation

from .manuals import KEPT
from .versions import Version


class Consultation(models.Model):
    """One asking. Closed, it stays beside the version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consultations")
    about = models.CharField("what is asked", max_length=400)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], name="one_open_consultation", condition=Q(closed_at=None))
        ]


class Comment(models.Model):
    """What an agency says of a paragraph, or of the whole, and what became of it."""

    class Answer(models.TextChoices):
        WAITING = "WAITING", "Not answered yet"
        ACCEPTED = "ACCEPTED", "Accepted"
        PART = "PART", "Accepted in part"
        REJECTED = "REJECTED", "Not accepted"

    public_id = PublicIdField()
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=12, blank=True)
    words = models.TextField(max_length=2_000)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    reason = models.CharField(max_length=600, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="comment_answered_with_a_reason",
                condition=Q(answer="WAITING", answered_at=None, answered_by=None, reason="")
                | ~Q(answer="WAITING") & ~Q(reason="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]
