"""Agencies and schools, and the areas each serves."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity

from .areas import CONFIGURATION, Area


class OrganisationKind(models.TextChoices):
    """What kind of agency it is; decides the source code of what it sends (Children in Need census)."""

    COUNCIL = "COUNCIL", "Council"
    SCHOOL = "SCHOOL", "School or college"
    POLICE = "POLICE", "Police"
    HEALTH = "HEALTH", "Health"
    HOUSING = "HOUSING", "Housing"
    PROBATION = "PROBATION", "Probation"
    VOLUNTARY = "VOLUNTARY", "Voluntary or community organisation"
    EARLY_YEARS = "EARLY_YEARS", "Early years setting"
    OTHER = "OTHER", "Other"


class Organisation(models.Model):
    """An agency or school. A closed one stays, with the name it had."""

    Kind = OrganisationKind

    public_id = PublicIdField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    ods_code = models.CharField("NHS organisation code", max_length=10, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"])]


class OrganisationArea(models.Model):
    """An organisation serves an area, from a day and perhaps to a day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="serves")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="served_by")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_of_an_area_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(fields=["organisation", "area", "starts_on"], name="serves_an_area_once"),
        ]


class School(models.Model):
    """What the register of schools (Get Information About Schools) says of an organisation that is a school.

    `urn` is never reused; an academy conversion makes a new one. `patch` is the link co-ordinators' part of the area.
    """

    organisation = models.OneToOneField(Organisation, primary_key=True, on_delete=models.CASCADE, related_name="school")
    urn = models.CharField("URN", max_length=6, unique=True)
    la_code = models.CharField("LA code", max_length=4)
    establishment_number = models.CharField(max_length=4, blank=True)
    type_code = models.CharField(max_length=4, blank=True)
    type_name = models.CharField(max_length=120, blank=True)
    status_code = models.CharField(max_length=2, blank=True)
    phase_code = models.CharField(max_length=2, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    gender_code = models.CharField(max_length=1, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    street = models.CharField(max_length=160, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    website = models.CharField(max_length=250, blank=True)
    ward_code = models.CharField(max_length=9, blank=True)
    uprn = models.CharField("UPRN", max_length=12, blank=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    trust_name = models.CharField(max_length=200, blank=True)
    patch = models.ForeignKey("Patch", null=True, blank=True, on_delete=models.SET_NULL, related_name="schools")
    last_changed_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)
