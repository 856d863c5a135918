"""An action that an organisation took on, each step of it, and each extension of its due date."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team

KEPT = "6 years after it is closed"


class Source(models.TextChoices):
    """What an action came from."""

    AUDIT = "AUDIT", "Audit"
    SELF_ASSESSMENT = "SELF", "Self-assessment"
    VISIT = "VISIT", "Visit to a school or setting"
    REVIEW = "REVIEW", "Review of a serious case"
    CHILD_DEATH = "DEATH", "Child death review"
    SCRUTINY = "SCRUTINY", "Independent scrutiny"
    INSPECTION = "INSPECT", "Inspection"
    RISK = "RISK", "Risk register"
    PREVENT = "PREVENT", "Prevent plan"
    TRAINING = "TRAINING", "Training"
    COMPLAINT = "COMPLAIN", "Complaint"
    BOARD = "BOARD", "Board or subgroup"


class Priority(models.TextChoices):
    """How soon it matters. What a child needs now is no action of the tracker alone: it goes to whoever holds the case."""

    IMMEDIATE = "1", "Immediate"
    HIGH = "2", "High"
    MEDIUM = "3", "Medium"
    LOW = "4", "Low"


class State(models.TextChoices):
    """How far it has come. Complete is the owner's word; verified is somebody else's."""

    PROPOSED = "PROPOSED", "Proposed: its owner has not accepted it"
    ACCEPTED = "ACCEPTED", "Accepted"
    IN_PROGRESS = "PROGRESS", "In progress"
    COMPLETE = "COMPLETE", "Complete, to be verified"
    VERIFIED = "VERIFIED", "Verified"
    EMBEDDED = "EMBEDDED", "Embedded: tested later"
    NOT_ACHIEVED = "NOT_ACH", "Closed, not achieved"
    SUPERSEDED = "SUPERSED", "Superseded"


OPEN = (State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS)
UNVERIFIED = (*OPEN, State.COMPLETE)


class ActionQuerySet(models.QuerySet):
    def for_pages(self):
        """With what every page says of an action."""
        return self.select_related(
            "area",
            "owner_team__organisation",
            "owner_team__area",
            "set_by_team__organisation",
            "set_by_team__area",
            "owner__user",
            "lead__user",
            "parent",
        )

    def to_do(self):
        """What its owner has still to do."""
        return self.filter(state__in=OPEN)


class TrackedAction(models.Model):
    """Something an organisation does by a day, because of something found. It names no child and no family.

    `set_by_team` agreed it and has it verified; `owner_team` does it, by its `owner`, for whom the `lead` of that organisation
    answers. `due_on` moves by a granted extension, `first_due_on` never. A recommendation to several organisations is a `parent`
    without an owner of its own, whose children are theirs.
    """

    Source, Priority, State = Source, Priority, State

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source)
    because = models.CharField(max_length=400, help_text="The finding, recommendation or risk that it answers.")
    came_from = models.CharField(max_length=120, blank=True, help_text="What the source calls itself: a visit's day.")
    came_from_path = models.CharField(max_length=200, blank=True, help_text="A page of ours about the source.")
    wording = models.CharField(max_length=400)
    measure = models.CharField(max_length=400, help_text="How anybody will know that it is done.")
    priority = models.CharField(max_length=1, choices=Priority)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    set_by_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    owner_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    accept_by = models.DateField(help_text="Until when its owner accepts it or says why not.")
    first_due_on = models.DateField()
    due_on = models.DateField()
    test_on = models.DateField(null=True, blank=True, help_text="When it is looked at again, to see that it holds.")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    completed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    escalated = models.PositiveSmallIntegerField(default=0, help_text="How far it has been escalated: 0 to 3.")
    closed_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    objects = ActionQuerySet.as_manager()
    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="action_due_after_its_start", condition=Q(due_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="action_never_due_before_its_first", condition=Q(due_on__gte=F("first_due_on"))
            ),
            models.CheckConstraint(
                name="action_complete_by_someone",
                condition=~Q(state__in=["COMPLETE", "VERIFIED", "EMBEDDED"]) | Q(completed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="action_done_by_an_owner_or_by_its_parts",
                condition=Q(owner_team__isnull=False) | Q(owner=None, lead=None, parent=None),
            ),
        ]
        indexes = [
            models.Index(fields=["owner_team", "due_on", "id"], name="action_of_its_owner"),
            models.Index(fields=["set_by_team", "due_on", "id"], name="action_of_who_set_it"),
        ]

    @property
    def is_to_do(self) -> bool:
        return self.state in OPEN

    @property
    def is_open(self) -> bool:
        """Whether anything is still owed: by its owner, or by who verifies it."""
        return self.state in UNVERIFIED

    @property
    def is_for_several(self) -> bool:
        return self.owner_team_id is None

    @property
    def who(self) -> str:
        """Who does it; until it is accepted the organisation, and who there is meant to."""
        if self.owner_team is None:
            return "Several organisations"
        if self.owner is None:
            return self.owner_team.organisation.name
        if self.state == State.PROPOSED:
            return f"{self.owner_team.organisation.name} (meant for {self.owner.user.name})"
        return self.owner.user.name

    def is_overdue(self, today) -> bool:
        return self.is_to_do and self.due_on < today


class StepKind(models.TextChoices):
    """What happened to an action."""

    PROPOSED = "PROPOSED", "Proposed"
    ACCEPTED = "ACCEPTED", "Accepted"
    DECLINED = "DECLINED", "Not accepted"
    REASSIGNED = "REASSIGN", "Given to another owner"
    UPDATED = "UPDATED", "Progress"
    COMPLETED = "COMPLETE", "Said to be complete"
    VERIFIED = "VERIFIED", "Verified"
    SENT_BACK = "BACK", "Not verified: sent back"
    EMBEDDED = "EMBEDDED", "Embedded"
    NOT_ACHIEVED = "NOT_ACH", "Closed, not achieved"
    SUPERSEDED = "SUPERSED", "Superseded"
    ESCALATED = "ESCALATE", "Escalated: overdue"
    UNANSWERED = "NO_REPLY", "Escalated: not accepted in time"


class ActionStep(models.Model):
    """One step of an action: added, never changed. `link` is evidence, `words` say what it shows."""

    Kind = StepKind

    action = models.ForeignKey(TrackedAction, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind)
    words = models.TextField(blank=True)
    link = models.URLField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)


class ActionExtension(models.Model):
    """A later due date asked for, and what whoever set the action said of it."""

    action = models.ForeignKey(TrackedAction, on_delete=models.CASCADE, related_name="extensions")
    from_day = models.DateField()
    to_day = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="extension_is_later", condition=Q(to_day__gt=F("from_day"))),
            models.CheckConstraint(
                name="extension_answered_by_someone",
                condition=Q(granted=None, answered_at=None, answered_by=None)
                | Q(granted__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.UniqueConstraint(fields=["action"], condition=Q(granted=None), name="one_extension_asked_at_a_time"),
        ]


class ActionWatch(models.Model):
    """A team that an overdue action was escalated to, and reads it from then on."""

    action = models.ForeignKey(TrackedAction, on_delete=models.CASCADE, related_name="watches")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "team"], name="action_watched_once_a_team")]
