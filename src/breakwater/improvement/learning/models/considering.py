"""What the partners consider: each limb of the criteria, each partner's view, the decision and those who looked at it again.

Nothing of it is changed: what somebody says later is a new row, and the last one counts.
"""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import PublicIdField
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.recorded import Recorded
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .incidents import HANDLING, Member, SeriousIncident


class Limb(models.TextChoices):
    """The limbs of the criteria (PL 6.1)."""

    ABUSE = "ABUSE", "Abuse or neglect of the child is known or suspected"
    DIED = "DIED", "The child died"
    HARMED = "HARMED", "The child was seriously harmed"
    IN_AREA = "IN_AREA", "It happened in this area"
    ABROAD = "ABROAD", "The child normally lives in this area, and it happened outside England"
    LOOKED_AFTER = "CLA", "The child was looked after when they died"
    CARE_LEAVER = "LEAVER", "They were a care leaver up to 25 when they died"


class Met(models.TextChoices):
    YES = "YES", "Yes"
    NO = "NO", "No"
    NOT_KNOWN = "NOT_KNOWN", "Not known yet"


class LimbFinding(Recorded):
    """Whether a limb is met, and why."""

    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="findings")
    limb = models.CharField(max_length=8, choices=Limb)
    met = models.CharField(max_length=9, choices=Met)
    reasons = LockedText()

    handling = HANDLING


class PartnerView(Recorded):
    """What one of the three partners thinks: to notify or not, and why."""

    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="views")
    partner = models.CharField(max_length=9, choices=Member.Partner)
    notify = models.BooleanField()
    words = LockedText()

    handling = HANDLING


class Decision(Recorded):
    """To notify or not to: on the same evidence either way."""

    public_id = PublicIdField()
    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="decisions")
    notify = models.BooleanField()
    why = LockedText()
    decided_by = models.CharField(max_length=200, help_text="The director, or who decides for them: name and role.")
    on = models.DateField()

    handling = HANDLING


class DecisionReview(Recorded):
    """The learning group or the scrutineer looked again at a decision not to notify."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="reviews")
    part = models.CharField(max_length=10, choices=Member.Part)
    agrees = models.BooleanField()
    words = LockedText()

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "part"], name="a_part_reviews_a_decision_once"),
            models.CheckConstraint(
                name="group_or_scrutineer_reviews_a_decision", condition=Q(part__in=["GROUP", "SCRUTINEER"])
            ),
        ]


class EndingReason(Recorded):
    """Why the actions after a review count as verified where the tracker does not show it: counts once a second person agrees."""

    public_id = PublicIdField()
    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="ending_reasons")
    words = LockedText()
    agrees = models.BooleanField(null=True, blank=True)
    answer = LockedText(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ending_reason_is_answered_whole",
                condition=Q(agrees=None, answered_at=None, answered_by=None)
                | Q(agrees__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(answered_at=None), name="one_ending_reason_waits_for_an_answer"
            ),
        ]


class Hold(models.Model):
    """Nothing of this person's record may be destroyed. Made in the first hour, and lifted by nobody before the incident is closed."""

    class Who(models.TextChoices):
        CHILD = "CHILD", "The child"
        SIBLING = "SIBLING", "Brother or sister"

    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="holds")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=7, choices=Who)
    called = LockedText()
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="a_record_is_held_once")]


class ChronologyLine(models.Model):
    """A line of the chronology, as somebody who may read the child's record drew it. What is restricted there is not drawn (SG-18)."""

    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="chronology")
    entry = models.BigIntegerField(help_text="The entry it was drawn from, so that nothing is drawn twice.")
    happened_at = models.DateTimeField()
    is_exact = models.BooleanField(default=False)
    what = LockedText()
    detail = LockedText(blank=True)
    source = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "entry"], name="an_entry_is_drawn_once")]


class Paper(models.Model):
    """What is written for the national panel, box by box (`data/papers.yaml`): the notification, and the rapid review."""

    class Kind(models.TextChoices):
        NOTIFICATION = "NOTIFICATION", "Serious incident notification"
        RAPID_REVIEW = "RAPID_REVIEW", "Rapid review"

    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=12, choices=Kind)
    answers = LockedText(help_text="JSON: what stands in each box.")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "kind"], name="one_paper_of_a_kind")]
