"""Published figures of early help: worked out once by the system for an area and a month, the same for everyone (SG-22)."""

from django.db import models

from breakwater.foundation.figures.published import PublishedFigure, constraints_of
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Area


class Figure(PublishedFigure):
    """One number of one table of early help's counts."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while the area is served; calculated again each night")

    class Meta:
        constraints = constraints_of("early_help_")
