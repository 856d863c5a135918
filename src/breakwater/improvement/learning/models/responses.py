"""The joint agency response to a child's death: why there is one, what was done when, the minutes of its meetings; a coroner's report."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from breakwater.foundation.models import PublicIdField
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import Actor

from .deaths import BY, HANDLING, ChildDeath


class JointResponse(models.Model):
    """Its criteria by code (`data/child_deaths.yaml`), when it began, and the day of the first findings of the post-mortem."""

    death = models.OneToOneField(ChildDeath, on_delete=models.CASCADE, related_name="joint_response")
    criteria = ArrayField(models.CharField(max_length=12))
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Actor, **BY)
    findings_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    handling = HANDLING


class ResponseStep(models.Model):
    """A step of the checklist was done, or is not needed. The last word on a step counts."""

    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=16)
    is_needed = models.BooleanField(default=True)
    happened_at = models.DateTimeField()
    who = LockedText(help_text="Who was told or did it, and how they are reached; or why it is not needed.")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = HANDLING


class ResponseMeeting(models.Model):
    """A meeting of the response, with its minutes. What is recorded of one again stands beside the first."""

    public_id = PublicIdField()
    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="meetings")
    step = models.CharField(max_length=16)
    held_at = models.DateTimeField()
    came = LockedText()
    minutes = LockedText()
    tasks = LockedText(blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = HANDLING


class PreventionReport(models.Model):
    """A coroner's report to prevent future deaths: whoever it is addressed to answers within 56 days (K42)."""

    public_id = PublicIdField()
    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="prevention_reports")
    addressee = models.CharField(max_length=160)
    sent_on = models.DateField(help_text="The day from which the time to answer counts.")
    answered_on = models.DateField(null=True, blank=True)
    words = LockedText(null=True, blank=True, help_text="What was answered, and where it is read.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = HANDLING
