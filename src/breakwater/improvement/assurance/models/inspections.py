"""The folder of an inspection: what was asked, by whom and by when, and what was given. Read by those named on it alone."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.kept_file import KeptFile
from breakwater.partnership.kit.recorded import Made
from breakwater.partnership.organisations.models import Actor, Area, User

KEPT = "10 years after the folder is closed, unless the area’s records policy says otherwise"
BY = {"on_delete": models.PROTECT, "related_name": "+"}
HANDLING = Handling(Sensitivity.SPECIAL, keep=KEPT)


class Inspection(models.Model):
    class Kind(models.TextChoices):
        JTAI = "JTAI", "Joint targeted area inspection (JTAI)"
        ILACS = "ILACS", "Inspection of local authority children’s services (ILACS)"
        SCHOOL = "SCHOOL", "Inspection of a school or college"
        HEALTH = "HEALTH", "Inspection of health services"
        POLICE = "POLICE", "Inspection of a police force"
        OTHER = "OTHER", "Another inspection"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **BY)
    lead = models.ForeignKey(User, **BY)
    kind = models.CharField(max_length=6, choices=Kind)
    agency = models.CharField(max_length=200, help_text="Who inspects.")
    theme = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inspection_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]


class InspectionMember(models.Model):
    """Somebody is named on the folder, and reads all of it."""

    public_id = PublicIdField()
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, **BY)
    named = models.CharField(max_length=200)
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "user"], condition=Q(ended_at=None), name="named_on_an_inspection_once"
            )
        ]


class InspectionRequest(Made):
    """What inspectors asked for. A line of a list has its number in it."""

    public_id = PublicIdField()
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="requests")
    number = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=20, blank=True)
    asked = LockedText()
    asked_by = models.CharField(max_length=160)
    asked_on = models.DateField()
    due_on = models.DateField()
    none_given = LockedText(blank=True, help_text="Why nothing is given.")
    none_given_at = models.DateTimeField(null=True, blank=True)
    none_given_by = models.ForeignKey(Actor, null=True, blank=True, **BY)

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="number_of_a_request_once")]


class InspectionItem(KeptFile):
    """Something that was given: a page of ours, or a file that went through the guard of uploads."""

    SAVED_WITH_THE_FILE = ("state", "deleted_at", "removed_why", "removed_by")

    request = models.ForeignKey(InspectionRequest, on_delete=models.CASCADE, related_name="items")
    what = LockedText()
    path = models.CharField(max_length=200, blank=True, help_text="A page of ours.")
    given_by = models.CharField(max_length=160)
    given_to = models.CharField(max_length=160)
    given_on = models.DateField()
    name = models.CharField(max_length=200, blank=True)
    stored_kind = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, blank=True)
    removed_why = LockedText(blank=True, null=True, help_text="Why its file was destroyed.")
    removed_by = models.ForeignKey(Actor, null=True, blank=True, **BY)
    key = models.UUIDField(unique=True)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(name="given_as_a_page_or_a_file", condition=~Q(path="") | ~Q(stored_as=""))
        ]

    @property
    def has_file(self) -> bool:
        return bool(self.stored_as) and self.deleted_at is None


class InspectionList(models.Model):
    """A list of what inspectors ask for at once, as Annex A is, that an area keeps: a line is its number and what is asked."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **BY)
    kind = models.CharField(max_length=6, choices=Inspection.Kind)
    title = models.CharField(max_length=160)
    source = models.CharField(max_length=200, help_text="Which edition of whose framework.")
    review_by = models.DateField()
    lines = models.TextField()
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Actor, **BY)

    handling = Handling(Sensitivity.INTERNAL, keep="As long as the area is here")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "title"], name="one_inspection_list_of_a_title")]
