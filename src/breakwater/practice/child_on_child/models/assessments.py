"""Risk and needs of each child, version by version; the measures that keep children safe; what staff who must act read of them.

What was in force at a moment is printed from rows that never change: a version that is in force, measures that a later row of the same
`line` followed, and what called for a review.
"""

from django.db import models
from django.db.models import Q

from breakwater.casework.recording.models import FormVersion
from breakwater.foundation.models import PublicIdField
from breakwater.partnership.organisations.models import Actor, User

from .incidents import HANDLING, Incident, IncidentChild, OfSchool


class Trigger(models.TextChoices):
    """What calls for the first version, and for each that follows (PL 9.5)."""

    FIRST = "FIRST", "First assessment"
    PLANNED = "PLANNED", "Planned review"
    INFORMATION = "INFO", "New information"
    POLICE = "POLICE", "Decision of the police or the court"
    SOCIAL_CARE = "SOCIAL", "Decision of children’s social care"
    RETURN = "RETURN", "Return from absence"
    BREACH = "BREACH", "A measure was breached"
    TERM = "TERM", "New term"
    TRANSFER = "TRANSFER", "Move of school"
    MEASURE = "MEASURE", "A measure does not work"
    HEAD = "HEAD", "Sent back by the head"


BY_HAND = (Trigger.INFORMATION, Trigger.SOCIAL_CARE, Trigger.RETURN)


class Assessment(OfSchool):
    """One version of the assessment of one child. It is in force from `in_force_from` until the next `number` is.

    `header` is who and what it is about as it stood when it was put in force; `answers` are the parts, in the words of `form`.
    `approved_by` is the safeguarding lead who put it in force; the head's own word is a `HeadApproval`.
    """

    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField()
    trigger = models.CharField(max_length=8, choices=Trigger)
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    header = models.JSONField(default=dict)
    author = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    what_changed = models.TextField(blank=True)
    in_force_from = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    head_name = models.CharField(
        max_length=120, blank=True, help_text="Who approved it as the head, as whoever put it in force says."
    )
    head_on = models.DateField(null=True, blank=True, help_text="The day on which they approved it, on paper.")
    head_conflict = models.CharField(
        max_length=300, blank=True, help_text="Why the head did not approve it, and who did."
    )
    review_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="assessment_version_once"),
            models.UniqueConstraint(
                fields=["child"], condition=Q(in_force_from=None), name="one_assessment_being_written"
            ),
            models.CheckConstraint(
                name="assessment_in_force_is_approved_and_reviewed",
                condition=Q(in_force_from=None, approved_by=None)
                | Q(in_force_from__isnull=False, approved_by__isnull=False, review_on__isnull=False),
            ),
        ]


class HeadApproval(models.Model):
    """The head read a version that is in force and approved it, signed in as themselves. Added, never changed.

    With `on_paper`, whoever stands in for a head who has a conflict of interest did, on that day, as `approved_by` recorded.

    What is only said of a head stands on the version (`head_name`), and is never shown as an approval (PL 9.5).
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="head_approval")
    name = models.CharField(max_length=200, help_text="Name and role of the head, in the words of the day.")
    on_paper = models.DateField(null=True, blank=True)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING


class AssessmentConsidered(models.Model):
    """An assessment was considered after harassment, and none is made, for a reason. The last one counts."""

    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="considerations")
    why = models.TextField()
    considered_at = models.DateTimeField()
    considered_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING


class ReviewCall(models.Model):
    """Something that calls for a review of one child's plan: added, never changed. The next version in force answers it.

    `line` is of the measure that was breached, or that does not work; `version` is what the head sent back.
    """

    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="review_calls")
    trigger = models.CharField(max_length=8, choices=Trigger)
    line = models.UUIDField(null=True, blank=True)
    version = models.ForeignKey(Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="sent_back")
    words = models.TextField()
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING


class Measure(OfSchool):
    """What is done for one child, as it stood from `written_at` until `ended_at`. A change ends the row, and the next has its `line`.

    `link` is shared with the measure of another child that depends on it: neither names the other.
    """

    class Degree(models.IntegerChoices):
        LOW = 1, "Low"
        MEDIUM = 2, "Medium"
        HIGH = 3, "High"

    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="measures")
    line = models.UUIDField()
    risk = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField(choices=Degree)
    impact = models.PositiveSmallIntegerField(choices=Degree)
    what = models.CharField(max_length=400)
    who = models.CharField(max_length=160)
    starts_on = models.DateField()
    told = models.CharField(max_length=300, help_text="Whom it was communicated to.")
    check_on = models.DateField()
    residual = models.CharField(max_length=300, help_text="The risk that stays with it.")
    link = models.UUIDField(null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING

    class Meta:
        indexes = [models.Index(fields=["link"], condition=Q(link__isnull=False), name="linked_measures")]
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(ended_at=None), name="a_measure_stands_once"),
            models.CheckConstraint(
                name="measure_ended_by_someone",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]


class MeasureCheck(models.Model):
    """Somebody who works with this child is asked to check a measure. It says neither why nor about whom."""

    public_id = PublicIdField()
    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="checks")
    line = models.UUIDField()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(done_at=None), name="a_measure_is_asked_about_once"),
            models.CheckConstraint(
                name="measure_checked_by_someone",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]


class PlanOrder(models.Model):
    """Somebody ordered the plan of one child as it was in force at a moment: a court, say. `digest` is of the paper that was made."""

    public_id = PublicIdField()
    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="orders")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="orders")
    in_force_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=200)
    ordered_on = models.DateField(help_text="The day of the order or request.")
    basis = models.CharField(max_length=300)
    given_by = models.CharField(max_length=200, help_text="Who recorded it, by name and role, in the words of the day.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING


class Instruction(OfSchool):
    """What staff who must act are asked to do: a seat, a route, a supervision. It says what, never why (PL 9.4)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="instructions")
    words = models.TextField()
    starts_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING


class InstructionReader(models.Model):
    """One human who must act on an instruction, and when they acknowledged it."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instruction", "user"], name="reads_an_instruction_once")]
