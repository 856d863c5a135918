"""What is measured of need, and each figure of it by ward and cohort. A figure is never changed: a later one of the same cell stands."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import PublicIdField
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, WITHDRAWN, Withdrawable
from breakwater.partnership.organisations.models import Area

from .made import PLANNED, AgeBand, Domain


class NeedMeasure(Withdrawable):
    """What is counted. `met_by` is the measure of those who are in a service for it: need less that is the gap."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    domain = models.CharField(max_length=12, choices=Domain)
    title = models.CharField(max_length=160)
    counts = models.CharField(max_length=300, help_text="Who is counted, out of which children.")
    more_is_need = models.BooleanField(help_text="Whether a higher rate means more need.")
    met_by = models.ForeignKey("self", **MAYBE)
    is_restricted = models.BooleanField(
        default=False,
        help_text="Read by those who keep needs and by the Prevent team alone: nobody else learns that there is one.",
    )

    handling = PLANNED

    class Meta:
        constraints = [
            WITHDRAWN,
            models.UniqueConstraint(
                fields=["area", "title"], condition=Q(withdrawn_at=None), name="need_measure_named_once_an_area"
            ),
        ]


class NeedFigure(Withdrawable):
    """One figure of a measure in a ward (none: the whole area) and a cohort, as at a day.

    A COUNT and a SURVEY say how many (`number`) of how many (`base`). A PREVALENCE says `rate` in a hundred of a population (`base`):
    expected need is the one times the other. `low` and `high` are the confidence interval, in a hundred.
    """

    class Estimate(models.TextChoices):
        COUNT = "COUNT", "Count"
        PREVALENCE = "PREVALENCE", "Prevalence model"
        SURVEY = "SURVEY", "Survey"

    class Characteristic(models.TextChoices):
        SEX = "SEX", "Sex"
        ETHNICITY = "ETHNICITY", "Ethnicity"
        SEND = "SEND", "Special educational needs and disabilities"
        CARE = "CARE", "Care status"

    public_id = PublicIdField()
    measure = models.ForeignKey(NeedMeasure, on_delete=models.PROTECT, related_name="figures")
    ward = models.CharField(max_length=9, blank=True)
    age_band = models.CharField(max_length=5, choices=AgeBand, default=AgeBand.ALL)
    characteristic = models.CharField(max_length=9, choices=Characteristic, blank=True)
    group = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    estimate = models.CharField(max_length=10, choices=Estimate)
    number = models.PositiveIntegerField(null=True, blank=True)
    rate = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    base = models.PositiveIntegerField()
    low = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=200)
    review_on = models.DateField()
    revision = models.PositiveIntegerField(help_text="Of the same cell and day, counted from 1.")
    file_key = models.UUIDField(null=True, blank=True, help_text="Of the form that its file came by.")

    handling = PLANNED

    class Meta:
        constraints = [
            WITHDRAWN,
            models.UniqueConstraint(
                fields=["measure", "ward", "age_band", "characteristic", "group", "on", "revision"],
                name="need_figure_revised_in_order",
            ),
            models.CheckConstraint(
                name="need_is_counted_or_modelled",
                condition=Q(estimate="PREVALENCE", number=None, rate__isnull=False, rate__gte=0, rate__lte=100)
                | Q(estimate__in=("COUNT", "SURVEY"), rate=None, number__isnull=False, number__lte=F("base")),
            ),
            models.CheckConstraint(
                name="need_interval_has_both_ends",
                condition=Q(low=None, high=None)
                | Q(low__isnull=False, high__isnull=False, low__gte=0, high__lte=100, high__gte=F("low")),
            ),
            models.CheckConstraint(
                name="need_group_is_of_a_characteristic",
                condition=Q(characteristic="", group="") | ~Q(characteristic="") & ~Q(group=""),
            ),
        ]
