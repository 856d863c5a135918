"""What people who work here declare of their own lives, so that they are kept from records of their own families (TR-18)."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import User

KEPT = "Kept as long as the person works here, then two years, so that a bar does not end with the role"


class Declaration(models.Model):
    """That someone has declared, and when they last said it is complete. Read by its author; by governance through a door."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="declaration")
    confirmed_at = models.DateTimeField()
    has_nothing = models.BooleanField(default=False)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)


class DeclaredTie(models.Model):
    """One tie: encrypted, with a key outside the database. What it matches is kept from its author by the wall, never shown.

    Its author may say that it is so no longer; the bar stays until information governance agrees.
    """

    class Kind(models.TextChoices):
        OWN_HOME = "HOME", "My own home"
        OWN_CHILD = "CHILD", "My child"
        HOUSEHOLD = "HOUSEHOLD", "Someone in my household"
        RELATIVE = "RELATIVE", "A relative"
        FRIEND = "FRIEND", "A close friend known to services"
        SCHOOL = "SCHOOL", "A school where I am a governor or a parent"
        EMPLOYER = "EMPLOYER", "Where I worked before"

    public_id = PublicIdField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="declared_ties")
    kind = models.CharField(max_length=9, choices=Kind)
    words = models.BinaryField()
    declared_at = models.DateTimeField()
    said_over_at = models.DateTimeField(null=True, blank=True)
    said_over_why = models.CharField(max_length=240, blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tie_said_over_for_a_reason",
                condition=Q(said_over_at=None, said_over_why="") | Q(said_over_at__isnull=False) & ~Q(said_over_why=""),
            )
        ]
