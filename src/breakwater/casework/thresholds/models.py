"""An area's continuum of need, by edition, and what was considered of it for one case."""

from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.organisations.models import Actor, Area

KEPT = "Kept while any case cites it, and then for ever: it is what was in force"


class Domain(models.TextChoices):
    """Where in a child's life an indicator lies."""

    CHILD = "child", "The child's development"
    PARENTS = "parents", "Parents and carers"
    FAMILY = "family", "Family and surroundings"


class Level(models.IntegerChoices):
    """The four levels of need. An area's own words for them stand in its edition."""

    ONE = 1, LEVELS[1].name
    TWO = 2, LEVELS[2].name
    THREE = 3, LEVELS[3].name
    FOUR = 4, LEVELS[4].name


class EditionQuerySet(models.QuerySet):
    def in_force(self, area, on):
        """The released editions of an area that hold on a day; the newest first."""
        return self.filter(area=area, released_at__isnull=False, starts_on__lte=on).order_by("-starts_on", "-pk")


class ThresholdEdition(models.Model):
    """One edition of an area's continuum of need: a draft until released, in force from a day until the next one is.

    `tiers` maps "1" to "4" to {"label", "who"}: the area's own words. A released edition is never changed.
    """

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="threshold_editions")
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=300, help_text="The document it is taken from, with its edition.")
    tiers = models.JSONField(default=dict)
    starts_on = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = EditionQuerySet.as_manager()
    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="edition_released_by_someone_from_a_day",
                condition=Q(released_at=None, released_by=None)
                | Q(
                    released_at__isnull=False,
                    released_by__isnull=False,
                    starts_on__isnull=False,
                    review_by__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                fields=["area", "starts_on"], name="one_edition_a_day", condition=Q(released_at__isnull=False)
            ),
            models.UniqueConstraint(fields=["area"], name="one_draft_an_area", condition=Q(released_at=None)),
        ]

    @property
    def is_draft(self) -> bool:
        return self.released_at is None

    def label_of(self, level: int) -> str:
        """The area's own name of a tier."""
        return self.tiers.get(str(level), {}).get("label") or Level(level).label


class Indicator(models.Model):
    """One line of an edition: what may be seen at a tier. `alone` points to tier 4 whatever else is ticked (TH-05)."""

    edition = models.ForeignKey(ThresholdEdition, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(choices=Level)
    domain = models.CharField(max_length=8, choices=Domain)
    topic = models.CharField(max_length=60)
    text = models.CharField(max_length=200)
    alone = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="indicator_code_once"),
            models.CheckConstraint(name="only_tier_4_stands_alone", condition=Q(alone=False) | Q(level=4)),
        ]


class LevelView(models.Model):
    """The level of need that a person sees in a case, why, and by which edition. Added, never changed; the last one stands."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="level_views")
    edition = models.ForeignKey(ThresholdEdition, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    reason = models.TextField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [models.CheckConstraint(name="level_seen_for_a_reason", condition=~Q(reason=""))]


class Considered(models.Model):
    """An indicator seen when a level was considered."""

    view = models.ForeignKey(LevelView, on_delete=models.CASCADE, related_name="considered")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["view", "indicator"], name="indicator_considered_once")]


class Missing(models.Model):
    """What one would expect to know and nobody has said, as in "nothing about the father" (TH-07)."""

    view = models.ForeignKey(LevelView, on_delete=models.CASCADE, related_name="missing")
    words = models.CharField(max_length=240)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)
