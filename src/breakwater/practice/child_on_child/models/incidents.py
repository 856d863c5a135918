"""A report as a member of staff wrote it, the incident that the safeguarding team opened of it, and each child of the incident.

A school keeps its incidents: nothing here is a case (decision 0013). Another school whose pupil is involved keeps an incident of its own,
opened from a `SchoolNotice`. The plan of a child hangs from the child's row alone, so that whoever works with one child reads one plan.
"""

import re

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, Team, User
from breakwater.partnership.people.models import Person

KEPT = "with the child protection file, until the youngest child of the incident is 25"
HANDLING = Handling(Sensitivity.SPECIAL, keep=KEPT)


class OfSchool(models.Model):
    """A row that the safeguarding team of one school keeps."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Category(models.TextChoices):
    """What happened, as PL 9.9 counts it: four of violence, six of harassment."""

    RAPE = "RAPE", "Rape"
    PENETRATION = "PENETRATE", "Assault by penetration"
    ASSAULT = "ASSAULT", "Sexual assault"
    CAUSING = "CAUSING", "Causing someone to engage in sexual activity without consent"
    VERBAL = "VERBAL", "Sexual comments, jokes or taunts"
    PHYSICAL = "PHYSICAL", "Brushing against someone, or interfering with clothes"
    VISUAL = "VISUAL", "Displaying pictures or drawings"
    ONLINE = "ONLINE", "Online: unwanted comments, pressure or threats"
    UPSKIRTING = "UPSKIRT", "Upskirting"
    IMAGES = "IMAGES", "Sharing of nude or semi-nude images"


VIOLENCE = (Category.RAPE, Category.PENETRATION, Category.ASSAULT, Category.CAUSING)
RAPES = (Category.RAPE, Category.PENETRATION)
UNDER_13 = 13


class YesNo(models.TextChoices):
    YES = "YES", "Yes"
    NO = "NO", "No"
    NOT_KNOWN = "NOT_KNOWN", "Not known"


class Wish(models.TextChoices):
    """What the child who was harmed wants to happen. It is heard and recorded; it is no condition of what protects."""

    ACT = "ACT", "Wants something done"
    NO_ACTION = "NO_ACTION", "Does not want it taken further"
    UNSURE = "UNSURE", "Is not sure"
    NOT_HEARD = "NOT_HEARD", "Not heard yet"


class Report(OfSchool):
    """What a member of staff saw or was told. It is read by its author and by the safeguarding team, and is never changed.

    `happened` is the author's view of what it is; the incident has the category. The children are named as the author named them:
    who they are, the safeguarding team says. There is nowhere to put an image, and no description of one is asked for (SG-29).
    """

    class Happened(models.TextChoices):
        VIOLENCE = "VIOLENCE", "Sexual touching, or sex without consent"
        HARASSMENT = "HARASS", "Sexual comments, jokes, gestures or looks"
        ONLINE = "ONLINE", "Online, or images shared"
        NOT_SURE = "NOT_SURE", "I am not sure"

    class How(models.TextChoices):
        CHILD = "CHILD", "The child told me"
        OTHER_CHILD = "OTHER", "Another child told me"
        SAW = "SAW", "I saw or heard it"
        PARENT = "PARENT", "A parent or carer told me"
        ELSE = "ELSE", "Another way"

    author = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    author_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_danger = models.BooleanField(default=False)
    is_medical = models.BooleanField(default=False)
    is_recent = models.BooleanField(default=False, help_text="Within the seven days in which evidence may be taken.")
    has_images = models.BooleanField(default=False)
    happened = models.CharField(max_length=8, choices=Happened)
    harmed = models.CharField(max_length=200)
    alleged = models.CharField(max_length=200, blank=True)
    others = models.CharField(max_length=300, blank=True)
    under_13 = models.CharField(max_length=9, choices=YesNo, default=YesNo.NOT_KNOWN)
    words = models.TextField(blank=True, help_text="The child's own words.")
    account = models.TextField(blank=True, help_text="What the author saw or did, and when.")
    opinion = models.TextField(blank=True, help_text="What the author thinks: apart from what was seen and said.")
    how = models.CharField(max_length=6, choices=How)
    also_heard = models.CharField(max_length=200, blank=True, help_text="Who else was there when it was told.")
    place = models.CharField(max_length=12)
    when = models.CharField(max_length=120, blank=True)
    time = models.CharField(max_length=9, default="NOT_KNOWN", help_text="About what time of the day, by code.")
    wish = models.CharField(max_length=9, choices=Wish, default=Wish.NOT_HEARD)
    made_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    not_incident_why = models.TextField(blank=True, help_text="Why the safeguarding team found that it is no incident.")
    not_incident_at = models.DateTimeField(null=True, blank=True)
    not_incident_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="When a second person agreed, after violence.")
    agreed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING

    class Meta:
        indexes = [models.Index(fields=["team", "acknowledged_at", "id"], name="reports_of_a_school")]
        constraints = [
            models.CheckConstraint(
                name="report_acknowledged_by_someone",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_opens_an_incident_once_acknowledged",
                condition=Q(incident=None) | Q(acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_is_no_incident_for_a_reason",
                condition=Q(not_incident_at=None, not_incident_by=None, not_incident_why="")
                | Q(not_incident_at__isnull=False, not_incident_by__isnull=False, acknowledged_at__isnull=False)
                & ~Q(not_incident_why=""),
            ),
            models.CheckConstraint(
                name="second_person_agrees_that_report_is_no_incident",
                condition=Q(agreed_at=None, agreed_by=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False, not_incident_at__isnull=False)
                & ~Q(agreed_by=models.F("not_incident_by")),
            ),
        ]

    @property
    def named_violence(self) -> bool:
        """Its author named touching or sex: that it is no incident takes two people."""
        return self.happened == self.Happened.VIOLENCE or self.is_recent

    @property
    def is_closed(self) -> bool:
        """It is found to be no incident, by two people where it named violence. An incident that is opened of it later counts instead."""
        is_found = self.not_incident_at is not None and (self.agreed_at is not None or not self.named_violence)
        return is_found and self.incident_id is None


class ReportPaging(models.Model):
    """Nobody had acknowledged a report by a step of `data/paging.yaml`, and who is at work then was paged. Added, never changed."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="pagings")
    step = models.PositiveSmallIntegerField()
    paged_at = models.DateTimeField()

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "step"], name="report_paged_once_a_step")]


