"""Rolls as schools send them: the file, the pupils of a school's own last roll, and whom each is known as.

What a school sent and its own last roll are the school's to read. Whom a pupil is known as, what a roll changed and which
rows wait for a person are the authority's alone: no word or count of them reaches a school (SG-14).
"""

from datetime import datetime

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.kept_file import KeptFile
from breakwater.partnership.organisations.models import Actor, Area, Team

from .circumstances import Enrolment, Registration
from .identity import KEPT_AS_LONG_AS_THE_PERSON
from .people import Person, Sex


class Kept(models.Model):
    """A row of which some columns never change once written."""

    NEVER_CHANGED: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def keep(self) -> None:
        """Write it, or what may change of it."""
        if self._state.adding:
            self.save()
            return
        fields = [one.name for one in self._meta.concrete_fields]
        self.save(update_fields=[name for name in fields if name not in ("id", *self.NEVER_CHANGED)])


class RollState(models.TextChoices):
    """How far a roll has come."""

    COLUMNS = "COLUMNS", "Waits for its columns to be named"
    SHOWN = "SHOWN", "Read, not taken in yet"
    HELD = "HELD", "Waits for the authority"
    TAKING = "TAKING", "Being taken in"
    TAKEN = "TAKEN", "Taken in"
    UNDOING = "UNDOING", "Being undone"
    UNDONE = "UNDONE", "Undone"
    DROPPED = "DROPPED", "Not taken in"


