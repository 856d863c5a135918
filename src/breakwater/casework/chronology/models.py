"""What happened, when, and who says so."""

from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.kit.recorded import MAYBE, Made
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.partnership.people.models import Person


class ChronologyEntry(models.Model):
    """One thing that happened. Added, never overwritten: a correction is a new entry that names the old one.

    It belongs to a case, to a person, or to a person in a case; `kind` is the room's word for it and decides its colour.
    Nothing of a sealed item or of the specialist route enters (SG-12).
    """

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="chronology")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="chronology")
    happened_at = models.DateTimeField()
    happened_precision = models.CharField(
        max_length=6, default="MINUTE", choices=[("MINUTE", "Minute"), ("DAY", "Day")]
    )
    kind = models.CharField(max_length=40)
    what = models.TextField()
    detail = models.TextField(
        blank=True, help_text="The concern, the reason or what was agreed, in the words recorded."
    )
    is_process = models.BooleanField(
        default=False, help_text="A step of the work and nothing that happened to the child: folded where it is read."
    )
    is_significant = models.BooleanField(default=False)
    source = models.CharField(max_length=120)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="chronology_is_about_something", condition=Q(case__isnull=False) | Q(person__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["person", "-happened_at", "-id"], name="chronology_of_person"),
            models.Index(fields=["case", "-happened_at", "-id"], name="chronology_of_case"),
        ]


class DisputeNote(Made):
    """What somebody says who does not agree with what is recorded: their own words beside it, for everybody who reads it.

    The record stays as it is. `restricts` says that its use is limited while it is looked into (UK GDPR article 18). Written by functions of
    the wall alone, for information governance, which answers the request named by `reference`. Where the team that holds the record answered that
    it is right as it stands, the note has nobody's words: `path` is the correction, which `holder` reads. `person` is whose record it is, where
    it is in no case.
    """

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="disputes")
    entry = models.ForeignKey(ChronologyEntry, null=True, blank=True, on_delete=models.CASCADE, related_name="disputes")
    answers = models.ForeignKey(
        "casework.Answers", null=True, blank=True, on_delete=models.CASCADE, related_name="disputes"
    )
    document = models.ForeignKey(
        "casework.Document", null=True, blank=True, on_delete=models.CASCADE, related_name="disputes"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="disputes")
    reference = models.CharField(max_length=16)
    said_by = models.CharField(max_length=120)
    words = models.TextField()
    restricts = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, **MAYBE)
    found = models.TextField(blank=True, help_text="What was found, once it was looked into.")
    holder = models.ForeignKey(Team, **MAYBE)
    path = models.CharField(max_length=80, blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dispute_is_about_something",
                condition=Q(case__isnull=False)
                | Q(entry__isnull=False)
                | Q(answers__isnull=False)
                | Q(person__isnull=False),
            )
        ]

    @property
    def said(self) -> str:
        """The note as it stands beside what it disputes."""
        if self.path:
            return f"Accuracy disputed, {self.at:%-d %B %Y}. The team that holds the record answered that it is right as it stands."
        lead = f"Disputed by {self.said_by} ({self.at:%-d %B %Y}): “{self.words}”"
        if self.ended_at:
            return f"{lead}\nLooked into {self.ended_at:%-d %B %Y}: {self.found}"
        return (
            f"{lead}\nUse is restricted while this is looked into. Ask information governance before you rely on it."
            if self.restricts
            else lead
        )
