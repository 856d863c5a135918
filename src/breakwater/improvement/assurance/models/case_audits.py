"""Multi-agency case audits: what is audited and by which rule, the cases that were drawn, and what each agency says of its own record.

A case is known by its pseudonym. Which case it is stands in a column that leads through the wall: only whoever may read the case
itself, or the child, learns it. What agencies write is kept encrypted.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import Case
from breakwater.casework.tasks.models import Task
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.recorded import Made
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, User
from breakwater.partnership.people.models import Person

KEPT = "6 years after the report, until records managers say otherwise"
OF_CASES = Handling(Sensitivity.SPECIAL, keep=KEPT)
OF_AUDITS = Handling(Sensitivity.INTERNAL, keep=KEPT)
BY = {"on_delete": models.PROTECT, "related_name": "+"}


class CaseAudit(models.Model):
    """A theme, its questions and standards, the rule of its sample with the seed, and in the end its report.

    `tool` is the tool as it was when the audit was set up, so that a re-audit (`first`) is on the same. `left_out` counts the
    children whom the rule leaves out: restricted, sealed, guarded or dead; nobody learns which.
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        OPEN = "OPEN", "Agencies audit their records"
        REPORTED = "REPORTED", "Reported"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **BY)
    team = models.ForeignKey(Team, **BY)
    lead = models.ForeignKey(User, **BY)
    first = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="again")
    theme = models.CharField(max_length=160)
    questions = models.TextField()
    standards = models.TextField()
    lawful_basis = models.TextField()
    areas = ArrayField(models.BigIntegerField(), help_text="The areas from which cases are drawn.")
    kinds = ArrayField(models.CharField(max_length=24), help_text="Kinds of case: the types of plan.")
    ages = ArrayField(models.CharField(max_length=5), help_text="Bands of age that are drawn from.")
    number = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField(help_text="Of a hundred returns, how many a second person reads.")
    tool = models.TextField(help_text="JSON, as it was when the audit was set up.")
    answers_by = models.DateField()
    meeting_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    seed = models.CharField(max_length=40, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    eligible = models.PositiveIntegerField(default=0)
    drawn = models.PositiveSmallIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    population = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what was drawn from.")
    findings = models.TextField(blank=True)
    causes = models.TextField(blank=True)
    good_practice = models.TextField(blank=True)
    recommendations = models.TextField(blank=True)
    looked = models.TextField(blank=True, help_text="Why what the scan found may stay.")
    unsent_why = models.TextField(
        blank=True, db_default="", default="", help_text="Why it was settled without the returns still to come."
    )
    revision = models.PositiveIntegerField(default=0)
    reported_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = OF_AUDITS

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_audit_drawn_with_a_seed",
                condition=Q(state="PLANNED") | Q(drawn_at__isnull=False) & ~Q(seed=""),
            )
        ]


class AuditMember(models.Model):
    """Somebody is named on a case audit: reads its cases by pseudonym, and does what is of their part."""

    class Part(models.TextChoices):
        READER = "READER", "Second reader"
        GROUP = "GROUP", "At the multi-agency meeting"

    public_id = PublicIdField()
    audit = models.ForeignKey(CaseAudit, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, **BY)
    membership = models.ForeignKey(Membership, **BY)
    part = models.CharField(max_length=6, choices=Part)
    named = models.CharField(max_length=200, help_text="Name and role, in the words of the day.")
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "user", "part"], condition=Q(ended_at=None), name="named_on_a_case_audit_once"
            )
        ]


class AuditedCase(models.Model):
    """A case that was drawn. The database alone writes it, by the rule; `agreed_…` is what the meeting said of it last."""

    public_id = PublicIdField()
    audit = models.ForeignKey(CaseAudit, on_delete=models.CASCADE, related_name="cases")
    number = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, **BY)
    kind = models.CharField(max_length=24)
    age = models.CharField(max_length=5)
    drawn_in = models.ForeignKey(Area, **BY)
    entries = models.PositiveIntegerField(help_text="How long the chronology was when it was drawn.")
    agreed_grade = models.CharField(max_length=12, blank=True)
    agreed_words = LockedText(blank=True)
    good_practice = LockedText(blank=True)
    gaps = LockedText(blank=True)
    at_risk = models.BooleanField(
        null=True, blank=True, help_text="Whether the child is at risk now, as the meeting saw it."
    )
    agreed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    handling = OF_CASES

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "number"], name="number_of_an_audited_case_once"),
            models.UniqueConstraint(fields=["audit", "case"], name="a_case_is_drawn_once"),
        ]

    @property
    def pseudonym(self) -> str:
        return f"Case {self.number}"


