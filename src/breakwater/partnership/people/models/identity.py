"""Who may be compared, found by a number and drawn beside others (SG-13, SG-15): the rules of identity, each in one place."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor

KEPT_AS_LONG_AS_THE_PERSON = "Kept as long as the person's last closed case is kept (FD 7.3)"


class GuardKind(models.TextChoices):
    """Why a record is guarded."""

    ADOPTION_SEALED = "ADOPTION_SEALED", "Sealed by an adoption"
    PROTECTED_IDENTITY = "PROTECTED_IDENTITY", "Protected identity"


class GuardQuerySet(models.QuerySet):
    def standing(self):
        """Guards that nobody has lifted."""
        return self.filter(lifted_at=None)


class Guard(models.Model):
    """While one stands, the person is in no search, suggestion, merge, drawing or training, and no glass opens the record.

    It stands beside a restriction that no break-glass opens; whoever may not read the person knows of neither.
    """

    Kind = GuardKind

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="guards")
    kind = models.CharField(max_length=18, choices=GuardKind)
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = GuardQuerySet.as_manager()
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

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    fn_ph = models.CharField(max_length=12, blank=True)
    sn_ph = models.CharField(max_length=12, blank=True)
    dob = models.DateField(null=True, blank=True)
    yob = models.SmallIntegerField(null=True, blank=True)
    pc = models.CharField(max_length=8, blank=True)
    home = models.CharField(max_length=64, blank=True, help_text="A digest of house number and street.")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)


class IdentityQuerySet(models.QuerySet):
    """The rules of identity for rows that name people; `names` are the fields that do."""

    names = ("person",)

    def unguarded(self):
        """Rows none of whose people is guarded: a guarded person is compared, found and drawn for nobody, not even their readers (SG-13)."""
        guarded = Guard.objects.standing().values("person")
        return self.exclude(reduce(or_, (Q(**{f"{name}__in": guarded}) for name in self.names)))

    def in_use(self):
        """Rows of records that stand for themselves: none was merged into another, which says the same again."""
        return self.filter(**{f"{name}__merged_into": None for name in self.names})

    def drawable(self):
        """Rows that may be shown in a household or family, beside others."""
        return self.in_use().unguarded()


class PersonQuerySet(IdentityQuerySet):
    names = ("pk",)

    def in_use(self):
        """Records that stand for themselves and perhaps for others merged into them."""
        return self.filter(merged_into=None)


class IdentifierQuerySet(IdentityQuerySet):
    def true(self):
        """Numbers that were not entered wrongly; one that was finds nobody."""
        return self.filter(was_mistaken=False)

    def checked(self):
        """True numbers that pass their check."""
        return self.true().filter(passes_check=True)

    def finding(self):
        """True numbers by which someone is found: a guarded person is found by none (SG-13)."""
        return self.true().unguarded()

    def telling_who(self):
        """Checked numbers that may say who a row of a list is: of nobody guarded (SG-13), nor of a child whom only a person may name (SG-15)."""
        return self.checked().finding().filter(person__is_provisional=False)


class RelationshipQuerySet(IdentityQuerySet):
    names = ("person", "other")

    def present(self):
        """Relationships that have not ended."""
        return self.filter(ends_on=None)

    def of(self, people):
        """Relationships of any of these people, from either end."""
        return self.filter(Q(person__in=people) | Q(other__in=people))
