"""People whose record is never compared with another: sealed by an adoption, or an identity under protection (SG-13)."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .people import KEPT_AS_LONG_AS_THE_PERSON, Person


class GuardKind(models.TextChoices):
    """Why a record is guarded."""

    ADOPTION_SEALED = "ADOPTION_SEALED", "Sealed by an adoption"
    PROTECTED_IDENTITY = "PROTECTED_IDENTITY", "Protected identity"


class Guard(models.Model):
    """While one stands, the person is in no search, suggestion, merge, drawing or training, and no glass opens the record.

    It stands beside a restriction that no break-glass opens; whoever may not read the person knows of neither.
    """

    Kind = GuardKind

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guards")
    kind = models.CharField(max_length=18, choices=GuardKind)
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(lifted_at=None), name="guarded_once"),
            models.CheckConstraint(
                name="guard_lifted_by_someone",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]


class GuardedName(models.Model):
    """How a guarded person would be recognised, without a name that could be read. Searched by one function alone, which
    answers with whom to tell and never with whom it found; the search of people never comes here.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    fn_ph = models.CharField(max_length=12, blank=True)
    sn_ph = models.CharField(max_length=12, blank=True)
    dob = models.DateField(null=True, blank=True)
    yob = models.SmallIntegerField(null=True, blank=True)
    pc = models.CharField(max_length=8, blank=True)
    home = models.CharField(max_length=64, blank=True, help_text="A digest of house number and street.")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)
