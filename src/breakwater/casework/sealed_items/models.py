"""A sealed item and who reads it."""

from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, User
from breakwater.partnership.people.models import Person


class SealedItem(models.Model):
    """One entry that nobody but its readers learns of, not even by a count. Replaced by a newer one, never changed.

    Read by its author, and by people named or by those who decide for the team that holds it; never by someone who may
    not read the case or person it belongs to.
    """

    class Kind(models.TextChoices):
        POLICE = "POLICE", "Police intelligence"
        ADDRESS = "ADDRESS", "Safe address"
        HEALTH = "HEALTH", "Health of another person"
        OTHER = "OTHER", "Something else held in confidence"

    class Circle(models.TextChoices):
        NAMED = "NAMED", "People named"
        DECIDERS = "DECIDERS", "Those who decide for the team that holds it"

    public_id = PublicIdField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="sealed_items")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="sealed_items")
    kind = models.CharField(max_length=7, choices=Kind)
    words = models.BinaryField()
    circle = models.CharField(max_length=8, choices=Circle)
    author = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    author_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    author_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    holder_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_item_hangs_from_something", condition=Q(case__isnull=False) | Q(person__isnull=False)
            )
        ]


class SealedItemReader(models.Model):
    """Someone named to read a sealed item, from a moment."""

    item = models.ForeignKey(SealedItem, on_delete=models.CASCADE, related_name="readers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="reads_a_sealed_item_once")]
