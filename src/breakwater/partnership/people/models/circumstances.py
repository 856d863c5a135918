"""Where a person lives and learns, how to reach them, and who they are to one another, each with dates."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Organisation, Team

from .identity import KEPT_AS_LONG_AS_THE_PERSON, IdentityQuerySet, RelationshipQuerySet
from .people import Ended, Person

WITHHELD = Q(kind="REFUGE") | Q(kept_back=True)


class AddressQuerySet(IdentityQuerySet):
    def present_homes(self):
        """Where people live now; a refuge, or what is kept back for one, is never among them."""
        return self.filter(ends_on=None).exclude(WITHHELD)

    def withheld_now(self):
        """Of whom it is on record that where they live now is withheld."""
        return self.filter(WITHHELD, ends_on=None)


class Address(models.Model):
    """Where a person lives or lived. A withheld one (a refuge) keeps no street and is never drawn or sent."""

    class Kind(models.TextChoices):
        HOME = "HOME", "Home"
        TEMPORARY = "TEMPORARY", "Temporary accommodation"
        STAYING = "STAYING", "Staying with someone"
        NO_FIXED = "NO_FIXED", "No fixed address"
        REFUGE = "REFUGE", "Refuge: not recorded"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.HOME)
    lines = models.CharField(max_length=240, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField("UPRN", max_length=12, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    left_for = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The address whose beginning ended this one.",
    )
    kept_back = models.BooleanField(
        default=False,
        help_text="A roll brought it of somebody whose address is withheld, or who lives with them. Never shown, found or sent.",
    )

    objects = AddressQuerySet.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        indexes = [
            models.Index(fields=["postcode"]),
            models.Index(fields=["uprn"], condition=~Q(uprn=""), name="address_uprn"),
        ]
        constraints = [
            models.CheckConstraint(
                name="refuge_keeps_no_address", condition=~Q(kind="REFUGE") | Q(lines="", postcode="", uprn="")
            ),
            models.CheckConstraint(
                name="address_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    @property
    def is_withheld(self) -> bool:
        return self.kind == self.Kind.REFUGE or self.kept_back

    @property
    def said(self) -> str:
        """The address in one line, or what stands in its place; nothing where it is kept back."""
        if self.kept_back:
            return ""
        if self.kind in (self.Kind.REFUGE, self.Kind.NO_FIXED):
            return self.get_kind_display()
        return ", ".join(part for part in (self.lines, self.postcode) if part)


class PersonContact(models.Model):
    """A telephone number or e-mail address of a person, with whether it is safe to use."""

    class Kind(models.TextChoices):
        PHONE = "PHONE", "Telephone"
        EMAIL = "EMAIL", "E-mail"

    class Safe(models.TextChoices):
        YES = "YES", "Safe to use"
        NO = "NO", "Do not use"
        NOT_KNOWN = "NOT_KNOWN", "Not known whether it is safe"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=Kind)
    value = models.CharField(max_length=120)
    safe_to_use = models.CharField(max_length=9, choices=Safe, default=Safe.NOT_KNOWN)
    when = models.CharField(max_length=120, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)


class RelationshipCode(models.TextChoices):
    """What `person` is to `other` (FD 6.6)."""

    MOTHER = "MTH", "mother"
    FATHER = "FTH", "father"
    PARENT = "PAR", "parent"
    STEP_MOTHER = "STM", "step-mother"
    STEP_FATHER = "STF", "step-father"
    FOSTER_CARER = "FOM", "foster carer"
    KINSHIP_CARER = "KIN", "kinship carer"
    GRANDMOTHER = "GRM", "grandmother"
    GRANDFATHER = "GRF", "grandfather"
    SIBLING = "SIB", "brother or sister"
    HALF_SIBLING = "HSB", "half-brother or half-sister"
    STEP_SIBLING = "SSB", "step-brother or step-sister"
    AUNT = "AUN", "aunt"
    UNCLE = "UNC", "uncle"
    PARTNER = "PTR", "parent's partner"
    FRIEND = "FRD", "family friend"
    OTHER_HOUSEHOLD = "HHM", "other household member"
    UNKNOWN = "UNK", "relationship not known"


class Relationship(Ended):
    """`person` is `code` to `other`, with dates. Read only by those who may read both.

    `source` is the reference of the case it was learnt in, for those who may know of that case; empty where someone recorded
    it by hand.
    """

    Code = RelationshipCode

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="related_from")
    code = models.CharField(max_length=3, choices=RelationshipCode)
    holds_parental_responsibility = models.BooleanField(null=True, blank=True)
    lives_in_household = models.BooleanField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=16, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RelationshipQuerySet.as_manager()

    class Meta(Ended.Meta):
        constraints = [
            *Ended.Meta.constraints,
            models.CheckConstraint(name="nobody_is_related_to_themselves", condition=~Q(person=F("other"))),
            models.UniqueConstraint(
                fields=["person", "other", "code"], name="relationship_once", condition=Q(ends_on=None)
            ),
        ]


class Registration(models.TextChoices):
    """How a pupil is registered, as in the school census; M and S are the two schools of a dual registration."""

    CURRENT = "C", "At this school alone"
    GUEST = "G", "Guest: on the roll of another school"
    MAIN = "M", "At two schools, this one first"
    SUBSIDIARY = "S", "At two schools, this one second"


class Enrolment(models.Model):
    """A child is on a school's roll from a day. The school's team sees the child only while verified (SG-14)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enrolments")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="enrolments")
    year_group = models.CharField(max_length=3, blank=True)
    registration = models.CharField(max_length=1, choices=Registration, default=Registration.CURRENT)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    gone_to = models.CharField(max_length=160, blank=True, help_text="Where the child went next, as the school says.")
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = IdentityQuerySet.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enrolment_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="enrolment_verified_by_someone",
                condition=Q(verified_on=None, verified_by=None)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
            ),
        ]