class Incoming(Kept, KeptFile):
    """A file of rows as it came in: shown first, taken in by a job, undone at any later time; the file goes after 30 days (SG-29).

    `refused` and `remarks` are [line, field, reason] and never hold a value of a row. `done` and `total` say how far a job is.
    """

    State = RollState
    SAVED_WITH_THE_FILE = (*KeptFile.SAVED_WITH_THE_FILE, "headings")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=8, choices=RollState, default=RollState.SHOWN)
    rows = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    headings = models.JSONField(
        default=list, help_text="[as written, plain, field] of a table; '' for a column not read."
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stored_kind = models.CharField(max_length=4, blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(
        Sensitivity.INTERNAL,
        keep="The file is deleted after 30 days; the entry is kept 6 years",
        fields={"stored_as": Sensitivity.SECRET},
    )

    class Meta:
        abstract = True

    def delete_file(self, at: datetime) -> None:
        self.headings = []
        super().delete_file(at)


class Roll(Incoming):
    """A roll that came in. `counts` are of the comparison with the school's last roll."""

    NEVER_CHANGED = ("public_id", "area", "team", "received_at", "by", "key")
    WAITS_FOR_THE_AUTHORITY = Q(state=RollState.HELD) | Q(state=RollState.TAKEN, undone_by__isnull=False)

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="rolls")
    is_whole = models.BooleanField(null=True, blank=True)
    leavers_go = models.BooleanField(
        default=False, help_text="Someone said that pupils who are not in the file have left."
    )
    leavers = models.JSONField(
        default=dict,
        help_text="What was said of each who is not in the file, by public id: left_on, gone_to, stays_because.",
    )
    counts = models.JSONField(
        default=dict, help_text="new, same, changed, unsure, left, refused, of before, and leave: how many of left do."
    )
    before = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(
        null=True, blank=True, help_text="The authority did not undo it, as its school asked."
    )
    kept_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept_because = models.CharField(max_length=240, blank=True, help_text="The school reads this.")

    handling = Handling(
        Sensitivity.INTERNAL,
        keep=Incoming.handling.keep,
        fields={"stored_as": Sensitivity.SECRET, "leavers": Sensitivity.PERSONAL},
    )

    class Meta:
        indexes = [models.Index(fields=["team", "-received_at"], name="roll_newest")]

    @property
    def waits_to_be_undone(self) -> bool:
        """Its school has asked the authority to undo it."""
        return self.state == self.State.TAKEN and self.undone_by_id is not None


class RollColumns(models.Model):
    """What a school's own headings mean, as someone said once: heading in its plain form -> field, '' for not read."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="roll_columns")
    read_as = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while the school sends rolls")


class NamedInAFile(models.Model):
    """A child or pupil as a file names them."""

    upn = models.CharField(max_length=13, blank=True)
    nhs = models.CharField(max_length=10, blank=True)
    forename = models.CharField(max_length=120)
    surname = models.CharField(max_length=120)
    born_on = models.DateField()

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"


class RollPupil(Kept, NamedInAFile):
    """One pupil of a school's own last roll, as the school said. No address is kept here: `home` says whether it changed.

    `left_in` is the roll in which the pupil stood no longer. `like` is the pupil that an unsure row resembles.
    """

    NEVER_CHANGED = ("public_id", "area", "team")

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="roll_pupils")
    former_upn = models.CharField(max_length=13, blank=True)
    middle_names = models.CharField(max_length=160, blank=True)
    known_as = models.CharField(max_length=120, blank=True)
    former_surname = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    year_group = models.CharField(max_length=3, blank=True)
    registration = models.CharField(max_length=1, choices=Registration, default=Registration.CURRENT)
    starts_on = models.DateField(null=True, blank=True)
    home = models.CharField(max_length=64, blank=True)
    seen_in = models.ForeignKey(Roll, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    left_in = models.ForeignKey(Roll, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    like = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep="Kept while the pupil is on the roll, and a year after")

    class Meta:
        indexes = [models.Index(fields=["team", "surname"], condition=Q(left_in=None), name="roll_pupil_now")]


class Doubt(models.TextChoices):
    """Why a row waits for a person."""

    NUMBER = "NUMBER", "The number is that of a record with another name or date of birth"
    TWO = "TWO", "The UPN is on two records"
    CLOSE = "CLOSE", "A record with another number, or none, is very like"
    ELSEWHERE = "ELSEWHERE", "The child has a place at another school"
    ROLL = "ROLL", "The row differs from the school's last roll in a way that may mean another child"


class RollTie(models.Model):
    """Whom a pupil of a roll is known as, and how that was settled; the authority's alone.

    EXACT: a checked number with agreeing name and birth. NEW: entered from the roll. DECIDED: a person decided (SG-15).
    APART: settled in a way that leaves nothing to see. WAITING: a person decides; `held` keeps the address until then.
    """

    class State(models.TextChoices):
        EXACT = "EXACT", "A checked number, the name and the birth agree"
        NEW = "NEW", "Entered from the roll"
        DECIDED = "DECIDED", "A person decided"
        NOT_OURS = "NOT_OURS", "A person decided: not a pupil of this school"
        APART = "APART", "Entered from the roll, kept apart"
        WAITING = "WAITING", "Waits for a person"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    pupil = models.OneToOneField(RollPupil, on_delete=models.CASCADE, related_name="tie")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="roll_ties")
    place = models.ForeignKey(Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State)
    why = models.CharField(max_length=9, choices=Doubt, blank=True)
    held = models.JSONField(default=dict)
    since = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep="Kept with the pupil of the roll")

    class Meta:
        indexes = [models.Index(fields=["area", "since"], condition=Q(state="WAITING"), name="roll_tie_waiting")]

    @property
    def said(self) -> str:
        """How it was settled, in words that are the same whether or not something is hidden (SG-13)."""
        if self.decided_at and self.state in (self.State.APART, self.State.NEW):
            return self.State.DECIDED.label
        return self.State.NEW.label if self.state == self.State.APART else self.get_state_display()


class RollChange(models.Model):
    """What one roll did to one pupil, so that it can be undone: `pupil_was` (null: made by it) and `did`, in order.

    Each of `did` is {"what", "id"} for a row that was made, and {"what", "id", "was", "is"} for one that was changed. What a person
    decided of a row ends with one that has "wrote" too: the changes that the decision made, so that it can be taken back.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="changes")
    pupil = models.ForeignKey(RollPupil, on_delete=models.CASCADE, related_name="changes")
    pupil_was = models.JSONField(null=True, blank=True)
    did = models.JSONField(default=list)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)


class RollOutcome(models.Model):
    """What a roll came to in the authority's records; a school never reads it."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    roll = models.OneToOneField(Roll, on_delete=models.CASCADE, related_name="outcome")
    counts = models.JSONField(default=dict, help_text="created, updated, unchanged, review, left, kept.")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept with the roll")