class Outcome(models.TextChoices):
    """PL 9.7. None of them says of a child that it lied, but the last two."""

    SUBSTANTIATED = "SUBST", "Substantiated"
    UNSUBSTANTIATED = "UNSUBST", "Unsubstantiated: not proved either way"
    UNFOUNDED = "UNFOUND", "Unfounded: evidence that it did not happen, or was misinterpreted"
    FALSE = "FALSE", "False"
    MALICIOUS = "MALICE", "Malicious: deliberately invented"


class Level(models.TextChoices):
    """Where the behaviour lies on Hackett's continuum."""

    NOT_SAID = "", "Not assessed yet"
    NORMAL = "NORMAL", "Normal"
    INAPPROPRIATE = "INAPPR", "Inappropriate"
    PROBLEMATIC = "PROBLEM", "Problematic"
    ABUSIVE = "ABUSIVE", "Abusive"
    VIOLENT = "VIOLENT", "Violent"


class Device(models.TextChoices):
    """Who has the device that images are on. Nothing of an image is ever kept here (SG-29)."""

    NOT_SAID = "", "Not recorded yet"
    POLICE = "POLICE", "The police"
    SCHOOL = "SCHOOL", "This school, switched on and locked away"
    OTHER = "OTHER", "Another school"
    CHILD = "CHILD", "A child of the incident"
    PARENT = "PARENT", "A parent or carer"
    NOT_KNOWN = "NOT_KNOWN", "Not known"


