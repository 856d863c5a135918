"""A child's death, as its review needs it: beside the national system, never its rival (PL 7.9).

No clinical record and no contents of reporting or analysis forms stand here. What names the child is kept encrypted. A record is read by
the child death review team that holds it, by whoever leads its joint agency response, and by whoever opened it until the team has
taken it on.
"""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage import digests
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import Actor, Area, Team, User
from breakwater.partnership.people.models import Person

KEPT = "As national guidance says for child death reviews; until records managers say, 25 years from the last entry"
HANDLING = Handling(Sensitivity.SPECIAL, keep=KEPT)
BY = {"on_delete": models.PROTECT, "related_name": "+"}
MAYBE = {"null": True, "blank": True, "on_delete": models.PROTECT, "related_name": "+"}


class DeathState(models.TextChoices):
    """PL 7.12. Each has a day and who recorded it (`DeathStateChange`). What a review waits for is a `DeathWait`, whatever its state."""

    NOTIFIED = "NOTIFIED", "Notified"
    TRIAGED = "TRIAGED", "Triaged"
    GATHERING = "GATHERING", "Information gathering"
    REVIEWED = "REVIEWED", "Child death review meeting held"
    ANALYSED = "ANALYSED", "Draft analysis sent to the panel"
    LISTED = "LISTED", "Listed for panel"
    CONCLUDED = "CONCLUDED", "Panel concluded"
    NATIONAL = "NATIONAL", "Closed in the national database"
    LEARNED = "LEARNED", "Learning issued"
    CLOSED = "CLOSED", "Actions closed"


class ChildDeath(models.Model):
    """A child who died. `team` holds the record for the panel's areas; `area` is where it was recorded, `residence` where the child lived."""

    class PlaceKind(models.TextChoices):
        HOME = "HOME", "At home"
        HOSPITAL = "HOSPITAL", "In hospital"
        HOSPICE = "HOSPICE", "In a hospice"
        PUBLIC = "PUBLIC", "In a public place"
        SCHOOL = "SCHOOL", "At a school or nursery"
        OTHER = "OTHER", "Elsewhere"
        NOT_KNOWN = "NOT_KNOWN", "Not known"

    class Residence(models.TextChoices):
        """By agreement the panel also reviews children who lived elsewhere and died here."""

        HERE = "HERE", "Lived in this area"
        ELSEWHERE = "ELSEWHERE", "Lived elsewhere in England"
        ABROAD = "ABROAD", "Lived outside England"
        NOT_KNOWN = "NOT_KNOWN", "Not known"

    class NoNumber(models.TextChoices):
        """Why there is no NHS number (PL 7.4)."""

        NEWBORN = "NEWBORN", "Newborn, not given a number yet"
        NON_RESIDENT = "NON_RESIDENT", "Not resident in England"
        NOT_AVAILABLE = "NOT_AVAILABLE", "Not available now"

    class Response(models.TextChoices):
        """Whether a joint agency response is needed."""

        NOT_DECIDED = "NOT_DECIDED", "Not decided yet"
        YES = "YES", "Joint agency response"
        NO = "NO", "No joint agency response"

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(Area, **BY)
    team = models.ForeignKey(Team, **BY)
    child = models.ForeignKey(Person, **MAYBE)
    called = LockedText(help_text="The child's name, as whoever opened the record knew it.")
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Person.Sex, default=Person.Sex.UNKNOWN)
    nhs_number = LockedText(blank=True)
    number_digest = models.CharField(
        max_length=64, blank=True, help_text="By which another record of the child is known."
    )
    no_number = models.CharField(max_length=13, choices=NoNumber, blank=True)
    died_at = models.DateTimeField()
    time_is_known = models.BooleanField(default=True)
    expected = models.BooleanField(
        null=True, blank=True, help_text="Anticipated as a significant possibility 24 hours before."
    )
    place_kind = models.CharField(max_length=9, choices=PlaceKind, default=PlaceKind.NOT_KNOWN)
    place = LockedText(blank=True)
    residence = models.CharField(max_length=9, choices=Residence, default=Residence.HERE)
    residence_words = LockedText(
        blank=True, help_text="Where the child lived, where that is elsewhere; which panel reviews the death."
    )
    state = models.CharField(max_length=9, choices=DeathState, default=DeathState.NOTIFIED)
    response = models.CharField(max_length=11, choices=Response, default=Response.NOT_DECIDED)
    response_why = LockedText(blank=True)
    incident_considered = models.BooleanField(
        null=True, blank=True, help_text="A serious incident is raised, after it was considered."
    )
    incident_why = LockedText(blank=True)
    local_id = models.CharField(max_length=40, blank=True, help_text="In the local system, such as eCDOP.")
    national_id = models.CharField(max_length=40, blank=True, help_text="In the national child mortality database.")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_here")
    mistaken_at = models.DateTimeField(null=True, blank=True, help_text="It was opened by mistake, and counts nowhere.")
    mistaken_why = LockedText(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Actor, **BY)
    opened_user = models.ForeignKey(User, **MAYBE)
    opened_link = models.ForeignKey(Actor, **MAYBE)
    revision = models.PositiveIntegerField(default=0)
    key = models.UUIDField(unique=True)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(name="child_death_state_is_known", condition=Q(state__in=DeathState.values)),
            models.CheckConstraint(
                name="child_death_has_a_number_or_says_why",
                condition=Q(number_digest="") & ~Q(no_number="") | ~Q(number_digest="") & Q(no_number=""),
            ),
        ]

    def leads(self, user_id: int) -> bool:
        """Whether a human leads its joint agency response now."""
        return any(each.user_id == user_id and each.ended_at is None for each in self.leaders.all())


class ResponseLead(models.Model):
    """Somebody leads the joint agency response: from then on they read the record and record what is done."""

    public_id = PublicIdField()
    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="leaders")
    user = models.ForeignKey(User, **BY)
    named = models.CharField(max_length=200, help_text="Name and role, in the words of the day.")
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["death", "user"], condition=Q(ended_at=None), name="leads_a_joint_agency_response_once"
            )
        ]


class DeathStateChange(models.Model):
    """A state that a review came into: on which day, who recorded it, and what was said."""

    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(max_length=9, choices=DeathState)
    on = models.DateField()
    words = LockedText(blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)

    handling = HANDLING


def digest_of_number(nhs_number: str) -> str:
    """By which two records of one child are known, without the number itself: "" where there is none."""
    return digests.digest(nhs_number, purpose="child death") if nhs_number else ""
