"""What independent scrutiny looked at, found and changed; and what children, families and practitioners said, and what followed.

Nothing here names a child: what was said is for everyone, looked through before it is published.
"""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Made
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from .plans import Priority

KEPT = "Kept for good: an inspection asks what scrutiny found and what changed because of it"
SCRUTINISED = Handling(Sensitivity.INTERNAL, keep=KEPT)


class ScrutinyVisit(Made):
    """A line of the programme: planned first, then held, with its agenda and who was met."""

    class Kind(models.TextChoices):
        VISIT = "VISIT", "Visit to a service"
        THEME = "THEME", "Thematic scrutiny"
        SAMPLE = "SAMPLE", "Dip sample of cases"
        MEETING = "MEETING", "Observation of a meeting"
        CHILDREN = "CHILDREN", "Scrutiny by children and young people"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    priority = models.ForeignKey(Priority, **(MAYBE | {"related_name": "visits"}))
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=160)
    question = models.CharField(max_length=400)
    scrutineer = models.CharField(max_length=160)
    planned_for = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    agenda = models.TextField(blank=True)
    met = models.TextField(blank=True, help_text="Roles and numbers, never names of children.")
    revision = models.PositiveIntegerField(default=1)

    handling = SCRUTINISED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_held_with_an_agenda", condition=Q(held_on=None) | ~Q(agenda="") & ~Q(met="")
            )
        ]


class ScrutinyFinding(Made):
    """What was found, and later what changed because of it."""

    class Kind(models.TextChoices):
        STRENGTH = "STRENGTH", "Strength"
        CHALLENGE = "CHALLENGE", "Challenge"

    public_id = PublicIdField()
    visit = models.ForeignKey(ScrutinyVisit, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    text = models.TextField()
    changed = models.TextField(blank=True)
    changed_on = models.DateField(null=True, blank=True)
    changed_by = models.ForeignKey(Actor, **MAYBE)

    handling = SCRUTINISED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="scrutiny_finding_numbered_once"),
            models.CheckConstraint(
                name="finding_changed_in_words",
                condition=Q(changed="", changed_on=None, changed_by=None)
                | Q(changed_on__isnull=False, changed_by__isnull=False) & ~Q(changed=""),
            ),
        ]


class ScrutinyAnswer(Made):
    """What a partner is asked about a finding, by when, and its answer."""

    public_id = PublicIdField()
    finding = models.ForeignKey(ScrutinyFinding, on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, **MADE_BY)
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, **MAYBE)

    handling = SCRUTINISED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "organisation"], name="partner_asked_once_a_finding"),
            models.CheckConstraint(
                name="partner_answered_in_words",
                condition=Q(answer="", answered_on=None, answered_by=None)
                | Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
        ]

    @property
    def is_late(self) -> bool:
        return self.answered_on is not None and self.answered_on > self.due_on


class Voice(Made):
    """What people said, how they were asked, and what followed. Published once somebody else than who typed it has read it."""

    class Who(models.TextChoices):
        CHILDREN = "CHILDREN", "Children and young people"
        FAMILIES = "FAMILIES", "Parents, carers and families"
        PRACTITIONERS = "PRACTICE", "Practitioners"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    who = models.CharField(max_length=8, choices=Who)
    how = models.CharField(max_length=200)
    heard_on = models.DateField()
    said = models.TextField()
    did = models.TextField(blank=True)
    did_on = models.DateField(null=True, blank=True)
    did_by = models.ForeignKey(Actor, **MAYBE)
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(Actor, **MAYBE)
    published_why = models.CharField(max_length=600, blank=True, help_text="Why what a scan found gives nobody away.")
    taken_off_on = models.DateField(null=True, blank=True)

    handling = SCRUTINISED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="followed_in_words_by_someone",
                condition=Q(did="", did_on=None, did_by=None)
                | Q(did_on__isnull=False, did_by__isnull=False) & ~Q(did=""),
            ),
            models.CheckConstraint(
                name="published_by_another",
                condition=Q(published_on=None, published_by=None)
                | Q(published_on__isnull=False, published_by__isnull=False, did_on__isnull=False)
                & ~Q(published_by=F("by")),
            ),
        ]
