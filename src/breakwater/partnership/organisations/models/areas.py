"""Safeguarding partnerships' areas, and the calendar each keeps."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, Sensitivity

CONFIGURATION = "Kept while the installation runs: configuration, about no one"


class Area(models.Model):
    """A safeguarding partnership's area. `code` is the Department for Education's local authority number."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80)
    partnership_name = models.CharField(max_length=120)
    gss_code = models.CharField("ONS code", max_length=9)
    early_help_label = models.CharField(max_length=60, default="Early Help Assessment")
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    rooms_off = models.JSONField(
        default=list, db_default=[], blank=True, help_text="Rooms not in use here yet, by their keys in `rooms.py`."
    )

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)


class SchoolTerm(models.Model):
    """A term of an area's schools; both days are school days unless closed."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="terms")
    label = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)

    class Meta:
        constraints = [
            models.CheckConstraint(name="term_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.UniqueConstraint(fields=["area", "label"], name="term_once_an_area"),
        ]


class Closure(models.Model):
    """A day on which an area's offices are closed beside weekends and bank holidays (a one-off holiday, say)."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="closures")
    day = models.DateField()
    reason = models.CharField(max_length=120)

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "day"], name="closure_once_a_day")]
