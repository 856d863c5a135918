"""Boards and subgroups of a partnership: by which terms they meet, and who belongs to them."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team, User

from .arrangements import Partner

KEPT = "Kept for good: an inspection asks who decided what, and what came of it"
OF_GROUPS = Handling(Sensitivity.INTERNAL, keep=KEPT)
NAMED = Handling(Sensitivity.PERSONAL, keep=KEPT)
# A restricted group speaks of children: what is written at its meetings is treated as if it did.
CONFIDENTIAL = Handling(Sensitivity.SPECIAL, keep=KEPT)


class BoardGroup(models.Model):
    """A board or subgroup of an area, or of several. `kind` is of `data/groups.yaml`; its name is its own."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    team = models.ForeignKey(Team, **MADE_BY)
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=160)
    purpose = models.TextField()
    is_restricted = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = OF_GROUPS

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="group_named_once_an_area")]


class GroupArea(models.Model):
    """Another area for which a group meets as well."""

    group = models.ForeignKey(BoardGroup, on_delete=models.CASCADE, related_name="others")
    area = models.ForeignKey(Area, **MADE_BY)

    handling = OF_GROUPS

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "area"], name="group_meets_once_for_an_area")]


class GroupTerms(models.Model):
    """A group's terms of reference from a day on: when it is quorate, how often it meets, when papers and minutes are due (K04)."""

    group = models.ForeignKey(BoardGroup, on_delete=models.CASCADE, related_name="terms")
    from_on = models.DateField()
    quorum_members = models.PositiveSmallIntegerField(help_text="So many members, or their substitutes.")
    quorum_partners = models.BooleanField(help_text="And each of the three safeguarding partners.")
    meetings_a_year = models.PositiveSmallIntegerField()
    papers_days = models.PositiveSmallIntegerField(help_text="Working days before the meeting.")
    minutes_days = models.PositiveSmallIntegerField(help_text="Working days after the meeting.")
    text = models.TextField()
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = OF_GROUPS

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "from_on"], name="terms_once_a_day")]


class Part(models.TextChoices):
    """As what somebody sits in a group. Members count towards the quorum."""

    CHAIR = "CHAIR", "Chair"
    DEPUTY = "DEPUTY", "Deputy chair"
    MEMBER = "MEMBER", "Member"
    ADVISER = "ADVISER", "Adviser"
    SCRUTINEER = "SCRUTINY", "Independent scrutineer"
    OBSERVER = "OBSERVER", "Participating observer"
    SECRETARY = "SECRET", "Secretary"


COUNTS = (Part.CHAIR, Part.DEPUTY, Part.MEMBER)


class Sits(models.Model):
    """Somebody in a group or at a meeting: an account or a name alone, for a body, as something."""

    public_id = PublicIdField()
    user = models.ForeignKey(User, **MAYBE)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=160, blank=True)
    organisation = models.ForeignKey(Organisation, **MAYBE)
    agency = models.CharField(max_length=160)
    partner = models.CharField(max_length=9, choices=Partner)
    part = models.CharField(max_length=8, choices=Part)

    class Meta:
        abstract = True

    @property
    def counts(self) -> bool:
        """Whether they count towards the quorum."""
        return self.part in COUNTS


class GroupMember(Sits):
    """Somebody belongs to a group from a day, perhaps to a day."""

    group = models.ForeignKey(BoardGroup, on_delete=models.CASCADE, related_name="members")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = NAMED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="member_leaves_after_joining", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))
            )
        ]
