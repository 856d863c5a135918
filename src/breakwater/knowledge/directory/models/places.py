"""Where help is given. A place that must not be found has no address here at all."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity

from .services import KEPT, Provider, Service


class Postcode(models.Model):
    """A postcode's middle on the national grid, in metres (ONS Postcode Directory)."""

    code = models.CharField(max_length=8, unique=True, help_text='As in "PO1 2AB".')
    easting = models.PositiveIntegerField()
    northing = models.PositiveIntegerField()

    handling = Handling(Sensitivity.PUBLIC, keep="Kept until the next edition of the directory of postcodes")


class Location(models.Model):
    """A place, or a way to be reached without one. `easting` and `northing` are metres on the national grid (EPSG:27700).

    Refuges and safe houses are VIRTUAL: their address is not kept, so that no page, file or feed can tell it.
    """

    class Kind(models.TextChoices):
        PHYSICAL = "physical", "A place to go to"
        POSTAL = "postal", "An address for letters"
        VIRTUAL = "virtual", "By telephone or online"

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="locations")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PHYSICAL)
    name = models.CharField(max_length=160, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    getting_in = models.CharField("step-free access and the like", max_length=400, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_address_without_a_place",
                condition=~Q(kind="virtual")
                | Q(street="", postcode="", easting=None, northing=None, latitude=None, longitude=None),
            ),
            models.CheckConstraint(
                name="grid_has_both_numbers",
                condition=Q(easting=None, northing=None) | Q(easting__isnull=False, northing__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["easting", "northing"], name="location_on_the_grid")]


class ServiceAtLocation(models.Model):
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="offers")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "location"], name="service_once_a_place")]
