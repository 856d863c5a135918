"""The rota: who works when, and who is away. Nobody writes why someone is away."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity

from .humans import Actor, Membership, User
from .teams import DutyPost

KEPT = "Kept 2 years after its last day, then removed"


class Shift(models.Model):
    """A post works from one moment to another. On a day for which a team has shifts, whoever is on none of them is not at work.

    With `post` it carries that duty post meanwhile; `pager` is where pages for the post go then, if not to the post's own.
    """

    public_id = PublicIdField()
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    post = models.ForeignKey(DutyPost, null=True, blank=True, on_delete=models.PROTECT, related_name="shifts")
    pager = models.CharField(max_length=254, blank=True, help_text="A mobile number, or a pager's e-mail address.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="shift_pager_belongs_to_a_post", condition=Q(pager="") | Q(post__isnull=False)),
            models.CheckConstraint(
                name="shift_removed_by_someone",
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["membership", "starts_at"], condition=Q(removed_at=None), name="shift_that_counts")
        ]


class Absence(models.Model):
    """Someone is away from a day to a day, whatever posts they hold; without a last day, until it is ended.

    Whoever covers sees and works on the families that the absent leads, for as long, and no longer.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    covered_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="covers")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="absence_removed_by_someone",
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"], condition=Q(removed_at=None), name="absence_that_counts")]
