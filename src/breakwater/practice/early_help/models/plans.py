"""The family's plan: what should be better, how far it is, who does what by when, and what if things go wrong."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Meeting, Task
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.partnership.people.models import Person

from .episodes import KEPT, Episode


class Plan(models.Model):
    """The plan of an episode. `revision` tells whether someone else saved meanwhile."""

    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, related_name="plan")
    contingency = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class Goal(models.Model):
    """Something that should be better, in the family's words, for one of them or for all (`about` None).

    `worst` and `best` say what 0 and 10 would look like. `outcomes` are numbers of headings of `framework` (see `outcomes`).
    """

    class State(models.TextChoices):
        OPEN = "OPEN", "Working on it"
        ACHIEVED = "ACHIEVED", "Achieved"
        PARTLY = "PARTLY", "Partly achieved"
        NOT = "NOT", "Not achieved"
        LEFT = "LEFT", "No longer wanted"

    public_id = PublicIdField()
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="goals")
    words = models.CharField(max_length=300)
    said_by = models.CharField(max_length=120, blank=True)
    about = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    worst = models.CharField(max_length=200, blank=True)
    best = models.CharField(max_length=200, blank=True)
    target = models.PositiveSmallIntegerField(default=7)
    framework = models.CharField(max_length=40, blank=True)
    outcomes = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_words = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="goal_aims_from_0_to_10", condition=Q(target__lte=10)),
            models.CheckConstraint(
                name="goal_ended_when_not_open",
                condition=Q(state="OPEN", ended_at=None) | ~Q(state="OPEN") & Q(ended_at__isnull=False),
            ),
        ]

    @property
    def scale_in_words(self) -> str:
        """What 0 and 10 look like, in the family's words, where they said."""
        ends = [f"0: {self.worst}" if self.worst else "", f"10: {self.best}" if self.best else ""]
        return ". ".join(end for end in ends if end)


class Score(models.Model):
    """How far a goal is, 0 to 10, as one of the family or the lead says. Added at the beginning and at each review."""

    class Giver(models.TextChoices):
        CHILD = "CHILD", "The child"
        PARENT = "PARENT", "The parent or carer"
        LEAD = "LEAD", "The lead professional"

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="scores")
    giver = models.CharField(max_length=6, choices=Giver)
    value = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    key = models.UUIDField(null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="score_from_0_to_10", condition=Q(value__lte=10)),
            models.UniqueConstraint(name="one_score_a_giver_of_a_form", fields=["key", "giver"]),
        ]


class Action(models.Model):
    """What one person does by a day. One owner: someone of the family, a professional, or a service."""

    class Owner(models.TextChoices):
        FAMILY = "FAMILY", "Someone in the family"
        PROFESSIONAL = "PROFESSIONAL", "A professional"
        SERVICE = "SERVICE", "A service"

    class Status(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", "Not started"
        IN_PROGRESS = "IN_PROGRESS", "Begun"
        DONE = "DONE", "Done"
        STOPPED = "STOPPED", "Stopped"

    class Referral(models.TextChoices):
        SENT = "SENT", "Asked"
        ACCEPTED = "ACCEPTED", "Accepted"
        WAITING = "WAITING", "On a waiting list"
        STARTED = "STARTED", "Begun"
        ENDED = "ENDED", "Ended"
        REFUSED = "REFUSED", "Said no"

    public_id = PublicIdField()
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="actions")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.CASCADE, related_name="actions")
    words = models.CharField(max_length=300)
    owner_kind = models.CharField(max_length=12, choices=Owner)
    owner_name = models.CharField(max_length=160)
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    meeting = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="plan_actions",
        help_text="The meeting whose minutes it was agreed in.",
    )
    for_whom = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    service = models.CharField(max_length=160, blank=True)
    referral = models.CharField(max_length=8, choices=Referral, blank=True)
    status = models.CharField(max_length=11, choices=Status, default=Status.NOT_STARTED)
    revision = models.PositiveIntegerField(default=1)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.NOT_STARTED, self.Status.IN_PROGRESS)


class ActionStep(models.Model):
    """What became of an action, each time someone said so. Added, never changed."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=11, choices=Action.Status)
    referral = models.CharField(max_length=8, choices=Action.Referral, blank=True)
    words = models.TextField(blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class ActionChange(models.Model):
    """What an action said before someone corrected it, and who that was. Added, never changed."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="changes")
    words = models.CharField(max_length=300)
    owner_name = models.CharField(max_length=160)
    service = models.CharField(max_length=160, blank=True)
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)
