"""What governed practice where, on two axes of time: the days it was in force, and from when until when we believed so.

A belief is never altered. Corrected, it ends (`believed_to`) and another begins; the database refuses two at once.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .deciding import Local
from .manuals import KEPT, Chapter
from .versions import Version


class Days(Func):
    """The days from one date until, and without, another; no end is open."""

    function = "daterange"
    output_field = DateRangeField()


class Moments(Func):
    """The moments from one until, and without, another; no end is open."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class PeriodQuerySet(models.QuerySet):
    def believed(self, at=None):
        """What was believed at a moment; without one, what is believed now."""
        if at is None:
            return self.filter(believed_to=None)
        return self.filter(Q(believed_to=None) | Q(believed_to__gt=at), believed_from__lte=at)

    def on(self, day):
        """What was in force on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Period(models.Model):
    """A version, with an area's own variation or none, in force in that area from a day until, and without, another."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="periods")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="periods")
    local = models.ForeignKey(Local, null=True, blank=True, on_delete=models.PROTECT, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    believed_from = models.DateTimeField()
    believed_to = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True, help_text="Why the record was corrected, where it was.")
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()
    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="period_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="belief_ends_after_it_starts",
                condition=Q(believed_to=None) | Q(believed_to__gte=F("believed_from")),
            ),
            ExclusionConstraint(
                name="one_version_in_force_at_a_time",
                expressions=[
                    ("chapter", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    (Moments("believed_from", "believed_to", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Withdrawal(models.Model):
    """A chapter ends in an area without a successor: why, and where to look instead. The old address goes on answering."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="withdrawals")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField()
    why = models.CharField(max_length=400)
    look_at = models.ForeignKey(Chapter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)


class Review(models.Model):
    """Somebody read a chapter over and found that it stands: read again by another day."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField()
    review_by = models.DateField()
    words = models.CharField(max_length=400, blank=True)
    key = models.UUIDField(null=True, blank=True, unique=True, help_text="Of the form it came by, sent perhaps twice.")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="review_looks_ahead", condition=Q(review_by__gt=F("reviewed_on"))),
        ]