class Incident(OfSchool):
    """One incident at one school, by a reference of its own. `next_on` is when the safeguarding team looks at it again.

    `from_notice` is what another school told, where that is how the school came to know.
    """

    reference = models.CharField(max_length=16, unique=True)
    category = models.CharField(max_length=9, choices=Category)
    level = models.CharField(max_length=7, choices=Level, blank=True)
    place = models.CharField(max_length=12)
    platform = models.CharField(max_length=13, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    time = models.CharField(max_length=9, default="NOT_KNOWN", help_text="About what time of the day, by code.")
    has_images = models.BooleanField(default=False)
    device = models.CharField(max_length=9, choices=Device, blank=True)
    is_pattern = models.BooleanField(default=False, help_text="More than once, or part of a pattern.")
    is_repeat = models.BooleanField(default=False, help_text="The same children, or the same place, as before.")
    lgbt = models.CharField(
        max_length=9, choices=YesNo, default=YesNo.NOT_KNOWN, help_text="Related to it; names nobody."
    )
    relationship = models.CharField(
        max_length=12, default="NOT_KNOWN", help_text="What the children are to each other, by code."
    )
    from_notice = models.ForeignKey(
        "SchoolNotice", null=True, blank=True, on_delete=models.PROTECT, related_name="opened"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    next_on = models.DateField()
    owed = models.CharField(
        max_length=200,
        blank=True,
        help_text="Why police and social care are told, though it was changed to less since.",
    )
    raised_at = models.DateTimeField(null=True, blank=True, help_text="When it became graver than who was told knew.")
    weighed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When two people decided that words to a child under 13 are told to nobody else.",
    )
    police_said_at = models.DateTimeField(null=True, blank=True, help_text="When their last answer was recorded.")
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    outcome_why = models.TextField(blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    sanction = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    handling = HANDLING

    class Meta:
        indexes = [models.Index(fields=["team", "closed_at", "next_on", "id"], name="incidents_of_a_school")]
        constraints = [
            models.CheckConstraint(
                name="incident_outcome_for_a_reason",
                condition=Q(outcome="", outcome_why="", outcome_at=None)
                | ~Q(outcome="") & ~Q(outcome_why="") & Q(outcome_at__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_closed_with_an_outcome",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
            ),
        ]

    @property
    def is_violence(self) -> bool:
        return self.category in VIOLENCE

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Capacity(models.TextChoices):
    """What a child is in this incident, in words that a child or parent may read. It is of the incident, never of the child."""

    HARMED = "HARMED", "Child affected"
    ALLEGED = "ALLEGED", "Child alleged to have caused harm"
    BOTH = "BOTH", "Both affected and alleged to have caused harm"
    WITNESS = "WITNESS", "Witness"


MAIN = (Capacity.HARMED, Capacity.ALLEGED, Capacity.BOTH)


class ParentsTold(models.TextChoices):
    NOT_YET = "NOT_YET", "Not told yet"
    TOLD = "TOLD", "Told"
    GREATER_RISK = "RISK", "Not told: it would put a child at greater risk"
    POLICE_ASK = "POLICE", "Not told yet: the police or social care ask to wait"


class IncidentChild(OfSchool):
    """One child of an incident, as this school keeps it: what the child's plan, support and views hang from.

    `person` is a pupil picked from the school's own verified roll; a child whom the school cannot pick is named. `school` is another
    school's, whose own record this is not: what they are told stands in a SchoolNotice. `worker` is the adult whom the child
    trusts, or who works with them: they read this child's row and plan, and neither the incident nor another child's.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="children")
    capacity = models.CharField(max_length=7, choices=Capacity)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unmatched_why = models.CharField(
        max_length=300, blank=True, help_text="Why a pupil of the school is not picked from its roll."
    )
    named_as = models.CharField(max_length=200)
    born = models.DateField(null=True, blank=True)
    is_under_13 = models.CharField(max_length=9, choices=YesNo, default=YesNo.NOT_KNOWN)
    year_group = models.CharField(max_length=2, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    send = models.CharField(max_length=9, choices=YesNo, default=YesNo.NOT_KNOWN)
    ethnicity = models.CharField(max_length=4, blank=True, help_text="By its code in the school census.")
    has_social_worker = models.CharField(max_length=9, choices=YesNo, default=YesNo.NOT_KNOWN)
    is_looked_after = models.CharField(max_length=9, choices=YesNo, default=YesNo.NOT_KNOWN)
    school = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_words = models.CharField(max_length=160, blank=True, help_text="A school that the service does not know.")
    worker = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    worker_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=9, choices=Wish, default=Wish.NOT_HEARD)
    parents_told = models.CharField(max_length=7, choices=ParentsTold, default=ParentsTold.NOT_YET)
    parents_why = models.TextField(blank=True)
    another_parent = models.CharField(
        max_length=9,
        choices=YesNo,
        default=YesNo.NOT_KNOWN,
        help_text="Somebody else has to be told who is not recorded yet.",
    )
    considered = models.TextField(
        blank=True, help_text="What this child needs from here on, as the incident is closed."
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="parents_not_told_for_a_reason",
                condition=~Q(parents_told__in=["RISK", "POLICE"]) | ~Q(parents_why=""),
            ),
        ]

    @property
    def initials(self) -> str:
        """How a list that others may see over a shoulder shows the child."""
        named = re.split(r",|\(|\b(?:at|from|in|of|year|class)\b", self.named_as, maxsplit=1, flags=re.IGNORECASE)[0]
        names = [each for each in re.findall(r"[^\W\d_]{2,}", named) if each[0].isupper()]
        return "".join(f"{each[0]}." for each in names[:3]) or "Not named"

    @property
    def is_matched(self) -> bool:
        """The school says who its pupil is, or why it cannot: the child's records, and who is kept from them, depend on it (SG-16)."""
        return self.is_elsewhere or self.person_id is not None or bool(self.unmatched_why)

    @property
    def is_elsewhere(self) -> bool:
        """The child is at another school, which keeps its own record and plan."""
        return self.school_id is not None or bool(self.school_words)
