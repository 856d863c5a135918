"""An area's own outcomes, version by version: what a plan may aim at from a day on (FD 4.7)."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area


class OutcomeList(models.Model):
    """One version, never changed. `headings` are [{"key", "words", "retired"}]: a retired one is kept, and offered no more."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=240)
    headings = models.JSONField()
    from_on = models.DateField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PUBLIC, keep="Kept as long as a plan names it")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="outcome_list_number", fields=["area", "number"]),
            models.CheckConstraint(name="outcome_list_has_a_number", condition=Q(number__gte=1)),
        ]
