"""Manuals, the areas that share each, and their chapters. People cite a chapter's number, so it is never given twice."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Area, Team

KEPT = "Kept for good: what staff should have followed on any day is asked for decades later"


class Sort(models.TextChoices):
    """What kind of text a chapter is."""

    PROCEDURE = "PROCEDURE", "Procedure"
    GUIDANCE = "GUIDANCE", "Practice guidance"
    PROTOCOL = "PROTOCOL", "Protocol"
    STRATEGY = "STRATEGY", "Strategy"
    SHARING = "SHARING", "Information sharing agreement"
    GUIDE = "GUIDE", "One-minute guide"
    THRESHOLD = "THRESHOLD", "Threshold document"
    ARRANGEMENTS = "ARRANGE", "Published arrangements"
    REPORT = "REPORT", "Yearly report"


# What the law asks a partnership to publish as documents of its own.
OF_THE_PARTNERSHIP = (Sort.THRESHOLD, Sort.ARRANGEMENTS, Sort.REPORT)


class Manual(models.Model):
    """A book of chapters that one area keeps, or several share."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)
    areas = models.ManyToManyField(Area, through="Sharing", related_name="manuals")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)


class Sharing(models.Model):
    """An area that takes its chapters from a manual."""

    manual = models.ForeignKey(Manual, on_delete=models.PROTECT, related_name="sharings")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="sharings")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manual", "area"], name="manual_shared_once_an_area")]


class Chapter(models.Model):
    """One chapter for as long as it exists. `review_by` is worked out from its latest version and review."""

    public_id = PublicIdField()
    manual = models.ForeignKey(Manual, on_delete=models.PROTECT, related_name="chapters")
    number = models.CharField(max_length=12, help_text='As people cite it: "1.1".')
    title = models.CharField(max_length=160)
    sort = models.CharField(max_length=10, choices=Sort, default=Sort.PROCEDURE)
    kept_by = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="chapters")
    made_at = models.DateTimeField()
    review_by = models.DateField(null=True, blank=True)
    under_review = models.CharField(max_length=200, blank=True, help_text="Why it is being looked at before its time.")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manual", "number"], name="chapter_number_given_once"),
            models.CheckConstraint(
                name="chapter_number_is_one", condition=Q(number__regex=r"^[0-9]{1,3}(\.[0-9]{1,3}){0,2}$")
            ),
        ]

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}"

    def is_overdue(self, on) -> bool:
        """Its review is late. It stays in force all the same."""
        return self.review_by is not None and self.review_by < on
