"""A partnership's yearly report: its sections with what was drawn from the record, who signed it and to whom it went (PL 1.6)."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Made, Recorded
from breakwater.partnership.organisations.models import Actor, Area

from .arrangements import STATUTORY

KEPT = "Kept for good: previous years stay public"
REPORTED = Handling(Sensitivity.INTERNAL, keep=KEPT)


class YearlyReport(Made):
    """The report of a year to March. What was drawn at `drawn_at` is frozen at `frozen_at`, for its partners to sign."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    year = models.PositiveSmallIntegerField(help_text="The year in which it ends, on 31 March.")
    drawn_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(Actor, **MAYBE)
    digest = models.CharField(max_length=64, blank=True, help_text="Of every word and figure that is signed.")
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(Actor, **MAYBE)
    published_why = models.CharField(max_length=600, blank=True, help_text="Why what a scan found gives nobody away.")
    taken_off_on = models.DateField(null=True, blank=True, help_text="When it was taken off the public pages last.")
    taken_off_why = models.CharField(max_length=600, blank=True, db_default="")
    revision = models.PositiveIntegerField(default=1)

    handling = REPORTED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="report_of_a_year_once_an_area"),
            models.CheckConstraint(
                name="report_frozen_by_someone",
                condition=Q(frozen_at=None, frozen_by=None, digest="")
                | Q(frozen_at__gte=F("drawn_at"), frozen_by__isnull=False) & ~Q(digest=""),
            ),
            models.CheckConstraint(
                name="report_published_once_frozen",
                condition=Q(published_on=None, published_by=None)
                | Q(published_on__isnull=False, published_by__isnull=False, frozen_at__isnull=False),
            ),
        ]


class ReportSection(models.Model):
    """A section: what somebody wrote, and the facts that were drawn, each with its source. Nothing of it changes once frozen.

    A fact with `left_out` is not shown to everyone: it is the reason.
    """

    report = models.ForeignKey(YearlyReport, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True, db_default="", help_text="As the report was opened with.")
    narrative = models.TextField(blank=True)
    facts = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Actor, **MAYBE)

    handling = REPORTED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="section_once_a_report")]


class ReportSignature(Recorded):
    """A lead safeguarding partner signed this text. It holds while the report is what was signed."""

    report = models.ForeignKey(YearlyReport, on_delete=models.CASCADE, related_name="signatures")
    partner = models.CharField(max_length=9, choices=[(each.value, each.label) for each in STATUTORY])
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)

    handling = REPORTED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "partner", "digest"], name="partner_signs_a_text_once")
        ]


class ReportSent(Made):
    """To whom a published report was sent, and when."""

    class To(models.TextChoices):
        PANEL = "PANEL", "Child Safeguarding Practice Review Panel"
        WHAT_WORKS = "WORKS", "Foundations (What Works centre for children’s social care)"
        OTHER = "OTHER", "Somebody else"

    report = models.ForeignKey(YearlyReport, on_delete=models.PROTECT, related_name="sent")
    to = models.CharField(max_length=6, choices=To)
    name = models.CharField(max_length=160, blank=True)
    on = models.DateField()

    handling = REPORTED

    class Meta:
        constraints = [
            models.CheckConstraint(name="sent_to_somebody_named", condition=~Q(to="OTHER") | ~Q(name="")),
            models.UniqueConstraint(fields=["report", "to", "name"], name="report_sent_once_to_each"),
        ]
