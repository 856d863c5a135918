"""Values of indicators with every revision, benchmarks, what was said of them, and the files they came by.

Nothing here is about a child: numbers of an area and a period. What is typed or filed is kept as `GivenNumbers`, which its team and the
area's oversight read; what everyone reads of it is `IndicatorValue`, with what is small hidden before it is written (`publishing`).
"""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Made
from breakwater.partnership.organisations.models import Actor, Area, Team

KEPT = "Kept for good: an inspection asks what was known when, and what was said of it"
COUNTED = Handling(Sensitivity.INTERNAL, keep=KEPT)


class Given(Made):
    """Something given of an indicator for a period of an area; `first` is the period's first day. None is ever changed."""

    area = models.ForeignKey(Area, **MADE_BY)
    indicator = models.CharField(max_length=4)
    first = models.DateField(help_text="The first day of the period.")

    class Meta:
        abstract = True


class ValueFile(Made):
    """A file of values that was taken in. One undone counts no more: its values stay, and say so."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    name = models.CharField(max_length=160, help_text="What it is, such as Police return of October.")
    lines = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_why = models.CharField(max_length=400, blank=True)
    undone_by = models.ForeignKey(Actor, **MAYBE)

    handling = COUNTED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="value_file_undone_with_a_reason",
                condition=Q(undone_at=None, undone_why="", undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_why=""),
            )
        ]


def _not_small(name: str) -> models.CheckConstraint:
    """An exact number from 1 to 4 never reaches the table, but of a room's own: those of organisations are published as they are."""
    least, most = f"{name}least", f"{name}most"
    unknown = Q(**{f"{least}__isnull": True}) | Q(**{f"{most}__isnull": True}) | Q(**{f"{most}__gt": F(least)})
    shown = Q(source="ROOM") | unknown | Q(**{least: 0}) | Q(**{f"{least}__gte": 5})
    return models.CheckConstraint(name=f"value_{name}is_not_small", condition=shown)


class IndicatorValue(Given):
    """A value as everyone reads it: so many (`least` to `most`), of so many, with its parts, or an average. `most` is None where no most is told."""

    class State(models.TextChoices):
        PROVISIONAL = "PROVISIONAL", "Provisional"
        REVISED = "REVISED", "Revised"
        FINAL = "FINAL", "Final"

    class Source(models.TextChoices):
        ROOM = "ROOM", "Counted by this system"
        FILE = "FILE", "Given by file"
        TYPED = "TYPED", "Typed"

    public_id = PublicIdField()
    revision = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(help_text="Of the indicators.")
    least = models.PositiveIntegerField(null=True, blank=True)
    most = models.PositiveIntegerField(null=True, blank=True)
    of_least = models.PositiveIntegerField(null=True, blank=True)
    of_most = models.PositiveIntegerField(null=True, blank=True)
    of_edition = models.CharField(
        max_length=80, blank=True, help_text="Of the denominator: the year of a population estimate."
    )
    parts = models.JSONField(default=list, help_text="Each its dimension, its name, and the least and most of it.")
    average = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=11, choices=State)
    source = models.CharField(max_length=5, choices=Source)
    source_words = models.CharField(max_length=160)
    unusual = models.CharField(max_length=160, blank=True, help_text="What is unusual about it (DQ08).")
    reason = models.CharField(max_length=600, blank=True, help_text="Why it is so, or why it was revised.")
    file = models.ForeignKey(ValueFile, **MAYBE)

    handling = COUNTED

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "indicator", "first", "revision"], name="value_revised_one_at_a_time"
            ),
            models.CheckConstraint(
                name="value_is_a_number_or_an_average",
                condition=Q(average=None, least__isnull=False) | Q(average__isnull=False, least=None, most=None),
            ),
            models.CheckConstraint(
                name="value_least_before_most",
                condition=(Q(most=None) | Q(most__gte=F("least"))) & (Q(of_most=None) | Q(of_most__gte=F("of_least"))),
            ),
            _not_small(""),
            _not_small("of_"),
            models.CheckConstraint(name="denominator_has_an_edition", condition=Q(of_least=None) | ~Q(of_edition="")),
            models.CheckConstraint(
                name="value_of_a_file_has_one",
                condition=Q(source="FILE", file__isnull=False) | ~Q(source="FILE") & Q(file=None),
            ),
        ]


class Dimension(models.TextChoices):
    """By what a value is parted."""

    KIND = "KIND", "Kind"
    SOURCE = "SOURCE", "Source"
    AGENCY = "AGENCY", "Agency"
    WARD = "WARD", "Ward"
    AGE = "AGE", "Age"
    SEX = "SEX", "Sex"
    ETHNICITY = "ETHNICITY", "Ethnicity"
    DISABILITY = "DISABILITY", "Disability"


class GivenNumbers(models.Model):
    """The numbers of a value as they were typed or filed, exact: read by the team that gave them and the area's oversight."""

    value = models.OneToOneField(IndicatorValue, on_delete=models.PROTECT, related_name="given")
    area = models.ForeignKey(Area, **MADE_BY)
    team = models.ForeignKey(Team, **MADE_BY)
    some = models.PositiveIntegerField()
    of = models.PositiveIntegerField(null=True, blank=True)
    parts = models.JSONField(default=list, help_text="Each its dimension, its name, and how many.")

    handling = COUNTED


class Benchmark(Given):
    """What an indicator is read beside, as its source gave it on a day."""

    class Against(models.TextChoices):
        ENGLAND = "ENGLAND", "England"
        REGION = "REGION", "South East"
        SIMILAR = "SIMILAR", "Statistical neighbours"

    against = models.CharField(max_length=10, choices=Against)
    rate = models.DecimalField(max_digits=8, decimal_places=1, help_text="In the indicator's unit.")
    source = models.CharField(max_length=160)
    on = models.DateField(help_text="The day it was published or told.")

    handling = COUNTED


class Commentary(Given):
    """What a value means, and what the group is asked. The last one of a period stands; those before are kept."""

    so_what = models.TextField()
    question = models.CharField(max_length=400)

    handling = COUNTED
