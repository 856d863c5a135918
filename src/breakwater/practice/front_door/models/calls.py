"""Calls to the MASH: what a call-handler wrote down, and advice asked for without a name."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team

from .arrivals import KEPT_WITH_THE_CONTACT, Submission


class Call(models.Model):
    """A telephone call that made a contact. Where its caller is a professional, a written form is to follow in 48 hours.

    Who rang, the number to call back and what happened stand on the submission.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="call")
    where_now = models.CharField(max_length=200, blank=True, help_text="Where the child is now.")
    form_wanted = models.BooleanField(default=False)
    met_by = models.OneToOneField(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="written_form_of"
    )
    met_at = models.DateTimeField(null=True, blank=True)
    chased_at = models.DateTimeField(null=True, blank=True, help_text="Asked for after 24 hours.")
    chased_again_at = models.DateTimeField(null=True, blank=True, help_text="Asked for after 48 hours.")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_WITH_THE_CONTACT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_met_at_a_moment",
                condition=Q(met_by=None, met_at=None) | Q(met_by__isnull=False, met_at__isnull=False),
            )
        ]


class Consultation(models.Model):
    """Advice asked for without naming a child: no contact, no clock (FD 1.3). If the child is named after all, it becomes one."""

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    who = models.CharField(max_length=240)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    advice = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    became = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations"
    )

    handling = Handling(
        Sensitivity.SPECIAL,
        keep="Kept 2 years, or as long as the contact it became",
        fields={"key": Sensitivity.SECRET, "reference": Sensitivity.INTERNAL},
    )
