"""Meetings of a group: who has a seat, and what opens the confidential papers.

A meeting is read by the team that runs its group and by those who have a seat at it; of a restricted group by whoever keeps its record and
those with a seat alone.
"""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import PublicIdField
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE
from breakwater.partnership.organisations.models import Actor, Area, Team, User

from .groups import NAMED, OF_GROUPS, BoardGroup, GroupMember, GroupTerms, Sits


class BoardMeeting(models.Model):
    """A meeting of a group, by the terms that held as it was arranged. `keeper` keeps its record."""

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        HELD = "HELD", "Held"
        CANCELLED = "CANCELLED", "Cancelled"

    public_id = PublicIdField()
    group = models.ForeignKey(BoardGroup, on_delete=models.PROTECT, related_name="meetings")
    area = models.ForeignKey(Area, **MADE_BY)
    team = models.ForeignKey(Team, **MADE_BY)
    keeper = models.ForeignKey(User, **MADE_BY)
    is_restricted = models.BooleanField()
    terms = models.ForeignKey(GroupTerms, **MADE_BY)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    papers_issued_at = models.DateTimeField(null=True, blank=True)
    last_paper = models.PositiveSmallIntegerField(default=0, help_text="The last number given to a paper.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was recorded as held or cancelled.")
    revision = models.PositiveIntegerField(default=1)
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = OF_GROUPS

    class Meta:
        constraints = [
            models.CheckConstraint(name="board_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="board_over_at_some_time", condition=Q(state="PLANNED") ^ Q(ended_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["group", "starts_at"], name="meetings_of_a_group")]

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD


class ConfidentialFolder(models.Model):
    """What opens a meeting's confidential papers: to those who run it, and to whoever has a seat that reads them."""

    meeting = models.OneToOneField(BoardMeeting, on_delete=models.CASCADE, related_name="folder")
    team = models.ForeignKey(Team, **MADE_BY)
    keeper = models.ForeignKey(User, **MADE_BY)
    is_restricted = models.BooleanField()

    handling = OF_GROUPS


class Attendance(models.TextChoices):
    EXPECTED = "EXPECTED", "Expected"
    ATTENDED = "ATTENDED", "Attended"
    SUBSTITUTE = "SUBST", "Sent a substitute"
    APOLOGIES = "APOLOGIES", "Apologies"
    ABSENT = "ABSENT", "Did not attend"


PRESENT = (Attendance.ATTENDED, Attendance.SUBSTITUTE)


class MeetingSeat(Sits):
    """Somebody is expected at a meeting, and reads it while the seat has not ended. An observer reads no confidential paper."""

    meeting = models.ForeignKey(BoardMeeting, on_delete=models.CASCADE, related_name="seats")
    folder = models.ForeignKey(ConfidentialFolder, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(GroupMember, **MAYBE)
    reads_confidential = models.BooleanField()
    attendance = models.CharField(max_length=9, choices=Attendance, default=Attendance.EXPECTED)
    substitute = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = NAMED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="substitute_is_named",
                condition=Q(attendance="SUBST") & ~Q(substitute="") | Q(substitute="") & ~Q(attendance="SUBST"),
            )
        ]

    @property
    def is_present(self) -> bool:
        return self.attendance in PRESENT
