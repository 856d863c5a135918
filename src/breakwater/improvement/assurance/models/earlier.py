"""An audit of an earlier system, as a file had it: an organisation's grades, its actions and their proof. It is read, and changes no figure."""

from django.db import models
from django.db.models import Q

from breakwater.casework.actions.models import TrackedAction
from breakwater.foundation.models import PublicIdField
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team

from .audits import AUDITED


class EarlierAudit(models.Model):
    """What one organisation returned to one audit."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    asking_team = models.ForeignKey(Team, **MADE_BY)
    organisation = models.ForeignKey(Organisation, **MADE_BY)
    title = models.CharField(max_length=160)
    returned_on = models.DateField()
    file_key = models.UUIDField(help_text="Of the form that it came by, sent perhaps twice.")
    taken_in_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(Actor, **MADE_BY)

    handling = AUDITED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "organisation", "title"], name="earlier_audit_taken_in_once")
        ]


class EarlierLine(models.Model):
    """A line of it: a standard with its grade, an action, or both, in the words of the earlier system."""

    class Status(models.TextChoices):
        OPEN = "OPEN", "Open"
        DONE = "DONE", "Done"
        NOT_DONE = "NOT_DONE", "Closed, not done"

    public_id = PublicIdField()
    audit = models.ForeignKey(EarlierAudit, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="Of the line in the file.")
    standard = models.CharField(max_length=200, blank=True)
    grade = models.CharField(max_length=80, blank=True)
    evidence = models.TextField(blank=True)
    action = models.CharField(max_length=400, blank=True)
    owner = models.CharField(max_length=160, blank=True)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, blank=True)
    done_on = models.DateField(null=True, blank=True)
    proof = models.TextField(blank=True)
    tracked = models.ForeignKey(TrackedAction, **MAYBE)

    handling = AUDITED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "number"], name="earlier_line_once"),
            models.CheckConstraint(
                name="earlier_action_has_a_status", condition=Q(action="", status="") | ~Q(action="") & ~Q(status="")
            ),
            models.CheckConstraint(
                name="earlier_line_says_something", condition=~Q(action="") | ~Q(standard="") & ~Q(grade="")
            ),
        ]
