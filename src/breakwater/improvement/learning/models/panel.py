"""The child death overview panel: its meetings, the cases listed, what was settled by codes, what is recommended and shared.

Nothing of the reporting and analysis forms stays here but codes. Papers of a meeting are destroyed when it has been held.
"""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import Actor, Area, Team

from .deaths import ChildDeath
from .lessons import PublishedReview, Recommendation

KEPT = "As the child death: national guidance, to be confirmed"
HANDLING = Handling(Sensitivity.SPECIAL, keep=KEPT)
BY = {"on_delete": models.PROTECT, "related_name": "+"}
ONCE = {"unique": True, "help_text": "Of the form it came by, sent perhaps twice."}


class PanelMeeting(models.Model):
    """A meeting of the panel, for whatever is ready or on one theme. `theme`, seats and codes are of data/child_death_panel.yaml."""

    class Kind(models.TextChoices):
        ORDINARY = "ORDINARY", "Ordinary panel"
        THEMED = "THEMED", "Themed panel"

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        HELD = "HELD", "Held"
        CANCELLED = "CANCELLED", "Cancelled"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **BY)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The child death team.")
    kind = models.CharField(max_length=8, choices=Kind)
    theme = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    place = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    minutes = LockedText(blank=True, help_text="What concerns no single case.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Recorded as held or cancelled.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(**ONCE)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_themed_panel_has_its_theme",
                condition=Q(kind="ORDINARY", theme="") | Q(kind="THEMED") & ~Q(theme=""),
            ),
            models.CheckConstraint(
                name="a_panel_is_over_once", condition=Q(state="PLANNED", ended_at=None) | Q(ended_at__isnull=False)
            ),
        ]

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED


class PanelSeat(models.Model):
    """Who sits at a meeting, for which profession, and whether they came (None: not recorded yet)."""

    public_id = PublicIdField()
    meeting = models.ForeignKey(PanelMeeting, on_delete=models.CASCADE, related_name="seats")
    seat = models.CharField(max_length=20)
    named = models.CharField(max_length=120)
    agency = models.CharField(max_length=120, blank=True)
    came = models.BooleanField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT, fields={"named": Sensitivity.PERSONAL})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "named"], name="one_seat_for_each_at_a_panel")]


class PanelCase(models.Model):
    """A death listed for a meeting. In the pack it is "Case 3": nothing else says whose it is."""

    public_id = PublicIdField()
    meeting = models.ForeignKey(PanelMeeting, on_delete=models.PROTECT, related_name="cases")
    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="panels")
    number = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=8, help_text="Of the analysis form whose codes hold.")
    ask = LockedText(blank=True, help_text="What the panel is asked to settle, without names.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="Of what the panel is asked.")

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="number_of_a_panel_case_once"),
            models.UniqueConstraint(
                fields=["meeting", "death"], condition=Q(withdrawn_at=None), name="a_death_listed_once_for_a_panel"
            ),
            models.CheckConstraint(
                name="a_case_is_withdrawn_for_a_reason", condition=Q(withdrawn_at=None) | ~Q(withdrawn_why="")
            ),
        ]

    @property
    def team_id(self) -> int:
        """Whose panel looks at it."""
        return self.meeting.team_id


class PanelRecusal(models.Model):
    """Somebody at the table took part in the child's care: they are out while this case is looked at."""

    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="recusals")
    seat = models.ForeignKey(PanelSeat, on_delete=models.CASCADE, related_name="recusals")
    why = LockedText()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seat"], name="out_of_a_case_once")]


class PanelPaper(models.Model):
    """A paper of the pack, in which no name was found, under a name of its own. It is destroyed when the meeting is over."""

    public_id = PublicIdField()
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="papers")
    number = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=120)
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(**ONCE)

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="number_of_a_panel_paper_once")]

    @property
    def name(self) -> str:
        return f"case-{self.case.number}-paper-{self.number}.{self.kind}"


class PanelFactor(models.Model):
    """A factor by its codes: its domain, what it is about, how far it contributed, and whether it could be changed."""

    public_id = PublicIdField()
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="factors")
    domain = models.CharField(max_length=1)
    theme = models.CharField(max_length=40)
    influence = models.CharField(max_length=2, help_text="A code of the case's edition.")
    is_modifiable = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "domain", "theme"], name="a_factor_once_a_case")]


class PanelOutcome(models.Model):
    """What the panel settled about a case. The last one counts; one that puts another right says why."""

    class Result(models.TextChoices):
        CONCLUDED = "CONCLUDED", "Concluded"
        DEFERRED = "DEFERRED", "Deferred to another meeting"

    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="outcomes")
    result = models.CharField(max_length=9, choices=Result)
    category = models.CharField(max_length=2, blank=True)
    modifiable = models.CharField(max_length=10, blank=True)
    feedback = LockedText(blank=True, help_text="What the key worker tells the family.")
    why = LockedText(blank=True, help_text="Why it is deferred, or why this puts an earlier outcome right.")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(**ONCE)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_concluded_case_has_its_codes",
                condition=Q(result="CONCLUDED") & ~Q(category="") & ~Q(modifiable="")
                | Q(result="DEFERRED", category="", modifiable=""),
            )
        ]

    @property
    def is_concluded(self) -> bool:
        return self.result == self.Result.CONCLUDED


class PanelRecommendation(models.Model):
    """What the panel recommends because of a case, without names. It joins the chain with a batch, under no case (`recommendation`)."""

    class To(models.TextChoices):
        AGENCY = "AGENCY", "A local agency"
        PARTNERSHIP = "PARTNERSHIP", "The partnership"
        NATIONAL = "NATIONAL", "A national body"

    public_id = PublicIdField()
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="recommendations")
    to = models.CharField(max_length=11, choices=To)
    text = LockedText()
    outcome = LockedText(help_text="What will be better for children.")
    theme = models.CharField(max_length=40)
    recommendation = models.OneToOneField(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(**ONCE)

    handling = HANDLING


class LearningNotice(models.Model):
    """A lesson of several deaths, until a batch publishes it: theme, message, what to do. Of no death, age or place."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **BY)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The child death team.")
    theme = models.CharField(max_length=40)
    category = models.CharField(max_length=2, blank=True, help_text="The group of causes, where it is about one.")
    message = LockedText()
    action = LockedText(help_text="What people do from now on.")
    audience = models.CharField(max_length=160)
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(**ONCE)
    review = models.ForeignKey(PublishedReview, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING


class PublishedFigures(models.Model):
    """Of which days a batch or a report gave figures, so that no later one can be subtracted from it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The child death team.")
    review = models.OneToOneField(PublishedReview, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    is_report = models.BooleanField(
        help_text="A report gives figures by category, area and measure; a batch one alone."
    )
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)
