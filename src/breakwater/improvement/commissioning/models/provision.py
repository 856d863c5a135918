"""What the directory lacks of a service: who commissions it, how it is paid for, whom it reaches, and each quarter of its work."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import PublicIdField
from breakwater.improvement.assurance.models import Priority
from breakwater.knowledge.directory.models import Service
from breakwater.partnership.kit.recorded import MADE_BY, WITHDRAWN, Withdrawable
from breakwater.partnership.organisations.models import Area

from .made import PLANNED, Domain, is_over


class Provision(Withdrawable):
    """One service of the directory as a commissioner knows it. No `wards`: it reaches the whole area."""

    class Tier(models.TextChoices):
        UNIVERSAL = "UNIVERSAL", "Universal"
        EARLY = "EARLY", "Early help"
        TARGETED = "TARGETED", "Targeted"
        SPECIALIST = "SPECIALIST", "Specialist"

    class Rating(models.TextChoices):
        OUTSTANDING = "OUTSTANDING", "Outstanding"
        GOOD = "GOOD", "Good"
        IMPROVE = "IMPROVE", "Requires improvement"
        INADEQUATE = "INADEQUATE", "Inadequate"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    service = models.ForeignKey(Service, **MADE_BY)
    tier = models.CharField(max_length=10, choices=Tier)
    wards = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    domains = ArrayField(models.CharField(max_length=12, choices=Domain), default=list, blank=True)
    commissioner = models.CharField(max_length=160)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    value = models.PositiveIntegerField(null=True, blank=True, help_text="Pounds a year.")
    funding = models.CharField(max_length=160)
    funding_ends_on = models.DateField(null=True, blank=True)
    wait_target = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Days.")
    rating = models.CharField(max_length=11, choices=Rating, blank=True)
    rated_by = models.CharField(max_length=60, blank=True)
    reviewed_on = models.DateField(null=True, blank=True, help_text="The last review of the contract.")
    revision = models.PositiveIntegerField(default=1)

    handling = PLANNED

    class Meta:
        constraints = [
            WITHDRAWN,
            models.UniqueConstraint(fields=["service"], condition=Q(withdrawn_at=None), name="service_provided_once"),
            models.CheckConstraint(
                name="contract_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="rating_is_somebodys", condition=Q(rating="", rated_by="") | ~Q(rating="") & ~Q(rated_by="")
            ),
        ]


class ProvisionPriority(models.Model):
    """A priority of a plan that a service serves."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="serves")
    priority = models.ForeignKey(Priority, **MADE_BY)

    handling = PLANNED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provision", "priority"], name="service_serves_a_priority_once")]


class Quarter(Withdrawable):
    """A service's work in a quarter. None is changed: what was returned later for the same quarter stands."""

    public_id = PublicIdField()
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="quarters")
    starts_on = models.DateField(help_text="The first day of the quarter.")
    revision = models.PositiveIntegerField(help_text="Of the same quarter, counted from 1.")
    caseload = models.PositiveIntegerField()
    places = models.PositiveIntegerField()
    staff = models.DecimalField(max_digits=6, decimal_places=1, help_text="Full-time equivalents in post.")
    vacancies = models.DecimalField(max_digits=6, decimal_places=1, help_text="Full-time equivalents.")
    referrals = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    declined = models.PositiveIntegerField()
    declined_why = models.CharField(max_length=300, blank=True)
    waiting = models.PositiveIntegerField()
    median_wait = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Days.")
    longest_wait = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Days.")
    outcome = models.CharField(max_length=200, blank=True, help_text="By what its outcome is judged.")
    result = models.CharField(max_length=200, blank=True)

    handling = PLANNED

    @property
    def is_whole(self) -> bool:
        """Whether it was recorded after the quarter had ended; else it tells of the part until then."""
        return is_over(self.starts_on, self.at)

    class Meta:
        constraints = [
            WITHDRAWN,
            models.UniqueConstraint(
                fields=["provision", "starts_on", "revision"], name="quarter_of_a_service_revised_in_order"
            ),
            models.CheckConstraint(
                name="answered_referrals_were_made", condition=Q(referrals__gte=F("accepted") + F("declined"))
            ),
            models.CheckConstraint(
                name="longest_wait_is_no_less_than_the_median",
                condition=Q(median_wait=None) | Q(longest_wait=None) | Q(longest_wait__gte=F("median_wait")),
            ),
        ]
