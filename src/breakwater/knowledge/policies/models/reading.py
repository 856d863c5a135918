"""Who has read a version and understood it: asked of an agency's staff by one link, counted by agency."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from .versions import Version

KEPT = "Kept for six years from the day it was asked: evidence for inspection"


class Round(models.Model):
    """An agency asks its staff to read one version. Whoever has the link may say that they did; the token itself is not kept."""

    public_id = PublicIdField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rounds")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reading_rounds")
    token_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    ends_on = models.DateField(help_text="The link opens until this day.")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT, fields={"token_digest": Sensitivity.SECRET})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "area", "organisation"], name="round_once_an_agency")]


class Listed(models.Model):
    """Somebody on the agency's list of staff, by the name the agency uses."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="listed")
    name = models.CharField(max_length=120)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint("round", Lower("name"), name="listed_once")]


class Reading(models.Model):
    """Somebody says: I have read and understood it. `digest` is of the text that was on the page."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="readings")
    listed = models.OneToOneField(Listed, null=True, blank=True, on_delete=models.PROTECT, related_name="reading")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField()

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint("round", Lower("name"), name="reading_once"),
            models.CheckConstraint(name="reading_names_someone", condition=~Q(name="")),
        ]
