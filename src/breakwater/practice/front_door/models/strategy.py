"""A strategy discussion: who must be there and is, what each knows, what was decided, who does what (FD 1.8)."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Membership, User

from .contacts import Contact

KEPT = "Kept as long as the child protection record it begins (FD 7.3)"


class Agency(models.TextChoices):
    """Who sits at the table. The first three must, or it is said why not (FD-18)."""

    SOCIAL_CARE = "SOCIAL_CARE", "Children's social care"
    POLICE = "POLICE", "Police"
    HEALTH = "HEALTH", "Health"
    SCHOOL = "SCHOOL", "School, nursery or college"
    REFERRER = "REFERRER", "Whoever told us"
    EARLY_HELP = "EARLY_HELP", "Early help lead"
    PLACEMENT = "PLACEMENT", "Fostering or residential"
    HOSPITAL = "HOSPITAL", "Hospital consultant"
    OTHER = "OTHER", "Someone else"


MUST_BE_THERE = (Agency.SOCIAL_CARE, Agency.POLICE, Agency.HEALTH)


class Strategy(models.Model):
    """A discussion called about a child, from a contact or from an open case. A case of its own; it waits for no screening.

    `absence_because` and `absence_manager` are needed where police or health were not there (FD-18).
    """

    class How(models.TextChoices):
        MEETING = "MEETING", "A meeting"
        CALL = "CALL", "One call with everyone"
        SERIES = "SERIES", "Calls one after the other, because a meeting could not wait"

    class Enquiry(models.TextChoices):
        NONE = "NONE", "No section 47 enquiry"
        SINGLE = "SINGLE", "Section 47 enquiry by social care"
        JOINT = "JOINT", "Section 47 enquiry together with the police"

    class Protection(models.TextChoices):
        NONE = "NONE", "No immediate protection needed"
        AGREED = "AGREED", "Agreed with the family"
        POLICE = "POLICE", "Police protection (up to 72 hours)"
        ORDER = "ORDER", "An emergency protection order is asked for"

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="strategy")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="strategies")
    about_case = models.ForeignKey(
        Case,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The case it is called about, whose seal is on this one.",
    )
    concern = models.TextField()
    is_immediate = models.BooleanField()
    planned_for = models.DateTimeField()
    how = models.CharField(max_length=7, choices=How)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    not_held_because = models.TextField(blank=True)
    threshold_met = models.BooleanField(null=True, blank=True)
    enquiry = models.CharField(max_length=6, choices=Enquiry, blank=True)
    protection = models.CharField(max_length=6, choices=Protection, blank=True)
    rationale = models.TextField(blank=True)
    child_seen = models.TextField(blank=True, help_text="Who sees the child, where and when.")
    medical = models.TextField(blank=True)
    criminal_plan = models.TextField(blank=True)
    parents_told = models.TextField(blank=True, help_text="What the parents are told, who by and when.")
    other_children = models.TextField(blank=True)
    arrangements = models.TextField(blank=True, help_text="Bail, and contact that is not watched.")
    safety_plan = models.TextField(blank=True)
    absence_because = models.TextField(blank=True)
    absence_manager = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    circulated_at = models.DateTimeField(null=True, blank=True)
    enquiry_ended = models.TextField(
        blank=True, help_text="How the enquiry ended: the day of the conference, or why none."
    )
    saw_police = models.BooleanField(default=False)
    saw_health = models.BooleanField(default=False)

    How, Enquiry, Protection = How, Enquiry, Protection
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="strategy_recorded_whole",
                condition=Q(recorded_at=None, recorded_by=None)
                | Q(
                    recorded_at__isnull=False,
                    recorded_by__isnull=False,
                    held_at__isnull=False,
                    threshold_met__isnull=False,
                )
                & ~Q(enquiry="")
                & ~Q(protection="")
                & ~Q(rationale=""),
            ),
            models.CheckConstraint(
                name="strategy_without_police_or_health_says_why",
                condition=Q(recorded_at=None)
                | Q(saw_police=True, saw_health=True)
                | ~Q(absence_because="") & ~Q(absence_manager=""),
            ),
            models.CheckConstraint(name="strategy_held_or_not", condition=Q(not_held_because="") | Q(held_at=None)),
        ]


class StrategyAttendee(models.Model):
    """Someone asked to the table, whether they were there, and what their agency knows. With an account they read the minute."""

    public_id = PublicIdField()
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="attendees")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    agency = models.CharField(max_length=11, choices=Agency)
    name = models.CharField(max_length=160)
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    was_there = models.BooleanField(null=True, blank=True)
    knows = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    sight_ends_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Until then they read it: the discussion has ended, and its minute may be corrected.",
    )

    Agency = Agency
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "agency", "name"], name="asked_to_a_strategy_once"),
            models.CheckConstraint(
                name="attendee_of_a_post_and_its_human",
                condition=Q(membership=None, user=None) | Q(membership__isnull=False, user__isnull=False),
            ),
        ]


class StrategySaid(models.Model):
    """What was written down of one at the table, each time it was. The newest stands with them too; none is changed."""

    attendee = models.ForeignKey(StrategyAttendee, on_delete=models.CASCADE, related_name="said")
    was_there = models.BooleanField(null=True, blank=True)
    knows = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class StrategyAction(models.Model):
    """Something someone does after a strategy discussion, by a moment."""

    public_id = PublicIdField()
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=160)
    due_at = models.DateTimeField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)
