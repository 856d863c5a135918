"""Lists of children that agencies send: which lists an area takes, each version as it came, and its rows.

A row is tied to a person only on an exact, checked number with an agreeing name and birth, or by a person's decision (SG-15). The
newest version taken in is the list's present one; a list that is late or failed is carried forward "as at" the day it was drawn.
Social care's list at the front door (`front_door/social_care_list`) is older and of its own kind: it is asked of one child at a time,
grows stale within a day and gives a contact its worker. The lists here are gathered for schools' lists, and wait for their day.
"""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation

from .people import Person
from .rolls import Doubt, Incoming, NamedInAFile


class ListAbout(models.TextChoices):
    """What an agency's list is about."""

    SOCIAL_CARE = "SOCIAL_CARE", "Children's social care"
    SEN = "SEN", "Special educational needs"
    ATTENDANCE = "ATTENDANCE", "Attendance"
    EXCLUSIONS = "EXCLUSIONS", "Suspensions and exclusions"
    YOUTH_JUSTICE = "YOUTH_JUSTICE", "Youth justice"
    HEALTH = "HEALTH", "Health"
    VIRTUAL_SCHOOL = "VIRTUAL_SCHOOL", "Virtual school"
    ENCOMPASS = "ENCOMPASS", "Operation Encompass"
    EARLY_HELP = "EARLY_HELP", "Early help elsewhere"
    HOUSING = "HOUSING", "Housing"
    NEIGHBOUR = "NEIGHBOUR", "A neighbouring authority's children"
    OTHER = "OTHER", "Something else"


class AgencyList(models.Model):
    """A list that an agency sends an area: who answers for it, how often it is due, what its headings mean. Names no child.

    `code` is why a child is on it where no column says. `present` is the version in force, drawn on `present_as_at`.
    """

    About = ListAbout

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="agency_lists")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=120)
    about = models.CharField(max_length=14, choices=ListAbout)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agency_lists")
    owner_name = models.CharField(max_length=120, help_text="Who answers for what the list says.")
    owner = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The owner's role here, where there is one: corrections go to it.",
    )
    every_days = models.PositiveSmallIntegerField(default=14, help_text="How often a new version is due, in days.")
    code = models.CharField(max_length=20, blank=True)
    read_as = models.JSONField(default=dict, help_text="Heading in its plain form -> field, '' for not read.")
    present = models.ForeignKey("ListVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    present_as_at = models.DateField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text="A file came since that could not be used.")
    failed_because = models.CharField(max_length=300, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="No longer taken.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while the area takes the list, then 6 years")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "key"], name="agency_list_key_once"),
            models.CheckConstraint(
                name="agency_list_present_has_its_day",
                condition=Q(present=None, present_as_at=None) | Q(present__isnull=False, present_as_at__isnull=False),
            ),
        ]

    def freshness(self, *, on: date) -> "Freshness":
        """How the list stands on a day."""
        return Freshness(self.present_as_at, self.every_days, self.failed_at is not None, on)


class Freshness:
    """How a list stands on a day: `state`, and the words for it."""

    FRESH, LATE, FAILED, NEVER = "FRESH", "LATE", "FAILED", "NEVER"

    def __init__(self, as_at: date | None, every_days: int, failed: bool, on: date):
        self.as_at = as_at
        self.due_on = as_at + timedelta(days=every_days) if as_at else None
        self.late_days = max(0, (on - self.due_on).days) if self.due_on else 0
        self.state = (
            self.NEVER if as_at is None else self.FAILED if failed else self.LATE if self.late_days else self.FRESH
        )

    @property
    def is_fresh(self) -> bool:
        return self.state == self.FRESH

    @property
    def said(self) -> str:
        """ "As at 3 November 2026", and what is amiss: carried forward while late or failed, never silently thinned."""
        if self.as_at is None:
            return "Has never come in"
        words = f"As at {date_in_words(self.as_at)}"
        late = f"{self.late_days} day{'s' if self.late_days != 1 else ''} late" if self.late_days else ""
        if self.state == self.FAILED:
            return f"{words}, carried forward: the last file could not be used" + (f", {late}" if late else "")
        return f"{words}, carried forward: {late}" if late else words


