"""Records of an earlier system: people, contacts and early help episodes, taken in to be read and never worked here.

An imported contact or episode is no case: it has no clock, no task and no stage, and counts in no figure. It stands on the child's page
with its own dates, the system it came from, and the day on which it came (`docs/cut-over.md`).
"""

from django.db import models
from django.db.models import Q

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .identity import KEPT_AS_LONG_AS_THE_PERSON, GuardKind
from .people import Person, Precision, Sex
from .rolls import Doubt, Incoming, NamedInAFile


class EarlierAbout(models.TextChoices):
    """What a file of an earlier system holds, one a line."""

    PEOPLE = "PEOPLE", "People"
    CONTACTS = "CONTACTS", "Contacts"
    EPISODES = "EPISODES", "Early help episodes"


class EarlierSource(models.Model):
    """One kind of record of one earlier system, and what the headings of its files mean. Names no child."""

    About = EarlierAbout

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=60, help_text="What people call the earlier system.")
    about = models.CharField(max_length=8, choices=EarlierAbout)
    read_as = models.JSONField(default=dict, help_text="Heading in its plain form -> field, '' for not read.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept as long as records of the earlier system are kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "system", "about"], name="earlier_source_once")]


class EarlierFile(Incoming):
    """One file of an earlier system. `counts` are of the preview, `outcome` of what was taken in, and of what undoing left."""

    NEVER_CHANGED = ("public_id", "area", "source", "received_at", "by", "key")

    source = models.ForeignKey(EarlierSource, on_delete=models.PROTECT, related_name="files")
    as_at = models.DateField(help_text="The day on which it was drawn from the earlier system.")
    readers = models.JSONField(default=list, help_text="Users who alone read what the file marks as restricted.")
    counts = models.JSONField(default=dict, help_text="new, linked, decide, same, changed, hidden, refused.")
    outcome = models.JSONField(
        default=dict, help_text="new, linked, decide, same, changed; gone, built_on, restricted."
    )

    class Meta:
        indexes = [models.Index(fields=["area", "-received_at"], name="earlier_file_newest")]


class EarlierRecordQuerySet(models.QuerySet):
    def in_force(self):
        """Records as the newest file has them; a version that a later file replaced is history."""
        return self.filter(replaced=False)

    def waiting(self, area: int):
        """Records of an area that wait for a person to decide whose they are."""
        return self.in_force().filter(area=area, state=EarlierRecord.State.WAITING)

    def history(self):
        """Records as they are read: contacts and episodes, newest first, then who the system knows somebody as."""
        found = self.in_force().select_related("source", "file")
        return found.order_by(models.F("starts_on").desc(nulls_last=True), "-pk")


class EarlierRecord(NamedInAFile):
    """One line: a person, a contact or an episode as the earlier system has it. `person` is whom we know them as, if settled.

    `their_id` is the system's own number of the person, `reference` of the record; `same_as` stands for the record from one file to
    the next, `mark` for all that the line says, `who` for name and birth. `made` are the rows that the import made for the person.
    `hidden` is what the file says of restriction; `stays` why undoing left it.
    """

    class State(models.TextChoices):
        EXACT = "EXACT", "A checked number, the name and the birth agree"
        TIED = "TIED", "The earlier system's number is that of someone settled before"
        NEW = "NEW", "Entered by the import"
        APART = "APART", "Entered by the import, kept apart"
        DECIDED = "DECIDED", "A person decided"
        WAITING = "WAITING", "Waits for a person"

    class Hidden(models.TextChoices):
        RESTRICTED = "RESTRICTED", "Restricted"
        ADOPTION_SEALED = GuardKind.ADOPTION_SEALED.value, GuardKind.ADOPTION_SEALED.label
        PROTECTED_IDENTITY = GuardKind.PROTECTED_IDENTITY.value, GuardKind.PROTECTED_IDENTITY.label

    class Stays(models.TextChoices):
        BUILT_ON = "BUILT_ON", "People have worked on the record since"
        HIDDEN = "HIDDEN", "The record is restricted"

    NEVER_COMPARED = (Hidden.ADOPTION_SEALED, Hidden.PROTECTED_IDENTITY)

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(EarlierSource, on_delete=models.PROTECT, related_name="records")
    file = models.ForeignKey(EarlierFile, on_delete=models.PROTECT, related_name="records")
    line = models.PositiveIntegerField()
    their_id = models.CharField(max_length=48, blank=True)
    reference = models.CharField(max_length=48)
    same_as = models.CharField(max_length=32)
    mark = models.CharField(max_length=32)
    who = models.CharField(max_length=64, blank=True)
    forename = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=9, choices=Precision, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    came_from = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=240, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    hidden = models.CharField(max_length=18, choices=Hidden, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="earlier_records")
    state = models.CharField(max_length=8, choices=State)
    why = models.CharField(max_length=9, choices=Doubt, blank=True)
    made = models.JSONField(default=list)
    replaced = models.BooleanField(default=False)
    stays = models.CharField(max_length=8, choices=Stays, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = EarlierRecordQuerySet.as_manager()
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        indexes = [
            models.Index(fields=["source", "same_as"], name="earlier_same_record"),
            models.Index(fields=["area", "their_id"], name="earlier_their_number"),
            models.Index(fields=["area", "file", "line"], condition=Q(state="WAITING"), name="earlier_waiting"),
        ]
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="earlier_record_a_line")]

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}".strip()

    def in_words(self) -> str:
        """What the earlier system says, in a line, with its own dates."""
        if self.source.about == EarlierAbout.PEOPLE:
            return f"Known to {self.source.system}"
        what = "Contact" if self.source.about == EarlierAbout.CONTACTS else "Early help episode"
        when = date_in_words(self.starts_on)
        if self.source.about == EarlierAbout.EPISODES:
            when = (
                f"{when} to {date_in_words(self.ends_on)}" if self.ends_on else f"from {when}, open when it was drawn"
            )
        said = [part for part in (self.came_from, self.reason, self.outcome) if part]
        return ": ".join([f"{what}, {when}", ", ".join(said)] if said else [f"{what}, {when}"])

    def origin(self) -> str:
        """Where the record came from and when it came."""
        taken = f", taken in {date_in_words(london_date(self.file.taken_at))}" if self.file.taken_at else ""
        worker = f". Worker there: {self.worker}" if self.worker else ""
        return f"{self.source.system}, number {self.reference}, as at {date_in_words(self.file.as_at)}{taken}{worker}"

    @property
    def born(self) -> PartDate | None:
        """The birth as far as the file knows it."""
        if self.born_on is None:
            return None
        day, month = self.born_on.day, self.born_on.month
        if self.born_precision in (Precision.DAY, Precision.ESTIMATED):
            return PartDate(self.born_on.year, month, day, estimated=self.born_precision == Precision.ESTIMATED)
        return PartDate(self.born_on.year, month if self.born_precision == Precision.MONTH else None)
