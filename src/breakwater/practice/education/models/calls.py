"""The call to a school about its list: when it is due, each pupil talked about, and the authority's own notes apart from that.

`CallItem` holds what was said between school and authority; the letter is made from it and from nothing else. `CallNote` is the
authority's alone: no school has a grant to it, and no letter, page or file of a school is made from it (LK-05).
"""

from datetime import date

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Team

from .answers import Worry
from .fortnights import KEPT
from .lists import ListRow, SchoolList


class CallTimes(models.Model):
    """When a school is best rung, on what number, and whom to ask for. Kept by the co-ordinators, about no child."""

    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="call_times")
    weekdays = models.JSONField(default=list, help_text="0 is Monday.")
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    ask_for = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=160, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while the school is the area's: configuration, about no child")


class Call(models.Model):
    """The call that follows a list; it comes into being when the list is released. The list it is about stays as it was."""

    class State(models.TextChoices):
        DUE = "DUE", "Due"
        ARRANGED = "ARRANGED", "Arranged"
        TRIED = "TRIED", "Tried"
        BEGUN = "BEGUN", "Begun"
        DONE = "DONE", "Done"

    class Mode(models.TextChoices):
        PHONE = "PHONE", "Telephone"
        VIDEO = "VIDEO", "Video call"
        VISIT = "VISIT", "At the school"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    school_list = models.OneToOneField(SchoolList, on_delete=models.PROTECT, related_name="call")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="calls")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    due_from = models.DateField()
    due_by = models.DateField()
    made_at = models.DateTimeField()
    arranged_for = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True, help_text="The last time that nobody could talk.")
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    mode = models.CharField(max_length=5, choices=Mode, blank=True)
    spoke_to = models.CharField(max_length=400, blank=True)
    next_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_begun_by_someone",
                condition=Q(begun_at=None, begun_by=None) | Q(begun_at__isnull=False, begun_by__isnull=False),
            ),
            models.CheckConstraint(
                name="call_ended_with_someone",
                condition=Q(ended_at=None, ended_by=None, spoke_to="", mode="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, begun_at__isnull=False)
                & ~Q(spoke_to="")
                & ~Q(mode=""),
            ),
        ]
        indexes = [models.Index(fields=["link_team", "due_by"], condition=Q(ended_at=None), name="call_waits")]

    @property
    def state(self) -> str:
        """How far it is: what was arranged after the last try counts as arranged."""
        if self.ended_at:
            return self.State.DONE
        if self.begun_at:
            return self.State.BEGUN
        if self.arranged_for and not (self.tried_at and self.tried_at > self.arranged_for):
            return self.State.ARRANGED
        return self.State.TRIED if self.tried_at else self.State.DUE

    def tag_on(self, day: date) -> tuple[str, str]:
        """The word and the colour of its tag on a day, the same on every page: due on the day itself, overdue after it."""
        state = self.State(self.state)
        until = self.due_by
        if state == self.State.ARRANGED:
            until = min(until, london_date(self.arranged_for))
        if state == self.State.ARRANGED and self.due_by < day <= london_date(self.arranged_for):
            return "Arranged late", "amber"
        if state != self.State.DONE and until < day:
            return "Overdue", "red"
        if state not in (self.State.DONE, self.State.BEGUN) and until == day:
            return "Due today", "amber"
        if state == self.State.DUE and day < self.due_from:
            return "Not due yet", "quiet"
        return state.label, TAGS[state]


TAGS = {
    Call.State.DONE: "good",
    Call.State.BEGUN: "info",
    Call.State.ARRANGED: "info",
    Call.State.TRIED: "amber",
    Call.State.DUE: "info",
}


class CallTry(models.Model):
    """The school was rung and nobody could talk."""

    class Why(models.TextChoices):
        NO_ANSWER = "NO_ANSWER", "Nobody answered"
        MESSAGE = "MESSAGE", "Left a message to call back"
        NOT_FREE = "NOT_FREE", "Nobody was free to talk"

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="tries")
    why = models.CharField(max_length=9, choices=Why)
    words = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)


class CallItem(models.Model):
    """One thing talked about, in the order of the script: a pupil of the list, a pupil the school worries about, the whole school.

    `draft` is an action being typed, kept as it is typed. `not_with` names readers of the school's list from whom this pupil
    is kept (SG-16): whoever rings speaks of the pupil without them.
    """

    class Kind(models.TextChoices):
        PUPIL = "PUPIL", "A pupil of the list"
        WORRY = "WORRY", "A pupil the school worries about"
        SCHOOL = "SCHOOL", "The whole school"

    class Group(models.TextChoices):
        NEW = "NEW", "New and changed"
        NO_ANSWER = "NO_ANSWER", "No answer, or wants to talk"
        MEETING = "MEETING", "A meeting or review is over"
        ATTENDANCE = "ATTENDANCE", "Severe absence"
        LEAD = "LEAD", "Nobody leads"
        WORRY = "WORRY", "The school worries about"
        CORRECTION = "CORRECTION", "The school says it is wrong"
        CARRIED = "CARRIED", "Agreed in an earlier call"
        DISAGREEMENT = "DISAGREEMENT", "Disagreement"
        OTHER = "OTHER", "Also talked about"
        SCHOOL = "SCHOOL", "The whole school"

    class View(models.TextChoices):
        BETTER = "BETTER", "Better"
        SAME = "SAME", "The same"
        WORSE = "WORSE", "Worse"

    public_id = PublicIdField()
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=6, choices=Kind)
    row = models.ForeignKey(ListRow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    worry = models.ForeignKey(Worry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=12, choices=Group)
    reasons = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField()
    not_with = models.JSONField(default=list)
    talked_at = models.DateTimeField(null=True, blank=True)
    view = models.CharField(max_length=6, choices=View, blank=True)
    said = models.TextField(blank=True)
    invited = models.BooleanField(null=True, blank=True, help_text="The school was asked to the next meeting.")
    help_needed = models.BooleanField(null=True, blank=True, help_text="Early help is needed.")
    challenge = models.TextField(blank=True)
    challenge_answer = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    draft = models.JSONField(default=dict)
    case = models.ForeignKey(
        Case,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="By which it reached the MASH.",
    )
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "row"], name="one_item_a_row"),
            models.UniqueConstraint(fields=["call", "worry"], name="one_item_a_worry"),
            models.UniqueConstraint(fields=["call"], condition=Q(kind="SCHOOL"), name="one_item_of_the_whole_school"),
            models.CheckConstraint(
                name="call_item_is_about_one_thing",
                condition=Q(kind="PUPIL", row__isnull=False, worry=None)
                | Q(kind="WORRY", row=None, worry__isnull=False)
                | Q(kind="SCHOOL", row=None, worry=None),
            ),
        ]

    @property
    def person_id(self) -> int | None:
        return self.row.person_id if self.row_id else self.worry.person_id if self.worry_id else None

    @property
    def pupil_id(self) -> int | None:
        return self.row.pupil_id if self.row_id else None

    @property
    def code(self) -> str:
        """What names the pupil in letters: the code of the row."""
        return self.row.pupil.code if self.row_id else ""

    @property
    def name(self) -> str:
        return self.row.name if self.row_id else self.worry.named_as if self.worry_id else "The whole school"


class CallNote(models.Model):
    """What the co-ordinator notes for the authority while talking: in no letter, page or file of a school."""

    item = models.OneToOneField(CallItem, on_delete=models.CASCADE, related_name="note")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)
