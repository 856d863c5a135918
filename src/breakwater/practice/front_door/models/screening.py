"""What screening finds out about a contact: how urgent, what speaks for and against, which other children were thought of."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .contacts import KEPT, Contact, Rag
from .requests import RequestBasis


class Rating(models.Model):
    """A rating, or a change of it (TR-04): old, new, who, when, why, and what new evidence. Added, never changed.

    `floor` is the lowest rating that the facts allowed then, with its reasons; one below it is a manager's override (TR-06).
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="ratings")
    rag = models.CharField(max_length=5, choices=Rag)
    before = models.CharField(max_length=5, choices=Rag, blank=True)
    reason = models.TextField()
    evidence = models.CharField(max_length=240, blank=True)
    floor = models.CharField(max_length=5, choices=Rag, blank=True)
    floor_because = models.CharField(max_length=500, blank=True)
    is_override = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="rated_for_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="overrides_a_floor", condition=Q(is_override=False) | ~Q(floor="")),
        ]


class KnownStatus(models.TextChoices):
    """What basic checks found (FD 2.3)."""

    NOT_KNOWN = "NOT_KNOWN", "Not known to social care or early help"
    CLOSED = "CLOSED", "Known, closed now"
    EARLY_HELP = "EARLY_HELP", "Open to early help"
    CIN = "CIN", "Open: child in need"
    CP = "CP", "Open: child protection plan"
    CLA = "CLA", "Open: looked after"
    CARE_LEAVER = "CARE_LEAVER", "Care leaver"
    OTHER_LA = "OTHER_LA", "Known to another authority"
    CANNOT_SAY = "CANNOT_SAY", "Could not be found out yet"


class ScreeningRecord(models.Model):
    """The screening record of a contact, one row a version (FD 2.3). The newest draft is saved as one types; a saved version
    is never changed again, and going on after it begins the next.

    `facts` are keys of `floors.FACTS` that the screener knows to be true. The level of need seen stands with the case
    (`casework.thresholds`), by the edition in force.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="screening_records")
    number = models.PositiveSmallIntegerField()
    is_draft = models.BooleanField(default=True)
    known_status = models.CharField(max_length=11, choices=KnownStatus, blank=True)
    child_seen_and_heard = models.TextField(blank=True)
    lived_experience = models.TextField(blank=True)
    history_analysis = models.TextField(blank=True)
    adults_considered = models.TextField(blank=True, help_text="Fathers and the other adults in the child's life.")
    culture_and_identity = models.TextField(blank=True)
    lawful_basis = models.CharField(max_length=11, choices=RequestBasis, blank=True)
    checks_proportionate = models.TextField(blank=True, help_text="Why asking other agencies is proportionate.")
    facts = models.JSONField(default=list, blank=True)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="one_screening_record_a_version"),
            models.UniqueConstraint(fields=["contact"], condition=Q(is_draft=True), name="one_screening_draft"),
        ]


class ScreeningItem(models.Model):
    """One thing that raises or lowers risk, or that nobody knows, with what shows it (which agency, which day)."""

    class Kind(models.TextChoices):
        RISK = "RISK", "Risk factor"
        PROTECTIVE = "PROTECTIVE", "Protective factor"
        COMPLICATING = "COMPLICATING", "Complicating factor"
        UNKNOWN = "UNKNOWN", "Not known yet"

    public_id = PublicIdField()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="screening_items")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=500)
    agency = models.CharField(max_length=120, help_text="Which agency or person says so.")
    known_on = models.DateField(null=True, blank=True, help_text="The day of what shows it.")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="screening_item_taken_back_by_someone",
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
            ),
            models.CheckConstraint(name="screening_item_shown_by_something", condition=~Q(agency="")),
        ]


class SiblingConsidered(models.Model):
    """Another child of the household or family, named and decided (FD 2.3). The newest row of a child stands."""

    class View(models.TextChoices):
        OWN_CONTACT = "OWN", "Has a contact of their own"
        NEEDS_ONE = "NEEDS", "Needs a contact of their own: it is made now"
        NO_WORRY = "NONE", "No separate worry about them"
        NOT_KNOWN = "UNKNOWN", "Cannot be said yet"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="siblings_considered")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    named_as = models.CharField(max_length=240)
    view = models.CharField(max_length=7, choices=View)
    why = models.CharField(max_length=500)
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class Proposal(models.Model):
    """A decision that waits for someone else: what was proposed and by whom, and what the second said.

    Every outcome is approved by a social-work-qualified manager; a third ending in twelve months needs a second one (TR-13).
    """

    class Why(models.TextChoices):
        THIRD_ENDING = "THIRD", "A third ending without further action in twelve months"
        APPROVAL = "APPROVAL", "Approval by a social-work-qualified manager"

    why = models.CharField(max_length=8, choices=Why, default=Why.THIRD_ENDING)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="proposals")
    said = models.JSONField(help_text="What `decide` takes, as the first manager wrote it.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(answered_at=None), name="one_proposal_waits"),
            models.CheckConstraint(
                name="nobody_agrees_with_themselves", condition=Q(answered_by=None) | ~Q(answered_by=F("by"))
            ),
        ]
