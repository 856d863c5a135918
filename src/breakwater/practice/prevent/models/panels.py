"""The Channel panel: who sits on it, what it has to consider, what it decided, support and reviews.

A panel's case is read by the Prevent team and by the members named for it. It holds no narrative of the police and nothing of an
assessment but its date, author and band (PL 10.10); nothing here is counted up to a score.
"""

from datetime import date, datetime

from django.db import models
from django.db.models import Q, QuerySet

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, User

from ..codes import CONCERNS, PANEL
from .referrals import Referral

KEPT = "6 years from the end of the referral"


class Member(models.Model):
    """Somebody who sits on the panel, with the days on which vetting and confidentiality were recorded."""

    class Part(models.TextChoices):
        CHAIR = "CHAIR", "Chair"
        DEPUTY = "DEPUTY", "Deputy chair"
        MEMBER = "MEMBER", "Member"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=6, choices=Part)
    agency = models.CharField(max_length=120)
    vetted_on = models.DateField()
    confidential_on = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep="6 years from the day they left the panel")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "user"], condition=Q(until=None), name="sits_on_the_panel_once")
        ]

    @property
    def vetted_until(self) -> date:
        """The last day on which the vetting that was recorded counts."""
        return months_later(self.vetted_on, PANEL["vetting_months"])


