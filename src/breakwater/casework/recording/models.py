"""Structured, versioned forms, and answers that keep the version they were given on."""

from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Team, User


class Form(models.Model):
    """A form by its key, as in 'front_door.contact'."""

    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=120)

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while any answers name it")


class FormVersion(models.Model):
    """One edition of a form: its questions as JSON text, which keeps their order. Never changed once released."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while any answers name it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_once"),
            models.UniqueConstraint(fields=["form", "digest"], name="form_released_once_as_it_is"),
        ]


class Answers(models.Model):
    """Answers to one version of a form: a draft of its author, or complete and then never changed.

    `values` maps question key to the answer as recorded; the states 'not known', 'not asked', 'refused' and 'not
    applicable' are answers. A draft of the public has neither user nor team; it is found by its token alone.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        COMPLETE = "COMPLETE", "Complete"

    public_id = PublicIdField()
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="answers")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND + "; a draft 30 days after it was last saved")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answers_complete_when_completed",
                condition=Q(status="DRAFT", completed_at=None) | Q(status="COMPLETE", completed_at__isnull=False),
            )
        ]
