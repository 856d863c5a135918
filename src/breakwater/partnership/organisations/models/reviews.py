"""Once a year every organisation says who still needs which role."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity

from .areas import Area
from .humans import Actor, Membership

KEPT = "Kept two years after the next review was begun: who confirmed whose access"


class RoleReview(models.Model):
    """One review of all roles of an area, open until whoever began it closes it. What nobody confirms by `due_on` may be ended together."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="role_reviews")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area"], name="one_role_review_is_open", condition=Q(closed_at=None)),
            models.CheckConstraint(
                name="role_review_closed_by_someone",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]


class RoleConfirmation(models.Model):
    """Somebody else said in a review that the holder of a post still needs it."""

    review = models.ForeignKey(RoleReview, on_delete=models.CASCADE, related_name="confirmations")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="confirmations")
    confirmed_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "membership"], name="role_confirmed_once_a_review")]
