"""The rapid review: its clock, what each agency wrote, who signed it off, what the national panel answered, and what was decided."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.recorded import Recorded
from breakwater.partnership.organisations.models import Actor, Area

from .incidents import HANDLING, Member, SeriousIncident


class StartRule(models.Model):
    """From what an area counts the fifteen working days: editions of the guidance differ, so it is the area's to say, with its source."""

    class Start(models.TextChoices):
        NOTIFIED = "NOTIFIED", "The day of the notification"
        AWARE = "AWARE", "The day on which the local authority became aware"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    start = models.CharField(max_length=8, choices=Start)
    source = models.CharField(max_length=200)
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="As long as the area is here")


class RapidReview(models.Model):
    """Opened with the notification. `due_on` is never overwritten; `amber_on` is the same counted from awareness."""

    class Reply(models.TextChoices):
        AGREES = "AGREES", "Agrees with the decision"
        RECONSIDER = "RECONSIDER", "Disagrees, or asks to reconsider"
        MORE = "MORE", "Asks for more information"
        NATIONAL = "NATIONAL", "Considers a national review"

    incident = models.OneToOneField(SeriousIncident, on_delete=models.CASCADE, related_name="rapid_review")
    start = models.CharField(max_length=8, choices=StartRule.Start)
    source = models.CharField(max_length=200, help_text="What says from when it is counted.")
    starts_on = models.DateField()
    due_on = models.DateField()
    amber_on = models.DateField()
    opened_at = models.DateTimeField()
    meeting_on = models.DateField(null=True, blank=True)
    meeting_place = models.CharField(max_length=160, blank=True)
    held_on = models.DateField(null=True, blank=True)
    came = LockedText(blank=True)
    minutes = LockedText(blank=True)
    sent_on = models.DateField(null=True, blank=True)
    reply = models.CharField(max_length=10, choices=Reply, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    reply_words = LockedText(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = LockedText(blank=True)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="panel_replied_on_a_day",
                condition=Q(reply="", replied_on=None) | ~Q(reply="") & Q(replied_on__isnull=False),
            )
        ]


class AgencyRequest(models.Model):
    """An agency is asked for its summary by a link. The link reads this row and nothing besides: what it needs to find its own records."""

    public_id = PublicIdField()
    incident = models.ForeignKey(SeriousIncident, on_delete=models.PROTECT, related_name="requests")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=160)
    contact = models.CharField(max_length=160, help_text="Whom the link is for.")
    about = LockedText(help_text="Whom it is about and what happened, as the agency needs it to find its records.")
    letter = LockedText()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    told_at_path = models.CharField(max_length=120, help_text="The page of the incident, for whoever asked.")
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    maker = models.ForeignKey("organisations.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = LockedText(blank=True, help_text="JSON: what stands in each box.")
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    without_on = models.DateField(null=True, blank=True)
    without_why = LockedText(blank=True, help_text="Why the review goes on without the summary.")

    handling = HANDLING


class SignOff(Recorded):
    """A partner signs the rapid review off, or the scrutineer says what they think of it."""

    review = models.ForeignKey(RapidReview, on_delete=models.CASCADE, related_name="sign_offs")
    part = models.CharField(max_length=10, choices=Member.Part)
    partner = models.CharField(max_length=9, choices=Member.Partner, blank=True)
    recommends = models.BooleanField(help_text="A local child safeguarding practice review.")
    words = LockedText()

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "part", "partner"], name="signs_a_rapid_review_once")]


class ReviewDecision(Recorded):
    """What the partners decided after the rapid review (PL 6.4). Meeting a criterion forces no review, and missing one forbids none."""

    class Kind(models.TextChoices):
        REVIEW = "REVIEW", "Local child safeguarding practice review"
        NATIONAL = "NATIONAL", "National review, led by the panel"
        LEARNING = "LEARNING", "Learning review"
        SINGLE = "SINGLE", "Single-agency review"
        APPRECIATIVE = "INQUIRY", "Appreciative inquiry"
        AUDIT = "AUDIT", "Multi-agency audit"
        NONE = "NONE", "No further review: the learning is in the rapid review"
        NOT_CRITERIA = "NOT_MET", "The incident was found not to meet the criteria after all"

    OTHER = (Kind.LEARNING, Kind.SINGLE, Kind.APPRECIATIVE, Kind.AUDIT)

    public_id = PublicIdField()
    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="review_decisions")
    kind = models.CharField(max_length=8, choices=Kind)
    criteria = LockedText(help_text="JSON: for each criterion and circumstance, whether it is so and why.")
    why = LockedText()
    on = models.DateField()

    handling = HANDLING