class PanelMeeting(models.Model):
    """A meeting of the panel, planned or held: monthly, or urgent. The members of that day are invited, and read when and where it is."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    clock = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=160, blank=True)
    is_urgent = models.BooleanField(default=False)
    held_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="6 years from the meeting")

    @property
    def starts_at(self) -> datetime | None:
        return moment(self.on, self.clock) if self.clock else None


class Attendance(models.Model):
    """A member is invited to a meeting and, once it has been held, came or did not."""

    meeting = models.ForeignKey(PanelMeeting, on_delete=models.CASCADE, related_name="attendance")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField(null=True)

    handling = Handling(Sensitivity.INTERNAL, keep="6 years from the meeting")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attends_a_panel_once")]


class PanelCase(models.Model):
    """What the panel has to consider, until the last review after exit."""

    class Age(models.TextChoices):
        UNDER_16 = "UNDER_16", "Under 16"
        SIXTEEN = "SIXTEEN", "16 or 17"
        ADULT = "ADULT", "Adult"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="panel")
    called = LockedText()
    born = LockedText(blank=True)
    age = models.CharField(max_length=8, choices=Age)
    school = LockedText(blank=True, help_text="As members read it: by name, or by its kind alone.")
    concern = models.CharField(max_length=30, blank=True, help_text="Code of data/codes.yaml.")
    meeting = models.ForeignKey(
        PanelMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="to_consider"
    )
    opened_on = models.DateField()
    adopted_on = models.DateField(null=True, blank=True)
    exited_on = models.DateField(null=True, blank=True)
    exit = models.CharField(max_length=12, choices=Referral.Ended, blank=True)
    exit_why = LockedText(blank=True)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="panel_exit_has_a_reason",
                condition=Q(exited_on=None, exit="") | Q(exited_on__isnull=False) & ~Q(exit=""),
            )
        ]

    @property
    def concern_words(self) -> str:
        return CONCERNS.get(self.concern, "")

    def years_on(self, day: date) -> int | None:
        """How old they are, where the birth date is known."""
        if not self.born:
            return None
        born = date.fromisoformat(self.born)
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Reader(models.Model):
    """A member named for one case of the panel, from a moment and perhaps to one, and what is asked of their agency."""

    public_id = PublicIdField()
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="readers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="reads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked = LockedText(blank=True)
    answer_by = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "member"], condition=Q(ended_at=None), name="reads_a_panel_case_once"
            )
        ]


class Decision(models.Model):
    """What the chair decided after discussion, and any dissent."""

    class What(models.TextChoices):
        ADOPT = "ADOPT", "Adopt"
        NOT_ADOPT = "NOT_ADOPT", "Do not adopt"
        CONTINUE = "CONTINUE", "Continue"
        CLOSE = "CLOSE", "Close"
        REFER_ON = "REFER_ON", "Refer on"
        POLICE_LED = "POLICE_LED", "Police-led partnership"

    CLOSES = (What.NOT_ADOPT, What.CLOSE, What.REFER_ON, What.POLICE_LED)

    public_id = PublicIdField()
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="decisions")
    meeting = models.ForeignKey(PanelMeeting, on_delete=models.PROTECT, related_name="decisions")
    on = models.DateField(help_text="The day of the meeting.")
    what = models.CharField(max_length=10, choices=What)
    dissent = LockedText(blank=True)
    decided_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class Consent(models.Model):
    """Who agreed to support, did not, or withdrew, when, and what they were told. Needed before support, never before a referral."""

    class Who(models.TextChoices):
        PARENT = "PARENT", "A parent or carer with parental responsibility"
        OTHER_PARENT = "OTHER_PARENT", "The other parent with parental responsibility"
        YOUNG_PERSON = "YOUNG_PERSON", "The child or young person"
        ADULT = "ADULT", "The adult themselves"

    class Answer(models.TextChoices):
        AGREES = "AGREES", "Agrees to support"
        REFUSES = "REFUSES", "Does not agree"
        WITHDRAWS = "WITHDRAWS", "Withdraws consent"

    PARENTS = (Who.PARENT, Who.OTHER_PARENT)

    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="consents")
    who = models.CharField(max_length=12, choices=Who)
    named = LockedText(blank=True, help_text="Which parent.")
    answer = models.CharField(max_length=9, choices=Answer)
    told = LockedText(help_text="What they were told.")
    on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class SupportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on=None, stopped_on=None)


class Support(models.Model):
    """A line of the support plan: its title, who gives it, who sees to it, by when; and how it ended."""

    public_id = PublicIdField()
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="support")
    title = LockedText()
    provider = models.CharField(max_length=120)
    owner = models.CharField(max_length=120)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    stopped_why = LockedText(blank=True)
    added_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    objects = SupportQuerySet.as_manager()

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="panel_support_ends_once", condition=Q(done_on=None) | Q(stopped_on=None))
        ]

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.stopped_on is None


class Assessment(models.Model):
    """That an assessment was made: its date, author and band, and nothing of what it says (PL 10.10)."""

    class Band(models.TextChoices):
        STANDARD = "STANDARD", "Standard"
        RAISED = "RAISED", "Raised"
        HIGH = "HIGH", "High"

    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="assessments")
    on = models.DateField()
    author = models.CharField(max_length=120)
    band = models.CharField(max_length=8, choices=Band)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class ReviewQuerySet(models.QuerySet):
    def open(self) -> QuerySet:
        """Reviews that somebody still holds."""
        return self.filter(done_on=None, not_held_on=None)


class Review(models.Model):
    """A day on which the panel looks again. Made with the decision that calls for it, so that nobody needs to remember.

    It was held with a result, or it was not held, for a reason; `by` says who recorded either.
    """

    class Kind(models.TextChoices):
        MONTHLY = "MONTHLY", "Monthly review"
        SIX = "SIX", "Six-month review after exit"
        TWELVE = "TWELVE", "Twelve-month review after exit"
        TURNS_18 = "TURNS_18", "Turns 18: pass to the adults’ panel"
        TODAY = "TODAY", "Act today: concerns came back, or support was declined"
        WITHDRAWN = "WITHDRAWN", "Act today: consent was withdrawn"

    ACTS_TODAY = (Kind.TODAY, Kind.WITHDRAWN)

    class Result(models.TextChoices):
        CONTINUE = "CONTINUE", "Nothing has changed"
        CONCERN = "CONCERN", "Concerns again: consider a new referral"
        SAFEGUARDING = "SAFEGUARDING", "Other support offered"
        DECLINED = "DECLINED", "Other support declined: act today"
        STOPS = "STOPS", "Support stops"
        GOES_ON = "GOES_ON", "Support continues, for the reason given"

    class NotHeld(models.TextChoices):
        LEFT = "LEFT", "left the panel"
        CORRECTED = "CORRECTED", "what called for it was corrected"

    public_id = PublicIdField()
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=9, choices=Kind)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=12, choices=Result, blank=True)
    words = LockedText(blank=True)
    not_held_on = models.DateField(null=True, blank=True)
    not_held = models.CharField(max_length=9, choices=NotHeld, blank=True)
    by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ReviewQuerySet.as_manager()

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="panel_review_held_or_not",
                condition=Q(done_on=None, result="", not_held_on=None, not_held="")
                | Q(done_on__isnull=False, not_held_on=None, not_held="", by__isnull=False) & ~Q(result="")
                | Q(done_on=None, result="", not_held_on__isnull=False, by__isnull=False) & ~Q(not_held=""),
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.not_held_on is None

    @property
    def acts_today(self) -> bool:
        """It calls for something the same day, before any review that is overdue."""
        return self.kind in self.ACTS_TODAY


class Correction(models.Model):
    """A decision or an exit was recorded wrongly, and why: what it said stays, and counts no longer."""

    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="corrections")
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="correction"
    )
    was = LockedText(help_text="What had been recorded.")
    why = LockedText()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)
