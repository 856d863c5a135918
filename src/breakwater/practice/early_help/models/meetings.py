"""The team around the family: what a family's meeting adds to a meeting of the kernel, and those who answer by a link."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Attendance, Case, Meeting
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.organisations.models import Actor, User

from .episodes import KEPT, Episode


class FamilyMeeting(models.Model):
    """A team around the family (FD 4.4): its kind, what the family needs to come, the child's views, how it is going."""

    class Kind(models.TextChoices):
        FIRST = "FIRST", "First meeting"
        REVIEW = "REVIEW", "Review"
        CLOSING = "CLOSING", "Closing meeting"
        EMERGENCY = "EMERGENCY", "Emergency meeting"
        HANDOVER = "HANDOVER", "Handover meeting"

    class Voice(models.TextChoices):
        CAME = "CAME", "The child came"
        LETTER = "LETTER", "In a letter or drawing"
        ADVOCATE = "ADVOCATE", "Through someone who speaks for them"
        TOOL = "TOOL", "Read out from what they said before"
        NONE = "NONE", "They were not heard"

    class Overall(models.TextChoices):
        BETTER = "BETTER", "Better"
        SAME = "SAME", "The same"
        WORSE = "WORSE", "Worse"

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="family_meeting")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="family_meetings")
    kind = models.CharField(max_length=9, choices=Kind)
    chair = models.CharField(max_length=120, blank=True)
    minute_taker = models.CharField(max_length=120, blank=True)
    family_asked = models.BooleanField(default=False, help_text="The family was asked which time and place suit them.")
    needs = models.CharField(max_length=240, blank=True, help_text="Interpreter, access, someone to mind the children.")
    voice = models.CharField(max_length=8, choices=Voice, blank=True)
    voice_words = models.TextField(blank=True)
    overall = models.CharField(max_length=6, choices=Overall, blank=True)
    tier = models.CharField(max_length=1, blank=True)
    tier_why = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    minutes_checked_by = models.CharField(max_length=120, blank=True)
    minutes_sent_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty again once what was sent is changed: then it is sent again."
    )

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    @property
    def public_id(self) -> str:
        """The meeting's: it is one meeting, in the kernel and here."""
        return self.meeting.public_id

    @property
    def level_of_need(self) -> str:
        return LEVELS[int(self.tier)].name if self.tier else ""

    def counts_as_first(self) -> bool:
        """It is the first meeting of the team: called as that, or a review or handover meeting where none was called as that."""
        if self.kind in (self.Kind.EMERGENCY, self.Kind.CLOSING):
            return False
        called = FamilyMeeting.objects.filter(
            episode=self.episode_id, kind=self.Kind.FIRST, meeting__cancelled_because=""
        )
        return self.kind == self.Kind.FIRST or not called.exists()


class MinutesTold(models.Model):
    """How the minutes reached one who was asked, or why they did not. Added each time they are sent, never changed."""

    class Way(models.TextChoices):
        ACCOUNT = "ACCOUNT", "Told in Breakwater: they read them here"
        COPY = "COPY", "In the copy of the plan that they read by their link"
        PAPER = "PAPER", "On paper, by hand"
        SECURE = "SECURE", "By secure e-mail from their own agency’s system"
        ALOUD = "ALOUD", "Read out to them"
        NOT = "NOT", "Not sent to them"

    meeting = models.ForeignKey(FamilyMeeting, on_delete=models.CASCADE, related_name="told")
    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=7, choices=Way)
    because = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="minutes_not_sent_for_a_reason", condition=~Q(way="NOT") | ~Q(because=""))
        ]


class MeetingInvite(models.Model):
    """One professional without an account is asked to one meeting, and answers once by a link that says nothing of anyone."""

    class Answer(models.TextChoices):
        COMING = "COMING", "I will come"
        APOLOGIES = "APOLOGIES", "I cannot come"

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    attendance = models.OneToOneField(Attendance, on_delete=models.CASCADE, related_name="invite")
    reader = models.OneToOneField(Actor, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    asked_by_words = models.CharField(max_length=200)
    told_at_path = models.CharField(
        max_length=200, help_text="The page that whoever asked is told of, once it is answered."
    )
    answer = models.CharField(max_length=9, choices=Answer, blank=True)
    words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    maker = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who is making it, until it is made: from then on the readers of the case read it.",
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invite_answered_when_answered",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
            )
        ]
