"""Who holds which role in a partnership, what its published arrangements say, what is agreed on sharing information, and who pays what."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Recorded
from breakwater.partnership.organisations.models import Actor, Area, Organisation, User

KEPT = "Kept for good: who answered for what on a day is asked years later"
PUBLISHED = Handling(Sensitivity.PUBLIC, keep=KEPT)


class Partner(models.TextChoices):
    """For which body somebody speaks. The first three are the safeguarding partners (Children Act 2004 section 16E)."""

    AUTHORITY = "LA", "Local authority"
    HEALTH = "ICB", "Integrated care board"
    POLICE = "POLICE", "Police"
    EDUCATION = "EDUCATION", "Education"
    OTHER = "OTHER", "Relevant agency"


STATUTORY = (Partner.AUTHORITY, Partner.HEALTH, Partner.POLICE)


class CorrectedQuerySet(models.QuerySet):
    def standing(self):
        """The rows that hold: neither corrected by another nor recorded by mistake."""
        return self.filter(corrected_by=None, is_withdrawn=False)


class Corrected(models.Model):
    """A row that is never overwritten: a correction, an end or a withdrawal is a new row with its reason, which takes its place."""

    public_id = PublicIdField()
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reason = models.CharField(
        max_length=400, blank=True, help_text="Why it takes the place of the row that it corrects."
    )
    is_withdrawn = models.BooleanField(default=False, help_text="Recorded by mistake: nothing of it holds.")
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    objects = CorrectedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_corrected_for_a_reason",
                condition=Q(corrects=None, reason="", is_withdrawn=False) | Q(corrects__isnull=False) & ~Q(reason=""),
            )
        ]


class HoldingQuerySet(CorrectedQuerySet):
    def on(self, day: date):
        """What is held on a day, as it is known now: the last day of a holding counts."""
        return self.standing().filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class RoleHolding(Corrected):
    """Somebody holds a role in an area from a day, perhaps to a day. One person may hold it in several areas: a row each.

    The person is an account (`user`) or a name alone. `role` is of `data/roles.yaml`; `partner` the body that a partner's role is
    for; `organisation` or `agency` whose safeguarding lead it is. A delegated partner names who delegated, and the written `scope`.
    """

    area = models.ForeignKey(Area, **MADE_BY)
    role = models.CharField(max_length=40)
    partner = models.CharField(max_length=9, choices=Partner, blank=True)
    organisation = models.ForeignKey(Organisation, **MAYBE)
    agency = models.CharField(max_length=160, blank=True, help_text="The body as it calls itself.")
    user = models.ForeignKey(User, **MAYBE)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day.")
    delegated_by = models.ForeignKey("self", **MAYBE)
    scope = models.TextField(blank=True, help_text="What was delegated, as it is written.")
    how_chosen = models.TextField(blank=True)

    objects = HoldingQuerySet.as_manager()

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta(Corrected.Meta):
        constraints = [
            *Corrected.Meta.constraints,
            models.CheckConstraint(
                name="role_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="role_delegated_in_writing", condition=Q(delegated_by=None) | ~Q(scope="")),
        ]
        indexes = [models.Index(fields=["area", "role", "starts_on"], name="roles_of_an_area")]


class ArrangementsEdition(models.Model):
    """An edition of an area's published arrangements (Children Act 2004 section 16G). Once published it is never changed.

    It holds from `in_force_on` until the next one does. `agreed` says where the lead safeguarding partners agreed it.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        PUBLISHED = "PUBLISHED", "Published"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    in_force_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    changes = models.TextField(blank=True, help_text="What it changes, and why.")
    agreed = models.CharField(max_length=400, blank=True)
    changed_on = models.DateField(null=True, blank=True, help_text="When a word or an agency of it changed last.")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Actor, **MAYBE)
    revision = models.PositiveIntegerField(default=1)
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = PUBLISHED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "number"], name="arrangements_numbered_once"),
            models.UniqueConstraint(fields=["area"], condition=Q(state="DRAFT"), name="one_draft_of_the_arrangements"),
            models.CheckConstraint(
                name="edition_published_whole",
                condition=Q(state="DRAFT", published_at=None, published_by=None)
                | Q(
                    state="PUBLISHED",
                    published_at__isnull=False,
                    published_by__isnull=False,
                    in_force_on__isnull=False,
                    review_on__gt=F("in_force_on"),
                )
                & ~Q(agreed=""),
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class EditionSection(models.Model):
    """One of the contents that published arrangements must have: what is written, and, of a published edition, its number, its title
    and the rows that were drawn from the record as it was published."""

    edition = models.ForeignKey(ArrangementsEdition, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True, db_default="")
    text = models.TextField(blank=True)
    drawn = models.JSONField(default=list, blank=True)

    handling = PUBLISHED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "section"], name="section_once_an_edition")]


class NamedAgency(models.Model):
    """A relevant agency that an edition names. `organisation` is the register's, where it is there."""

    class Duty(models.TextChoices):
        SECTION_11 = "S11", "Section 11 body"
        SCHOOL = "S175", "Section 175 or 157 body"
        NEITHER = "NEITHER", "Neither"

    public_id = PublicIdField()
    edition = models.ForeignKey(ArrangementsEdition, on_delete=models.CASCADE, related_name="agencies")
    organisation = models.ForeignKey(Organisation, **MAYBE)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Organisation.Kind)
    duty = models.CharField(max_length=7, choices=Duty)
    why = models.CharField(max_length=400, blank=True)
    involved = models.CharField(max_length=400, blank=True, help_text="How it takes part.")

    handling = PUBLISHED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="agency_named_once_an_edition")]


class InformationAgreement(models.Model):
    """An agreement between agencies on sharing information, with the day on which it is looked at again."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    parties = models.TextField(help_text="One a line.")
    lawful_basis = models.TextField()
    link = models.URLField(max_length=300, blank=True)
    starts_on = models.DateField()
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=400, blank=True)
    revision = models.PositiveIntegerField(default=1)
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="agreement_reviewed_later", condition=Q(review_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="agreement_ended_for_a_reason",
                condition=Q(ended_on=None, ended_why="") | Q(ended_on__gte=F("starts_on")) & ~Q(ended_why=""),
            ),
        ]

    @property
    def is_running(self) -> bool:
        return self.ended_on is None


class AgreementReview(Recorded):
    """An agreement was looked at: what was found, and when it is looked at next."""

    agreement = models.ForeignKey(InformationAgreement, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    found = models.TextField()
    next_on = models.DateField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.CheckConstraint(name="next_review_is_later", condition=Q(next_on__gt=F("on")))]


class Contribution(Corrected):
    """What somebody puts in, in cash or kind, in a year from April to March. `year` is that in which it begins.

    `amount` is pounds, or what a contribution in kind is reckoned at.
    """

    area = models.ForeignKey(Area, **MADE_BY)
    year = models.PositiveSmallIntegerField()
    partner = models.CharField(max_length=9, choices=Partner)
    contributor = models.CharField(max_length=160)
    in_cash = models.BooleanField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    what = models.CharField(max_length=300, blank=True, help_text="Of one in kind: premises, staff, a service.")
    invoiced_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)

    handling = PUBLISHED

    class Meta(Corrected.Meta):
        constraints = [
            *Corrected.Meta.constraints,
            models.CheckConstraint(name="contribution_is_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="contribution_in_kind_is_described", condition=Q(in_cash=True) | ~Q(what="")),
        ]
        indexes = [models.Index(fields=["area", "year"], name="contributions_of_a_year")]
