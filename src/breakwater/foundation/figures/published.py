"""One published number, as each room keeps its own: worked out once by the system, the same for everyone (SG-22)."""

from django.db import models
from django.db.models import Q


class Hidden(models.TextChoices):
    """Why a number is not shown."""

    SMALL = "SMALL", "Fewer than 5"
    FEW = "FEW", "None, or fewer than 5"
    BESIDE = "BESIDE", "Not shown, so that a smaller number beside it cannot be calculated"


class PublishedFigure(models.Model):
    """One number of one table of counts: `name` is the table, `line` and `part` the place in it, empty for a total.

    What was counted too few to show never reaches the table: `value` is empty there and `hidden` says why. A room adds its
    area, and calls `constraints_of`.
    """

    month = models.DateField(help_text="The first day of the month; of what stands open, the month it was counted in.")
    name = models.CharField(max_length=24)
    line = models.CharField(max_length=40, blank=True)
    part = models.CharField(max_length=24, blank=True)
    value = models.PositiveIntegerField(null=True, blank=True)
    hidden = models.CharField(max_length=6, choices=Hidden, blank=True)
    worked_out_at = models.DateTimeField()

    class Meta:
        abstract = True


def constraints_of(prefix: str = "") -> list[models.BaseConstraint]:
    """One number a place, shown or hidden, and never a small one. `prefix` keeps the names of two rooms apart."""
    return [
        models.UniqueConstraint(fields=["area", "month", "name", "line", "part"], name=f"{prefix}one_figure_a_place"),
        models.CheckConstraint(
            name=f"{prefix}figure_shown_or_hidden",
            condition=Q(value__isnull=False, hidden="") | Q(value=None) & ~Q(hidden=""),
        ),
        models.CheckConstraint(
            name=f"{prefix}figure_is_not_small", condition=Q(value=None) | Q(value=0) | Q(value__gte=5)
        ),
    ]
