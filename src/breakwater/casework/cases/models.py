"""The case, who takes part in it, who works on it, and every move it made."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from breakwater.casework.pathways.registry import Pathway, pathway_of
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations import levels
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, User
from breakwater.partnership.people.models import Person

KEPT_BY_KIND = "Kept by the rule of its kind of case, counted from closing (FD 7.3)"


def nobody_in(team: str, day: date) -> Q:
    """Rows whose team, under this name, is closed or holds nobody on a day: nobody could answer for them."""
    there = Membership.objects.in_force(day).filter(team=OuterRef(team), user__is_active=True)
    return Q(**{f"{team}__closed_on__lte": day}) | ~Exists(there)


class CaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)


class Case(models.Model):
    """Anything opened about people. Exactly one responsible team at every moment; opened and closed once.

    `responsible_team` moves only through an accepted handover (a definer function; the database refuses any other way).
    """

    reference = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=24)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="cases")
    stage = models.CharField(max_length=24)
    stage_since = models.DateTimeField()
    responsible_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closing_reason = models.CharField(max_length=240, blank=True)

    objects = CaseQuerySet.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_closed_by_someone_for_a_reason",
                condition=Q(closed_at=None, closed_by=None, closing_reason="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_reason=""),
            ),
            models.CheckConstraint(
                name="case_closed_after_it_was_opened", condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "responsible_team", "stage"], condition=Q(closed_at=None), name="case_open_work"
            ),
        ]

    @property
    def pathway(self) -> Pathway:
        return pathway_of(self.kind)

    @property
    def stage_label(self) -> str:
        return self.pathway.by_key[self.stage].label

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Capacity(models.TextChoices):
    """In what capacity a person stands in a case. Held by the case, never inherited through a link."""

    CHILD = "CHILD", "child the case is about"
    SIBLING = "SIBLING", "brother or sister"
    PARENT = "PARENT", "parent or carer"
    HOUSEHOLD = "HOUSEHOLD", "in the household"
    OTHER = "OTHER", "other person"


class Participant(models.Model):
    """A person in a case, in a capacity, from a moment and perhaps to one."""

    Capacity = Capacity

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    capacity = models.CharField(max_length=9, choices=Capacity)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], name="in_a_case_once_at_a_time", condition=Q(ends_at=None)
            )
        ]


class WorkCapacity(models.TextChoices):
    """What a practitioner is to a case."""

    CLAIMED = "CLAIMED", "working on it this shift"
    COORDINATOR = "COORDINATOR", levels.COORDINATOR
    LEAD_PROFESSIONAL = "LEAD", "lead professional"
    WORKER = "WORKER", "worker"
    COVER = "COVER", "covers for the lead professional, who is away"


class CaseWorker(models.Model):
    """A practitioner's post in a case. It gives sight of the case to that human, wherever their team is (SG-09).

    Whoever handed it over may look, and no more, until the end of `sees_until` (FD 4.9).
    """

    Capacity = WorkCapacity

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="workers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="case_posts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=11, choices=WorkCapacity)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    sees_until = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="caseworker_looks_on_once_it_is_over",
                condition=Q(sees_until=None) | Q(ends_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "capacity"], name="one_worker_a_capacity", condition=Q(ends_at=None)
            ),
        ]


class Transition(models.Model):
    """A move of a case from one stage to the next: who, when, why. Added, never changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transitions")
    from_stage = models.CharField(max_length=24, blank=True)
    to_stage = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)


class CaseLink(models.Model):
    """One case came out of another, or belongs with it. Gives no sight and no capacity."""

    class Kind(models.TextChoices):
        OPENED_FROM = "OPENED_FROM", "was opened from"
        STEPPED_UP_FROM = "STEPPED_UP", "was stepped up from"
        SAME_SUBMISSION = "SAME", "came in together with"
        DUPLICATE_OF = "DUPLICATE", "is a duplicate of"
        ADDED_TO = "ADDED_TO", "was added to"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="linked_once"),
            models.CheckConstraint(name="no_case_is_linked_to_itself", condition=~Q(case=F("other"))),
        ]


class ReasonForInvolvement(models.Model):
    """Why the agencies are involved now, in a sentence that a family may one day read. Added, never changed: the newest holds.

    The first is the reason of the decision that opened the case (`from_decision`), until whoever leads puts it in a sentence.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reasons_for_involvement")
    words = models.TextField()
    from_decision = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [models.CheckConstraint(name="reason_for_involvement_has_words", condition=~Q(words=""))]
        indexes = [models.Index(fields=["case", "-at", "-id"], name="reason_for_involvement_of_case")]
