"""What a call comes to: the letter the school reads, who does what by when, and where school and authority see it differently.

A line about a pupil is read by whoever reads both the letter and the pupil, and its `pupil` on the school's lists: once a
pupil leaves the roll, is restricted or is called not its own, the school reads it no more, as on a list (SG-16).
"""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Team
from breakwater.partnership.people.models import Person

from .calls import Call
from .fortnights import KEPT
from .lists import ListedPupil


class Letter(models.Model):
    """The letter that follows a call: there from the call's beginning, the school's to read once it is sent.

    One that is taken back is written again from the call and sent again, as the next edition. `facts` are of the whole call.
    """

    public_id = PublicIdField()
    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="letter")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="letters")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_sent_by_someone",
                condition=Q(sent_at=None, sent_by=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False, edition__gt=0),
            )
        ]


class LetterLine(models.Model):
    """One pupil, or the whole school, of a letter, as it was sent. `said` are pairs of a heading and its words.

    On paper a pupil is `short` (initials and year) with the code of the row, never the name.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(ListedPupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    row_code = models.CharField(max_length=8, blank=True)
    named_as = models.CharField(max_length=240)
    short = models.CharField(max_length=60)
    said = models.JSONField(default=list)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class SaidInACall(models.Model):
    """What a call leaves open about a pupil or, without `person`, about the whole school; in words it stands in the letter."""

    public_id = PublicIdField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(ListedPupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    row_code = models.CharField(max_length=8, blank=True)
    named_as = models.CharField(max_length=240)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        abstract = True


class CallActionQuerySet(models.QuerySet):
    def open(self):
        """Not done, and not taken back before anyone read of it."""
        return self.filter(done_at=None, dropped_at=None)


class CallAction(SaidInACall):
    """Something agreed in a call that someone does by a day. It is brought up in every later call until it is done."""

    class Owner(models.TextChoices):
        SCHOOL = "SCHOOL", "The school"
        LINK = "LINK", "We do"
        OTHER = "OTHER", "Someone else"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=240)
    owner = models.CharField(max_length=6, choices=Owner)
    who = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="Taken back before its letter went out.")

    objects = CallActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_action_done_by_someone",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["school_team", "due_on"], condition=Q(done_at=None), name="call_action_open")]

    @property
    def in_short(self) -> str:
        return self.what


class Disagreement(SaidInACall):
    """Where school and authority see a pupil differently: open, with its age, until it is settled."""

    class Outcome(models.TextChoices):
        SCHOOL = "SCHOOL", "As the school sees it"
        AUTHORITY = "AUTHORITY", "As the authority sees it"
        PARTLY = "PARTLY", "Something in between was agreed"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="disagreements")
    school_says = models.CharField(max_length=400)
    we_say = models.CharField(max_length=400)
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    settled_words = models.CharField(max_length=400, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disagreement_settled_with_an_outcome",
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome=""),
            )
        ]
        indexes = [
            models.Index(fields=["school_team", "raised_at"], condition=Q(settled_at=None), name="disagreement_open")
        ]

    @property
    def in_short(self) -> str:
        return f"Disagreement: {self.school_says}"
