"""Two records of one person kept as one, and where every moved fact came from, so that it can be undone at any time."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .identity import KEPT_AS_LONG_AS_THE_PERSON
from .people import Person


class Merge(models.Model):
    """`other` was found to be the same person as `kept`. Both rows stay as they were written; what hung from `other` moved.

    `watermarks` says, for each column that names a person, the last row there was: what came later may belong to either.
    """

    public_id = PublicIdField()
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_kept")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_away")
    because = models.CharField(max_length=500)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who agreed although their numbers differ.",
    )
    second_because = models.CharField(max_length=500, blank=True)
    watermarks = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_because = models.CharField(max_length=500, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["other"], condition=Q(undone_at=None), name="merged_into_one_at_a_time"),
            models.CheckConstraint(name="nobody_is_merged_with_themselves", condition=~Q(kept=F("other"))),
            models.CheckConstraint(name="merge_says_why", condition=~Q(because="")),
            models.CheckConstraint(
                name="merge_second_says_why",
                condition=Q(second=None, second_because="") | Q(second__isnull=False) & ~Q(second_because=""),
            ),
            models.CheckConstraint(name="merge_second_is_another", condition=Q(second=None) | ~Q(second=F("by"))),
            models.CheckConstraint(
                name="merge_undone_by_someone_for_a_reason",
                condition=Q(undone_at=None, undone_by=None, undone_because="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_because=""),
            ),
        ]


class MovedRow(models.Model):
    """One row of any table that stands with another person than it was recorded against; `home` is whose fact it is.

    Written and removed by the database's own functions, with the move. `tbl`, `col` and `row` name the row.
    """

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="moved")
    home = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tbl = models.CharField(max_length=63)
    col = models.CharField(max_length=63)
    row = models.BigIntegerField()

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tbl", "col", "row"], name="a_row_has_one_home")]
