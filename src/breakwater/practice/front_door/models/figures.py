"""Published figures: worked out once by the system for an area and a month, the same for everyone (SG-22)."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Area


class Figure(models.Model):
    """One number of one table of counts: `name` is the table, `line` and `part` the place in it, empty for a total.

    What was counted too few to show never reaches this table: `value` is empty there and `hidden` says why.
    """

    class Hidden(models.TextChoices):
        SMALL = "SMALL", "Fewer than 5"
        BESIDE = "BESIDE", "Not shown, so that a smaller number beside it cannot be worked out"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="The first day of the month; of what stands open, the month it was counted in.")
    name = models.CharField(max_length=24)
    line = models.CharField(max_length=40, blank=True)
    part = models.CharField(max_length=24, blank=True)
    value = models.PositiveIntegerField(null=True, blank=True)
    hidden = models.CharField(max_length=6, choices=Hidden, blank=True)
    worked_out_at = models.DateTimeField()

    Hidden = Hidden
    handling = Handling(Sensitivity.INTERNAL, keep="Kept while the area is served; worked out anew each night")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "month", "name", "line", "part"], name="one_figure_a_place"),
            models.CheckConstraint(
                name="figure_shown_or_hidden",
                condition=Q(value__isnull=False, hidden="") | Q(value=None) & ~Q(hidden=""),
            ),
            models.CheckConstraint(name="figure_is_not_small", condition=Q(value=None) | Q(value=0) | Q(value__gte=5)),
        ]
