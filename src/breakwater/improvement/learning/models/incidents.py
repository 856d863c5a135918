"""A serious incident, from the moment somebody raised it: who is named on it, who is kept from it, and the states it went through.

It is read by those named on it alone. Its words are kept encrypted. What names a child in it is as whoever raised it knew: the record
of the child, where they could find one, is tied to it, so that whoever is barred from the child is barred from the incident.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.recorded import Recorded
from breakwater.partnership.organisations.models import Actor, Area, User
from breakwater.partnership.people.models import Person

KEPT = "25 years from the last entry, until records managers say otherwise"
HANDLING = Handling(Sensitivity.SPECIAL, keep=KEPT)


class State(models.TextChoices):
    """PL 6.7. Each has a day, who recorded it, and what it rests on (`StateChange`)."""

    RAISED = "RAISED", "Raised"
    CONSIDERED = "CONSIDERED", "Considered by the partners"
    NOT_NOTIFIED = "NOT_NOTIFIED", "Not notified"
    NOTIFIED = "NOTIFIED", "Notified"
    RAPID_OPEN = "RAPID_OPEN", "Rapid review open"
    RAPID_SENT = "RAPID_SENT", "Rapid review sent"
    PANEL_REPLIED = "PANEL_REPLIED", "National panel replied"
    NO_REVIEW = "NO_REVIEW", "No further review"
    REVIEW = "REVIEW", "Local child safeguarding practice review"
    OTHER_REVIEW = "OTHER_REVIEW", "Another kind of review"
    NATIONAL = "NATIONAL", "National review"
    DRAFT = "DRAFT", "Report in draft"
    SIGNED = "SIGNED", "Report signed off"
    NOTICE = "NOTICE", "Notice given before publication"
    PUBLISHED = "PUBLISHED", "Published"
    IMPROVEMENTS = "IMPROVEMENTS", "Improvements published"
    DEFERRED = "DEFERRED", "Publication deferred"
    ACTIONS = "ACTIONS", "Actions open"
    VERIFIED = "VERIFIED", "Actions verified"
    CLOSED = "CLOSED", "Closed"


class SeriousIncident(models.Model):
    """What was raised, in the words of whoever raised it."""

    class Harm(models.TextChoices):
        DEATH = "DEATH", "The child died"
        HARM = "HARM", "The child was seriously harmed"

    class Living(models.TextChoices):
        YES = "YES", "Yes"
        NO = "NO", "No"
        NOT_KNOWN = "NOT_KNOWN", "Not known"

    class Counting(models.TextChoices):
        """How many forms go to the national panel, and who is named on each (PL 6.2)."""

        ONE = "ONE", "One child"
        DEATHS = "DEATHS", "Several children died: one form for each"
        SIBLINGS = "SIBLINGS", "Brothers and sisters were seriously harmed: one form for all of them"
        UNRELATED = "UNRELATED", "Children who are not related were harmed: one form for each"
        MANY = "MANY", "Exploitation of many: one form for the main child, the others briefly in the outline"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=16, unique=True)
    child = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    called = LockedText(help_text="The child's name, as whoever raised it knew it.")
    born = LockedText(blank=True)
    harm = models.CharField(max_length=5, choices=Harm)
    happened_on = models.DateField(null=True, blank=True)
    reasons = LockedText(help_text="What happened, and why it should be considered.")
    aware_on = models.DateField(
        help_text="The day on which the local authority became aware: the clock of five working days starts here."
    )
    told_by = LockedText(blank=True, help_text="Who told the local authority.")
    living = models.CharField(max_length=9, choices=Living)
    living_words = LockedText(
        blank=True, help_text="Which living children may be at risk and why, or who made sure that none is."
    )
    contact = models.CharField(max_length=16, blank=True, help_text="The receipt of the contact about living children.")
    counting = models.CharField(max_length=9, choices=Counting, default=Counting.ONE)
    state = models.CharField(max_length=13, choices=State, default=State.RAISED)
    notified_on = models.DateField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True, help_text="The time of day beside it.")
    national_reference = models.CharField(max_length=60, blank=True)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    raised_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(name="serious_incident_state_is_known", condition=Q(state__in=State.values))
        ]

    def parts_of(self, user_id: int) -> set[str]:
        """In which parts a human is named on it now."""
        return {each.part for each in self.members.all() if each.user_id == user_id and each.is_named}


class Members(models.QuerySet):
    def named(self) -> Self:
        """Those who are named now: a second person confirmed it, and nobody ended it."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class Member(models.Model):
    """Somebody is named on an incident: once a second person confirmed it they read it, and do what is open to their part."""

    class Part(models.TextChoices):
        MANAGER = "MANAGER", "Business manager"
        PARTNER = "PARTNER", "Safeguarding partner"
        GROUP = "GROUP", "Learning group"
        REVIEWER = "REVIEWER", "Reviewer"
        SCRUTINEER = "SCRUTINEER", "Scrutineer"

    class Partner(models.TextChoices):
        AUTHORITY = "AUTHORITY", "Local authority"
        HEALTH = "HEALTH", "Integrated care board"
        POLICE = "POLICE", "Police"

    public_id = PublicIdField()
    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    partner = models.CharField(max_length=9, choices=Partner, blank=True)
    named = models.CharField(max_length=200, help_text="Name and role, in the words of the day.")
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Members.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="named_by_a_second_person",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["incident", "user", "part"], condition=Q(ended_at=None), name="named_on_an_incident_once"
            ),
            models.UniqueConstraint(
                fields=["incident", "partner"],
                condition=Q(ended_at=None) & ~Q(partner=""),
                name="one_voice_of_a_partner",
            ),
            models.CheckConstraint(
                name="a_partner_is_one_of_three",
                condition=Q(part="PARTNER") & ~Q(partner="") | ~Q(part="PARTNER") & Q(partner=""),
            ),
        ]

    @property
    def is_named(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None

    @property
    def waits(self) -> bool:
        """Whether a second person is asked for."""
        return self.confirmed_at is None and self.ended_at is None


class Conflict(Recorded):
    """Somebody has a conflict of interest in an incident: whatever their role, they find nothing of it, and cannot be named on it."""

    public_id = PublicIdField()
    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named = models.CharField(max_length=200)
    why = LockedText()

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "user"], name="one_conflict_of_a_human_in_a_serious_incident")
        ]


class StateChange(models.Model):
    """A state that an incident came into: on which day, who recorded it, and what it rests on."""

    incident = models.ForeignKey(SeriousIncident, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(max_length=13, choices=State)
    on = models.DateField()
    words = LockedText(blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING
