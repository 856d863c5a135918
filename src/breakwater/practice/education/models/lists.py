"""A school's list, its rows and what stands in each. Once released the database lets nobody add, change or take away a row.

What a school reads and what is the authority's alone are different tables: `RowNote` is in no list, page or file of a school.
"""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Patch, Team
from breakwater.partnership.people.models import OfTheLiving, Person

from .cohorts import CohortRule
from .fortnights import KEPT, Fortnight


def _none() -> list:
    """No prompts yet. `list` is the name of a field below."""
    return []


class Marker(models.TextChoices):
    """How something compares with the last list of the school."""

    NEW = "NEW", "New"
    CHANGED = "CHANGED", "Changed"
    SAME = "SAME", "Unchanged"
    ENDED = "ENDED", "Ended"


class SchoolList(models.Model):
    """One school's list of one fortnight, in one version. A wrong one is recalled, and a new version released.

    `is_past` once two newer lists are out: from then on the school reads it no more (SG-16).
    """

    class State(models.TextChoices):
        BUILT = "BUILT", "To be checked"
        CHECKED = "CHECKED", "Checked"
        RELEASED = "RELEASED", "Released"
        OPENED = "OPENED", "Opened"
        CONFIRMED = "CONFIRMED", "Answered"
        LAPSED = "LAPSED", "Not answered in time"
        RECALLED = "RECALLED", "Recalled"

    public_id = PublicIdField()
    fortnight = models.ForeignKey(Fortnight, on_delete=models.PROTECT, related_name="lists")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="school_lists")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    patch = models.ForeignKey(Patch, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    making = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State, default=State.BUILT)
    built_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    few_readers_because = models.CharField(max_length=240, blank=True)
    open_by = models.DateField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    lapses_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recalled_because = models.CharField(max_length=500, blank=True)
    is_past = models.BooleanField(default=False)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fortnight", "team", "version"], name="school_list_version_once"),
            models.UniqueConstraint(
                fields=["fortnight", "team"], condition=Q(recalled_at=None), name="school_list_once_in_force"
            ),
            models.CheckConstraint(
                name="school_list_released_by_someone",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="school_list_recalled_for_a_reason",
                condition=Q(recalled_at=None, recalled_by=None, recalled_because="")
                | Q(recalled_at__isnull=False, recalled_by__isnull=False, released_at__isnull=False)
                & ~Q(recalled_because=""),
            ),
        ]
        indexes = [models.Index(fields=["team", "-released_at"], name="school_list_newest")]

    @property
    def is_out(self) -> bool:
        return self.released_at is not None and self.recalled_at is None


class PaperLeave(models.Model):
    """That one reader at a school may have its list on paper, until a day and for a reason; without one nobody may (LK-04)."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    because = models.CharField(max_length=240)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(ended_at=None), name="one_leave_to_print_a_post"),
            models.CheckConstraint(
                name="leave_to_print_ended_by_someone",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]


class ListedPupil(models.Model):
    """A pupil on the lists of one school, from the first to the last: gives the co-ordinators sight of the child meanwhile.

    `code` names the row in calls and letters instead of the pupil. `said_gone_on`: the school says the pupil is not theirs.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="listed")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    said_gone_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "team"], name="listed_once_a_school"),
            models.UniqueConstraint(fields=["team", "code"], name="row_code_once_a_school"),
        ]


class ListRow(models.Model):
    """One pupil of a list, as known on its day. A pupil in several cohorts has one row with several flags (LK-02).

    Names, date of birth and UPN are those of that day. The row of a child who has died stands on no list, released or not. `told` is what became of what the school said last time.
    """

    public_id = PublicIdField()
    list = models.ForeignKey(SchoolList, on_delete=models.CASCADE, related_name="rows")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(ListedPupil, on_delete=models.PROTECT, related_name="rows")
    forename = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120, blank=True)
    known_as = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True, blank=True)
    year_group = models.CharField(max_length=3, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    marker = models.CharField(max_length=7, choices=Marker)
    prompts = models.JSONField(default=_none, help_text="What the co-ordinator asks of the school, in words.")
    told = models.CharField(max_length=400, blank=True)
    agreed = models.JSONField(default=_none, help_text="What the last call agreed, and how it stands, in words.")

    objects = OfTheLiving()
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "person"], name="one_row_a_pupil")]

    @property
    def name(self) -> str:
        called = f"{self.forename} {self.surname}".strip() or "Name not known"
        return f"{called} (known as {self.known_as})" if self.known_as and self.known_as != self.forename else called


class RowFlag(models.Model):
    """One cohort of one row, as the rule in force let a school see it. `as_at` and `is_carried` say how old the source was."""

    row = models.ForeignKey(ListRow, on_delete=models.CASCADE, related_name="flags")
    rule = models.ForeignKey(CohortRule, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=5)
    see = models.CharField(max_length=1)
    marker = models.CharField(max_length=7, choices=Marker)
    source = models.CharField(max_length=60)
    as_at = models.DateTimeField(null=True, blank=True)
    is_carried = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=120, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    team = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    lead = models.CharField(max_length=160, blank=True)
    next_meeting_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "code"], name="one_flag_a_cohort"),
            models.CheckConstraint(
                name="flag_is_of_a_cohort_a_school_may_see",
                condition=Q(see__in=["N", "D"]) & ~Q(code__in=["LADO", "PREV", "S47"]),
            ),
            models.CheckConstraint(
                name="flag_without_detail_holds_none",
                condition=Q(see="D")
                | Q(worker="", team="", phone="", email="", lead="", next_meeting_on=None, review_on=None),
            ),
        ]


class RowNote(models.Model):
    """What the co-ordinators note beside a row, and how worried they are: the authority's alone (LK-05)."""

    class Worry(models.TextChoices):
        RED = "RED", "Red"
        AMBER = "AMBER", "Amber"
        GREEN = "GREEN", "Green"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fortnight = models.ForeignKey(Fortnight, on_delete=models.PROTECT, related_name="notes")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    worry = models.CharField(max_length=5, choices=Worry, blank=True)
    written_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [models.CheckConstraint(name="row_note_says_something", condition=~Q(words="") | ~Q(worry=""))]
