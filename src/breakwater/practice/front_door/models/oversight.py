"""What was known when it was decided, who saw it differently, what managers said, and the month's sample."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case, SealedItem
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, User
from breakwater.partnership.people.models import Person

from .contacts import KEPT, Contact, Decision
from .requests import InformationAnswer


class KnownThen(models.Model):
    """One thing that was known when a decision was made: frozen, and read by those who may read what it came from (SG-18).

    `words` are kept where the source may change. An answer, a sealed item, another case or a person stands as the source
    itself, which is never changed or has readers of its own; whoever may not read the source does not learn of this row.
    """

    class Kind(models.TextChoices):
        WORRY = "WORRY", "What was told"
        CHILD = "CHILD", "The child"
        SOCIAL_CARE = "SOCIAL_CARE", "What social care's list said"
        RECORD = "RECORD", "The screening record"
        CONTACT = "CONTACT", "An earlier contact"
        CASE = "CASE", "Another case"
        ANSWER = "ANSWER", "What another agency answered"
        SEALED = "SEALED", "Something sealed"
        LEVEL = "LEVEL", "The level of need seen"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="known_then")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    decider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=Kind)
    words = models.TextField(blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(InformationAnswer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sealed_item = models.ForeignKey(SealedItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    Kind = Kind
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "order"], name="known_then_in_order"),
            models.CheckConstraint(
                name="known_then_says_or_points",
                condition=~Q(words="") | Q(answer__isnull=False) | Q(sealed_item__isnull=False),
            ),
        ]


class Dissent(models.Model):
    """Someone at the table saw a decision differently, in their words. It stands beside the decision and stops nothing."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="dissents")
    who = models.CharField(max_length=160)
    words = models.TextField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class Oversight(models.Model):
    """A manager's entry on a contact: the direction given, and what they thought (FD 2.3). Added, never changed."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="oversight")
    direction = models.TextField()
    reflection = models.TextField(blank=True)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class Sample(models.Model):
    """A month's sample of decided contacts, drawn once for an area by a seed that anyone can draw it by again."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="The first day of the month sampled.")
    seed = models.CharField(max_length=40)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept 6 years")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "month"], name="one_sample_a_month")]


class SampleItem(models.Model):
    """A contact in a sample: why it is there, and what a manager who did not decide it thinks of the decision (TR-22)."""

    class Why(models.TextChoices):
        RANDOM = "RANDOM", "Drawn by chance"
        REPEAT_NFA = "REPEAT_NFA", "No further action on a repeated contact"
        DISPENSED = "DISPENSED", "The family was not asked"
        ABSENT = "ABSENT", "Strategy discussion without police or health"
        BREACHED = "BREACHED", "A clock was missed"

    class Judgement(models.TextChoices):
        GOOD = "GOOD", "Good"
        NEEDS = "NEEDS", "Needs improvement"
        UNSAFE = "UNSAFE", "The child may not be safe: act today"

    public_id = PublicIdField()
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="items")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="sampled")
    why = models.CharField(max_length=10, choices=Why)
    judgement = models.CharField(max_length=6, choices=Judgement, blank=True)
    words = models.TextField(blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    Why, Judgement = Why, Judgement
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "contact"], name="sampled_once"),
            models.CheckConstraint(
                name="sample_item_judged_whole",
                condition=Q(looked_at=None, looked_by=None, judgement="")
                | Q(looked_at__isnull=False, looked_by__isnull=False) & ~Q(judgement="") & ~Q(words=""),
            ),
        ]
