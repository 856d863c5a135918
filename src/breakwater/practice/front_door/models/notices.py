"""Notices: what police send by the file, what health services and other areas send one by one, what courts ask."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.kept_file import KeptFile
from breakwater.partnership.organisations.models import Actor, Area, Team

from .arrivals import KEPT_WITH_THE_CONTACT, Submission
from .contacts import Contact

PAGED = 16  # as long as the longest reference


class NoticeBatch(KeptFile):
    """A file of notices: looked at first, then taken in. Only the columns known are read; the file goes after 30 days (SG-29)."""

    class State(models.TextChoices):
        LOOKED_AT = "LOOKED_AT", "Looked at, not taken in"
        TAKEN_IN = "TAKEN_IN", "Taken in"

    name, stored_kind = "notices.csv", "csv"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.LOOKED_AT)
    rows = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0, help_text="Taken in before, from this file or another.")
    beside = models.PositiveIntegerField(default=0, help_text="About a child someone else told us about lately.")
    faults = models.JSONField(default=list, help_text="Line and reason of each row that cannot be taken in; no values.")

    handling = Handling(
        Sensitivity.INTERNAL,
        keep="The file 30 days; that it came, as long as its notices",
        fields={"key_id": Sensitivity.INTERNAL},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="batch_taken_in_at_a_moment",
                condition=Q(state="TAKEN_IN", taken_at__isnull=False) | Q(state="LOOKED_AT", taken_at=None),
            )
        ]

    @property
    def paged_as(self) -> str:
        """What stands in place of a contact's reference where emergency duty is paged about it: the beginning of its id."""
        return self.public_id[:PAGED]


class Notice(models.Model):
    """One notice. It became a contact, or told the worker of a case that is open, or is a court's request and no concern."""

    class Kind(models.TextChoices):
        POLICE = "POLICE", "Police notice"
        HEALTH = "HEALTH", "Health alert: unscheduled care"
        TRANSFER_IN = "TRANSFER_IN", "Another area: child protection plan moves here"
        PLACEMENT = "PLACEMENT", "Another area: child placed here"
        COURT = "COURT", "Court or Cafcass request"

    class Result(models.TextChoices):
        CONTACT = "CONTACT", "Made a contact"
        INFORMED = "INFORMED", "Told to the worker of an open case"
        COURT_WORK = "COURT_WORK", "Passed to court work, not a concern"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=120, unique=True)
    batch = models.ForeignKey(NoticeBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    line = models.PositiveIntegerField(null=True, blank=True)
    their_reference = models.CharField(max_length=40, blank=True)
    sent_by = models.CharField(max_length=200, help_text="Who sent it, as they put it.")
    child = models.CharField(max_length=240, blank=True)
    words = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="By when a court wants its answer.")
    result = models.CharField(max_length=10, choices=Result)
    received_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="notices_of")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_WITH_THE_CONTACT, fields={"key": Sensitivity.SECRET})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_went_somewhere",
                condition=Q(result="CONTACT", submission__isnull=False, case=None)
                | Q(result="INFORMED", case__isnull=False, submission=None)
                | Q(result="COURT_WORK", submission=None, case=None),
            )
        ]
        indexes = [models.Index(fields=["area", "-received_at", "-id"], name="notice_newest")]

    def contact(self) -> Contact | None:
        """The contact it made, where whoever asks may know of it."""
        return Contact.objects.filter(submission=self.submission_id).first() if self.submission_id else None
