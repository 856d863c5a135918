"""What happened, when, and who says so."""

from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor
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
