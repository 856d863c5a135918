"""Pairs of records that may be one person, waiting for someone to say so, and what was said of each."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .identity import KEPT_AS_LONG_AS_THE_PERSON, IdentityQuerySet
from .merges import Merge
from .people import Person


class PairQuerySet(IdentityQuerySet):
    names = ("left", "right")

    def both_seen(self):
        """Pairs of which the actor may read both records, as they stand: neither merged away meanwhile.

        The wall hides the records; asking for something of both makes the pair go with them.
        """
        return self.drawable().filter(left__area=F("right__area"))

    def to_review(self):
        return self.filter(state__in=PairToReview.OPEN)


class PairToReview(models.Model):
    """Two records that may be the same person, once whoever suggested them. Put in by a function that decides blind (SG-13)."""

    class State(models.TextChoices):
        WAITING = "WAITING", "To review"
        UNSURE = "UNSURE", "Someone was unsure"
        SECOND = "SECOND", "Waits for a second person"
        SAME = "SAME", "The same person"
        NOT_SAME = "NOT_SAME", "Two people"

    class Source(models.TextChoices):
        BATCH = "BATCH", "Comparing lists"
        FRONT_DOOR = "FRONT_DOOR", "The MASH"
        ROLL = "ROLL", "A school roll"
        HAND = "HAND", "Someone here"

    OPEN = (State.WAITING, State.UNSURE, State.SECOND)

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    left = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField(null=True, blank=True)
    tier = models.CharField(max_length=12, blank=True)
    reasons = models.JSONField(
        default=list, help_text="Each a text, a side (for, against) and perhaps a weight in bits."
    )
    model_version = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    suggested_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PairQuerySet.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="a_pair_once"),
            models.CheckConstraint(name="a_pair_in_its_order", condition=Q(left__lt=F("right"))),
        ]
        indexes = [models.Index(fields=["area", "state", "suggested_at"], name="pair_to_review")]


class PairDecisionQuerySet(IdentityQuerySet):
    names = ("pair__left", "pair__right")

    def standing(self):
        """Decisions that nobody has taken back."""
        return self.filter(undone_at=None)


class PairDecision(models.Model):
    """What one reviewer said of a pair, with what the model said then: it teaches this installation's model alone (SG-23)."""

    class Answer(models.TextChoices):
        SAME = "SAME", "Same person"
        NOT_SAME = "NOT_SAME", "Not the same person"
        UNSURE = "UNSURE", "Unsure"

    pair = models.ForeignKey(PairToReview, on_delete=models.CASCADE, related_name="decisions")
    answer = models.CharField(max_length=8, choices=Answer)
    because = models.CharField(max_length=500, blank=True)
    probability = models.FloatField(null=True, blank=True)
    model_version = models.CharField(max_length=40, blank=True)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    merge = models.ForeignKey(Merge, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PairDecisionQuerySet.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pair_decision_undone_by_someone",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
            models.CheckConstraint(name="same_is_said_with_a_reason", condition=~Q(answer="SAME") | ~Q(because="")),
        ]
