"""What a school reports each term to its governors, and lets the authority read: numbers and themes, never a record."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Team

from .incidents import OfSchool


class TermReport(OfSchool):
    """The report of one term. `figures` are suppressed before they are kept (SG-22), so that whoever reads the row reads the same.

    It is worked out again until it is released, and never changed afterwards. `governors` read it from `released_at` on; the
    authority's team (`shared_with`) from `shared_at` on, which is the school's own act.
    """

    starts_on = models.DateField()
    ends_on = models.DateField()
    pupils = models.PositiveIntegerField(help_text="On roll, for the rate per 100.")
    surveyed = models.PositiveIntegerField(null=True, blank=True, help_text="Pupils who answered the survey.")
    trust = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of 100 who answered, how many would report to an adult at school."
    )
    themes = models.TextField(blank=True)
    training = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    figures = models.JSONField(default=dict)
    worked_out_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    approved_by = models.CharField(max_length=120, blank=True, help_text="The head, by name.")
    governors = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shared_with = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    handling = Handling(Sensitivity.INTERNAL, keep="Kept six years, so that terms compare")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "starts_on"], name="one_report_of_a_term"),
            models.CheckConstraint(name="term_report_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(name="pupils_are_counted", condition=Q(pupils__gte=1)),
            models.CheckConstraint(name="trust_is_of_a_hundred", condition=Q(trust=None) | Q(trust__lte=100)),
            models.CheckConstraint(
                name="term_report_released_by_someone",
                condition=Q(released_at=None, released_by=None, governors=None)
                | Q(released_at__isnull=False, released_by__isnull=False) & ~Q(approved_by=""),
            ),
            models.CheckConstraint(
                name="shared_after_its_release",
                condition=Q(shared_at=None, shared_with=None)
                | Q(shared_at__isnull=False, shared_with__isnull=False, released_at__isnull=False),
            ),
        ]

    @property
    def is_released(self) -> bool:
        return self.released_at is not None
