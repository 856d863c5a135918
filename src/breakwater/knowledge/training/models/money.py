"""Fees, and what is charged: facts for the finance system, which sends the invoice (PL 8.7)."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .bookings import Booking
from .courses import MADE_BY, Sort


class Fee(models.Model):
    """What a place costs staff of a sector, for a sort of course, from a day to a day. No row: nothing. Pence.

    `cancel_within` days before the start, in calendar or working days, `cancel_percent` is charged; the same for whoever stays away.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=12, choices=OrganisationKind, blank=True, help_text="None: every sector.")
    sort = models.CharField(max_length=12, choices=Sort, blank=True, help_text="None: every kind of course.")
    whole_day = models.PositiveIntegerField(help_text="Pence for more than half a day.")
    half_day = models.PositiveIntegerField(help_text="Pence for up to four hours.")
    is_funded = models.BooleanField(default=False, help_text="The partnership pays: nothing is charged for a place.")
    needs_order = models.BooleanField(default=False, help_text="A purchase order number is asked for.")
    cancel_within = models.PositiveSmallIntegerField(default=3)
    cancel_in_working_days = models.BooleanField(default=False)
    cancel_percent = models.PositiveSmallIntegerField(default=100)
    late_minutes = models.PositiveSmallIntegerField(default=20, help_text="Later than this is not attended.")
    stayed_away = models.PositiveIntegerField(default=0, help_text="Pence for whoever stays away from a free place.")
    finance_code = models.CharField(max_length=40, blank=True)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep="6 years after it was last in force")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fee_ends_after_it_begins", condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from"))
            ),
            models.CheckConstraint(name="fee_is_a_share", condition=Q(cancel_percent__lte=100)),
            models.UniqueConstraint(fields=["area", "sector", "sort", "in_force_from"], name="one_fee_from_a_day"),
        ]


class Charge(models.Model):
    """Something to be paid for a booking, once for each reason. One person asks that it be waived, and says why; another approves
    it, which leaves it at nothing. What finance has had by then is credited: that goes in a file of its own day.
    """

    class Why(models.TextChoices):
        PLACE = "PLACE", "A place"
        LATE = "LATE", "Cancelled late"
        AWAY = "AWAY", "Did not attend"

    class Waived(models.TextChoices):
        NO = "", "Not waived"
        ILLNESS = "ILLNESS", "Illness"
        PROTECTION = "PROTECTION", "Child protection emergency"
        BEREAVEMENT = "BEREAVEMENT", "Bereavement"
        OTHER = "OTHER", "Another reason"

    public_id = PublicIdField()
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="charges")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The training team.")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    fee = models.ForeignKey(Fee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=5, choices=Why)
    pence = models.PositiveIntegerField()
    due_on = models.DateField(help_text="The day it arose.")
    made_at = models.DateTimeField()
    waived = models.CharField(max_length=11, choices=Waived, blank=True)
    waived_words = models.CharField(max_length=240, blank=True)
    waiver_asked_at = models.DateTimeField(null=True, blank=True)
    waiver_asked_by = models.ForeignKey(Actor, null=True, blank=True, **MADE_BY)
    waived_at = models.DateTimeField(null=True, blank=True, help_text="When somebody else approved it.")
    waived_by = models.ForeignKey(Actor, null=True, blank=True, **MADE_BY)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When it went to finance in a file.")
    credited_at = models.DateTimeField(null=True, blank=True, help_text="When finance was told to credit it.")

    handling = Handling(Sensitivity.INTERNAL, keep="6 years after the financial year it arose in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "reason"], name="charged_once_a_reason"),
            models.CheckConstraint(
                name="a_waiver_is_asked_for",
                condition=Q(waived="", waiver_asked_at=None, waiver_asked_by=None)
                | Q(waiver_asked_at__isnull=False, waiver_asked_by__isnull=False) & ~Q(waived=""),
            ),
            models.CheckConstraint(
                name="waived_by_somebody_else",
                condition=Q(waived_at=None, waived_by=None)
                | Q(waived_at__isnull=False, waived_by__isnull=False)
                & ~Q(waived="")
                & ~Q(waived_by=F("waiver_asked_by")),
            ),
            models.CheckConstraint(
                name="only_what_was_sent_is_credited",
                condition=Q(credited_at=None) | Q(waived_at__isnull=False, sent_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["area", "due_on"], name="charges_by_day")]

    @property
    def is_asked(self) -> bool:
        """Somebody asked that it be waived, and nobody has answered."""
        return self.waiver_asked_at is not None and self.waived_at is None
