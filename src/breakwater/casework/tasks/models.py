"""Something someone must do by a day, and people coming together."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Membership, Team


class TaskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at=None)


class Task(models.Model):
    """Something a team, and in it perhaps one person, must do by a day. Belongs to a case, or to the team alone."""

    public_id = PublicIdField()
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="tasks")
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    outcome = models.TextField(blank=True)

    objects = TaskQuerySet.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="task_done_by_someone",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["team", "due_at", "id"], condition=Q(done_at=None), name="task_open_by_team")]


class Meeting(models.Model):
    """People coming together about a case: when, where, agenda, minutes, decisions."""

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    agenda = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    called_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=240, blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    sequence = models.PositiveSmallIntegerField(default=0, help_text="Counts changes, for calendar files.")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()


class MeetingMove(models.Model):
    """When and where a meeting was to be before it was moved, what had been answered until then, and why. Added, never changed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="moves")
    was_starts_at = models.DateTimeField()
    was_ends_at = models.DateTimeField(null=True, blank=True)
    was_place = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=list, help_text="Who had answered, and what, in words; they are asked again.")
    because = models.CharField(max_length=240)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)


class Attendance(models.Model):
    """Someone asked to a meeting, whether from Breakwater (membership) or by name alone, and whether they came."""

    class State(models.TextChoices):
        INVITED = "INVITED", "Invited"
        COMING = "COMING", "Will come"
        APOLOGIES = "APOLOGIES", "Sent apologies"
        CAME = "CAME", "Came"
        ABSENT = "ABSENT", "Did not come"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    agency = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.INVITED)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(name="attendance_names_someone", condition=Q(membership__isnull=False) | ~Q(name=""))
        ]

    @property
    def called(self) -> str:
        """Their name, with or without an account."""
        return self.membership.user.name if self.membership_id else self.name
