"""The key worker of a bereaved family: who, what was done, and the family's questions with their answers (PL 7.10).

A key worker reads this alone, and nothing of the review.
"""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import PublicIdField
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import Actor, Team, User

from .deaths import BY, HANDLING, MAYBE, ChildDeath


class FamilySupport(models.Model):
    """One key worker for one family, until the panel's feedback was given. Another one follows the first."""

    public_id = PublicIdField()
    death = models.ForeignKey(ChildDeath, on_delete=models.PROTECT, related_name="supports")
    team = models.ForeignKey(Team, **BY)
    user = models.ForeignKey(User, **MAYBE)
    maker = models.ForeignKey(User, **MAYBE)
    reference = models.CharField(max_length=16, help_text="Of the record of the death.")
    called = LockedText(help_text="The child.")
    named = LockedText(help_text="The key worker: name, role, agency.")
    phone = models.CharField(max_length=40)
    hours = models.CharField(max_length=120, blank=True)
    deputy = LockedText(blank=True)
    named_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    told_on = models.DateField(null=True, blank=True, help_text="The family knows who it is.")
    told_how = models.CharField(max_length=200, blank=True, help_text="How, and in which language.")
    leaflet = models.BooleanField(default=False, help_text="“When a child dies” was given.")
    bereavement = LockedText(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = LockedText(blank=True)
    revision = models.PositiveIntegerField(default=0)
    key = models.UUIDField(unique=True)

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["death"], condition=Q(ended_on=None), name="one_key_worker_at_a_time")
        ]


class FamilyContact(models.Model):
    """The key worker was in touch with the family."""

    support = models.ForeignKey(FamilySupport, on_delete=models.CASCADE, related_name="contacts")
    on = models.DateField()
    words = LockedText()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = HANDLING


class FamilyQuestion(models.Model):
    """A question of the family: where it was raised, the answer, and when the family was told it."""

    public_id = PublicIdField()
    support = models.ForeignKey(FamilySupport, on_delete=models.CASCADE, related_name="questions")
    question = LockedText()
    asked_on = models.DateField()
    raised_in = models.CharField(max_length=160, blank=True)
    answer = LockedText(blank=True)
    told_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = HANDLING