class AgreedGrade(Made):
    """What the meeting agreed of a case, each time it did. The last one counts; one that is not the first says why."""

    of = models.ForeignKey(AuditedCase, on_delete=models.CASCADE, related_name="agreed")
    grade = models.CharField(max_length=12)
    words = LockedText()
    at_risk = models.BooleanField()
    agreed_on = models.DateField()
    because = LockedText(blank=True, help_text="Why it is not what was agreed before.")

    handling = OF_CASES


class CaseReturn(models.Model):
    """What one agency says of its own record of a drawn case. `is_second` was drawn with the case: a second person reads it.

    It has what its agency needs of the audit, which reads nothing else: theme, questions and tool as they were at the draw.
    """

    public_id = PublicIdField()
    of = models.ForeignKey(AuditedCase, on_delete=models.CASCADE, related_name="returns")
    team = models.ForeignKey(Team, **BY)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, **BY)
    number = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=160)
    questions = models.TextField()
    tool = models.TextField()
    answers = LockedText(blank=True, help_text="JSON: for each domain its boxes.")
    grade = models.CharField(max_length=12, blank=True)
    overall = LockedText(blank=True, help_text="What the agency says in sum.")
    is_second = models.BooleanField()
    reader = models.ForeignKey(
        Actor, null=True, blank=True, help_text="The link of an agency without an account.", **BY
    )
    due_on = models.DateField()
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Actor, null=True, blank=True, **BY)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="The report is settled: nothing more is added.")
    set_aside_at = models.DateTimeField(null=True, blank=True, help_text="Its agency is waited for no longer.")
    set_aside_by = models.ForeignKey(Actor, null=True, blank=True, **BY)
    set_aside_why = models.TextField(blank=True, db_default="", default="")
    revision = models.PositiveIntegerField(default=0)

    handling = OF_CASES

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "team"], name="an_agency_audits_a_case_once"),
            models.CheckConstraint(
                name="case_return_sent_with_a_grade",
                condition=Q(sent_at=None) | Q(sent_by__isnull=False) & ~Q(grade=""),
            ),
        ]

    @property
    def pseudonym(self) -> str:
        return f"Case {self.number}"


class SecondReading(Made):
    """What an independent second person found in the same return, before the two are compared."""

    of = models.OneToOneField(CaseReturn, on_delete=models.CASCADE, related_name="second")
    grades = LockedText(help_text="JSON: a grade for each domain.")
    grade = models.CharField(max_length=12)
    words = LockedText()

    handling = OF_CASES


class CaseVoice(Made):
    """What a practitioner, a parent or the child said of the help, with the consent to say it here."""

    class Whose(models.TextChoices):
        PRACTITIONER = "WORKER", "A practitioner"
        PARENT = "PARENT", "A parent or carer"
        CHILD = "CHILD", "The child"

    class Consent(models.TextChoices):
        YES = "YES", "They agreed that it is used in the audit"
        DECLINED = "NO", "They were asked and declined"
        NOT_ASKED = "NOT_ASKED", "They were not asked"

    of = models.ForeignKey(CaseReturn, on_delete=models.CASCADE, related_name="voices")
    whose = models.CharField(max_length=6, choices=Whose)
    consent = models.CharField(max_length=9, choices=Consent)
    asked_on = models.DateField(null=True, blank=True)
    words = LockedText(blank=True, help_text="What they said, or why they were not asked.")

    handling = OF_CASES

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="voice_with_consent_on_a_day", condition=~Q(consent__in=["YES", "NO"]) | Q(asked_on__isnull=False)
            )
        ]


class SafetyConcern(Made):
    """A child of an audited case may be at risk now. The task is the case holder's; whoever raised it and whoever leads the audit do not close it."""

    public_id = PublicIdField()
    of = models.ForeignKey(AuditedCase, on_delete=models.CASCADE, related_name="concerns")
    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, **BY)
    due_at = models.DateTimeField()

    handling = OF_CASES