class ListVersion(Incoming):
    """One file of a list. `counts` are of the comparison with the version before it, `outcome` rows by how they were settled."""

    NEVER_CHANGED = ("public_id", "area", "agency_list", "received_at", "by", "key")

    agency_list = models.ForeignKey(AgencyList, on_delete=models.PROTECT, related_name="versions")
    as_at = models.DateField(help_text="The day on which it was drawn from the agency's own system.")
    counts = models.JSONField(
        default=dict, help_text="new, same, changed, gone, matched, unsure, unknown, refused, of before."
    )
    outcome = models.JSONField(default=dict, help_text="matched, unsure, unknown.")

    class Meta:
        indexes = [models.Index(fields=["agency_list", "-as_at"], name="list_version_newest")]


class ListRowQuerySet(models.QuerySet):
    def in_force(self):
        """The rows of lists' present versions; a row of a version that was superseded or undone is history."""
        return self.filter(version=F("version__agency_list__present"))

    def waiting(self, area: int):
        """The rows in force of an area that wait for a person to decide whose they are."""
        return self.in_force().filter(area=area, state=ListRow.State.WAITING)

    def tied(self):
        """Rows of a known person: an exact number with name and birth, or somebody's decision, never a likeness (SG-15)."""
        return self.filter(state__in=ListRow.TIED, person__isnull=False)


class ListRow(NamedInAFile):
    """One line of a version: whom it is about, as the agency says, and what it says. `person` is whom we know them as, if settled.

    `code` is why they are on the list, `said` the other mapped columns: detail, figure, worker, team, phone, next_on (a day).
    `same_as` stands for the child from one version to the next, `mark` for all that the line says.
    """

    class State(models.TextChoices):
        EXACT = "EXACT", "A checked number, the name and the birth agree"
        DECIDED = "DECIDED", "A person decided"
        WAITING = "WAITING", "Waits for a person"
        NOBODY = "NOBODY", "A person decided: nobody we know"
        UNKNOWN = "UNKNOWN", "Nobody alike is known"

    TIED = (State.EXACT, State.DECIDED)

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="listed")
    line = models.PositiveIntegerField()
    same_as = models.CharField(max_length=60)
    mark = models.CharField(max_length=32)
    their_id = models.CharField(max_length=40, blank=True)
    known_as = models.CharField(max_length=120, blank=True)
    former_surname = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    code = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    said = models.JSONField(default=dict)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="list_rows")
    state = models.CharField(max_length=8, choices=State)
    why = models.CharField(max_length=9, choices=Doubt, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ListRowQuerySet.as_manager()
    handling = Handling(
        Sensitivity.SPECIAL,
        keep="Kept while its version is in force and 13 months after; gone at once with an undone one",
    )

    class Meta:
        indexes = [
            models.Index(fields=["area", "version", "line"], condition=Q(state="WAITING"), name="list_row_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "line"], name="list_row_a_line"),
            models.CheckConstraint(
                name="list_row_settled_whole",
                condition=Q(state__in=["EXACT", "DECIDED"]) | Q(person=None),
            ),
        ]


class ListTie(models.Model):
    """What a person decided of a child on a list, once: it holds for later versions while name and birth stay (SG-15).

    `who` is a digest of them; a null `person` says that it is nobody we know. The newest counts; one taken back counts no more.
    """

    agency_list = models.ForeignKey(AgencyList, on_delete=models.PROTECT, related_name="ties")
    version = models.ForeignKey(
        ListVersion, on_delete=models.PROTECT, related_name="+", help_text="The one it was decided on."
    )
    same_as = models.CharField(max_length=60)
    who = models.CharField(max_length=64)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="list_ties")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep="Kept while the area takes the list")

    class Meta:
        indexes = [models.Index(fields=["agency_list", "same_as", "-at"], name="list_tie_newest")]
