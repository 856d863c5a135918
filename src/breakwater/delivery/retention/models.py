"""What information governance says of keeping: years of a class, holds, longer keeping; what is due; batches, and what became of each record."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Made
from breakwater.partnership.organisations.models import Actor, Area

from .schedule import RecordClass, schedule

KEPT = "Kept for good: what was deleted, by which rule and who agreed; it names nobody"


class OfClass(models.Model):
    """A row about a class of the schedule."""

    record_class = models.CharField(max_length=40)

    class Meta:
        abstract = True

    @property
    def of_class(self) -> RecordClass:
        return schedule().classes[self.record_class]


class ClassChange(Made, OfClass):
    """An area keeps a class for other years than the product's schedule, from a day on: more at once, fewer once somebody else agrees.

    `shortens` says on the page that it waits; the night reckons for itself (`due.py`): the last that was agreed to holds, and what is longer since.
    """

    area = models.ForeignKey(Area, **MADE_BY)
    years = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    source = models.CharField(max_length=300)
    because = models.CharField(max_length=500)
    shortens = models.BooleanField(default=False)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Actor, **MAYBE)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(Actor, **MAYBE)
    refused_because = models.CharField(max_length=500, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="class_change_is_agreed_by_another", condition=Q(agreed_by=None) | ~Q(agreed_by=F("by"))
            ),
            models.CheckConstraint(
                name="class_change_is_agreed_or_refused", condition=Q(agreed_at=None) | Q(refused_at=None)
            ),
        ]

    @property
    def waits(self) -> bool:
        return self.shortens and not (self.agreed_at or self.refused_at)

    @property
    def status(self) -> str:
        if self.refused_at:
            return "Refused"
        if self.agreed_at:
            return "Agreed"
        return "Waiting for somebody else to agree" if self.shortens else "In force"

    @property
    def says(self) -> str:
        return "Saved. It holds once somebody else agrees" if self.shortens else "Saved. It holds from today"


class Hold(Made):
    """Nothing that it covers is deleted while it stands: a class, or the record or person that `name` names (a reference or random id)."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    record_class = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80, blank=True)
    because = models.CharField(max_length=500)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, **MAYBE)
    ended_because = models.CharField(max_length=500, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="retention_hold_is_on_a_class_or_a_name",
                condition=~Q(record_class="") & Q(name="") | Q(record_class="") & ~Q(name=""),
            ),
            models.CheckConstraint(name="retention_hold_says_why", condition=~Q(because="")),
            models.CheckConstraint(
                name="retention_hold_ended_by_somebody_for_a_reason",
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
            ),
        ]

    @property
    def covers(self) -> str:
        return schedule().classes[self.record_class].label if self.record_class else self.name


class DueQuerySet(models.QuerySet):
    def kept(self):
        """What a hold keeps, or a day until which it is kept longer."""
        return self.exclude(hold=None, other_hold=False, kept_until=None)

    def due(self):
        """What is due on the day it was worked out, and nothing keeps."""
        today = F("counted_at__date")
        return self.filter(due_on__lte=today, hold=None, other_hold=False, kept_until=None)


class Due(OfClass):
    """A record that is due or will be within three months, as the owner's command last worked it out."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    root = models.CharField(max_length=63)
    row = models.BigIntegerField()
    name = models.CharField(max_length=80)
    since_on = models.DateField()
    due_on = models.DateField()
    hold = models.ForeignKey(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="due")
    other_hold = models.BooleanField(default=False, help_text="Another room holds it; which, is theirs to say.")
    kept_until = models.DateField(null=True, blank=True)
    counted_at = models.DateTimeField()

    objects = DueQuerySet.as_manager()
    handling = Handling(Sensitivity.PERSONAL, keep="Until the record is deleted; calculated again each night")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "row"], name="a_record_is_due_once")]
        indexes = [models.Index(fields=["area", "due_on", "id"], name="due_records")]

    @property
    def is_kept(self) -> bool:
        return bool(self.hold_id or self.other_hold or self.kept_until)


class Longer(Made):
    """One record is kept longer than its rule says, until a day."""

    area = models.ForeignKey(Area, **MADE_BY)
    root = models.CharField(max_length=63)
    name = models.CharField(max_length=80)
    until = models.DateField()
    because = models.CharField(max_length=500)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)


class Batch(Made):
    """Records that somebody proposes to delete, and somebody else approves or refuses. The owner's command does the rest."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Actor, **MAYBE)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(Actor, **MAYBE)
    refused_because = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="batch_is_approved_by_another", condition=Q(approved_by=None) | ~Q(approved_by=F("by"))
            ),
            models.CheckConstraint(
                name="batch_is_approved_or_refused", condition=Q(approved_at=None) | Q(refused_at=None)
            ),
            models.CheckConstraint(
                name="batch_is_done_once_approved", condition=Q(done_at=None) | Q(approved_at__isnull=False)
            ),
        ]

    @property
    def status(self) -> str:
        if self.done_at:
            return "Deleted"
        if self.refused_at:
            return "Refused"
        return "Approved, deleted tonight" if self.approved_at else "Waiting for approval"


class Erasure(models.Model):
    """One person to be erased, and what became of it: the certificate. Written by a function of the wall and by the owner's command.

    `asked_for` is the reference of the request that asks; empty where the command was ordered by two people, who stand in `because`.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "To be erased tonight"
        DELETED = "DELETED", "Erased"
        KEPT = "KEPT", "Not erased"

    area = models.ForeignKey(Area, **MADE_BY)
    asked_for = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=80, help_text="The random id that the person had.")
    because = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MAYBE)
    agreed_by = models.ForeignKey(Actor, **MAYBE)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    answer = models.CharField(max_length=1000, blank=True, help_text="What keeps the person, and until when.")
    done_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    files = models.JSONField(default=list, help_text="Still to be done: [kind, random name or table].")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_for", "name"], condition=~Q(asked_for=""), name="a_person_once_in_a_request"
            ),
            models.CheckConstraint(name="erasure_is_agreed_by_another", condition=~Q(by=F("agreed_by"))),
        ]


class Disposal(OfClass):
    """A record of a batch. Once deleted it is the tombstone: its class, its name, its days, the rule, and how many rows went; nobody's name."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting"
        DELETED = "DELETED", "Deleted"
        KEPT = "KEPT", "Not deleted"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="records")
    root = models.CharField(max_length=63)
    row = models.BigIntegerField()
    name = models.CharField(max_length=80)
    since_on = models.DateField()
    due_on = models.DateField()
    rule = models.CharField(max_length=300)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    because = models.CharField(max_length=300, blank=True, help_text="Why it was not deleted.")
    done_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    files = models.JSONField(default=list, help_text="Files and keys still to be destroyed: [kind, random name].")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "root", "row"], name="a_record_once_in_a_batch")]
