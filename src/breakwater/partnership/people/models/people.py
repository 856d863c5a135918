"""A child or adult known to an area, and the names and numbers they are known by."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .identity import KEPT_AS_LONG_AS_THE_PERSON, IdentifierQuerySet, PersonQuerySet


class Sex(models.TextChoices):
    """As in the Children in Need census from 2024-25 (FD 6.8)."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Not known"


class Precision(models.TextChoices):
    """How much of a date of birth is known (FD 6.5)."""

    DAY = "DAY", "the day"
    MONTH = "MONTH", "the month"
    YEAR = "YEAR", "the year"
    ESTIMATED = "ESTIMATED", "an estimate"


class Person(models.Model):
    """A child or adult known to one area: one record an area.

    `born_on` with a precision below the day holds the middle of what is known (15th of the month, 1 July of the year).
    Someone not yet born has `expected_on` and no `born_on`. Names may be empty: a description stands in their place.
    """

    Sex = Sex
    Precision = Precision

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="people")
    forename = models.CharField(max_length=120, blank=True)
    middle_names = models.CharField(max_length=160, blank=True)
    surname = models.CharField(max_length=120, blank=True)
    known_as = models.CharField(max_length=120, blank=True)
    description = models.CharField(
        max_length=200, blank=True, help_text="Who it is where no name is known: 'toddler at flat 12'."
    )
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=9, choices=Precision, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    ethnicity = models.CharField(max_length=4, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    care_with_contact = models.CharField(max_length=240, blank=True)
    is_adult_in_a_childs_life = models.BooleanField(default=False)
    is_provisional = models.BooleanField(
        default=False,
        db_default=False,
        help_text="A child nobody can name yet, recorded so as to be protected. Matched later by a person, never by a number.",
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_here",
        help_text="The record that stands for this one too. Moved by merging alone.",
    )

    objects = PersonQuerySet.as_manager()
    handling = Handling(
        Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON, fields={"ethnicity": Sensitivity.SPECIAL}
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provisional_record_is_of_a_child",
                condition=Q(is_provisional=False) | Q(is_adult_in_a_childs_life=False),
            ),
            models.CheckConstraint(name="born_or_expected_never_both", condition=Q(born_on=None) | Q(expected_on=None)),
            models.CheckConstraint(
                name="birth_date_says_how_well_it_is_known",
                condition=Q(born_on=None, born_precision="") | Q(born_on__isnull=False) & ~Q(born_precision=""),
            ),
        ]

    @property
    def name(self) -> str:
        """The name to say: known-as in brackets; a description where no name is known."""
        called = " ".join(part for part in (self.forename, self.surname) if part)
        if self.known_as and self.known_as != self.forename:
            called = f"{called} (known as {self.known_as})" if called else self.known_as
        return called or self.description or "Name not known"

    @property
    def born(self) -> PartDate | None:
        """The date of birth as far as it is known."""
        if self.born_on is None:
            return None
        if self.born_precision == Precision.DAY:
            return PartDate(self.born_on.year, self.born_on.month, self.born_on.day)
        if self.born_precision == Precision.MONTH:
            return PartDate(self.born_on.year, self.born_on.month)
        return PartDate(self.born_on.year, estimated=self.born_precision == Precision.ESTIMATED)

    def in_use(self) -> "Person":
        """The record that stands for this one: itself, unless it was merged. A query a step."""
        return self.merged_into.in_use() if self.merged_into_id else self


class AlsoKnownAs(models.Model):
    """Another name a person has or had: former surname, nickname, spelling. Each is searched like the first."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="other_names")
    forename = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120, blank=True)
    kind = models.CharField(
        max_length=8, choices=[("FORMER", "Former name"), ("ALIAS", "Also known as"), ("SPELLING", "Another spelling")]
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)


class NhsStatus(models.TextChoices):
    """How an NHS number came to us (FD 6.3)."""

    VERIFIED = "VERIFIED", "Traced and verified"
    GIVEN = "GIVEN", "Given, not traced"
    QUERY = "QUERY", "Traced with queries"
    NOT_FOUND = "NOT_FOUND", "Not found"


class Ended(models.Model):
    """What was said of a person and holds no longer: until when, why, and whether it was ever true. It stays on record."""

    ends_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)
    was_mistaken = models.BooleanField(default=False, help_text="It was entered wrongly and never held.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ended_by_someone_for_a_reason",
                condition=Q(ended_at=None, ended_by=None, ended_because="", was_mistaken=False)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ends_on__isnull=False) & ~Q(ended_because=""),
            )
        ]


class Identifier(Ended):
    """A number a person is known by. `passes_check` is the check digit's word; a failing one is kept with a reason.

    A person may hold several of a kind, with dates; a former UPN is never matched to a new one automatically.
    """

    class Scheme(models.TextChoices):
        UPN = "UPN", "Unique pupil number"
        FORMER_UPN = "FORMER_UPN", "Former unique pupil number"
        NHS = "NHS", "NHS number"
        LA_CHILD = "LA_CHILD", "Local authority child id"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10, choices=Scheme)
    value = models.CharField(max_length=20)
    passes_check = models.BooleanField()
    kept_despite = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=9, choices=NhsStatus, blank=True)
    starts_on = models.DateField(null=True, blank=True)

    objects = IdentifierQuerySet.as_manager()

    class Meta(Ended.Meta):
        indexes = [models.Index(fields=["scheme", "value"])]
        constraints = [
            *Ended.Meta.constraints,
            models.CheckConstraint(
                name="identifier_that_fails_its_check_says_why_it_is_kept",
                condition=Q(passes_check=True) | ~Q(kept_despite=""),
            ),
        ]
