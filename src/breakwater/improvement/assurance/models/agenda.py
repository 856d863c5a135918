"""Items of an agenda, interests declared in them, and papers."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import PublicIdField
from breakwater.partnership.kit.recorded import MAYBE, Made, Recorded
from breakwater.partnership.organisations.models import Actor, User

from .groups import CONFIDENTIAL, NAMED
from .meetings import BoardMeeting, ConfidentialFolder, MeetingSeat


class AgendaItem(models.Model):
    """An item of a meeting: what the group is asked, and what was said of it."""

    class Type(models.TextChoices):
        DECISION = "DECISION", "For decision"
        DISCUSSION = "DISCUSSION", "For discussion"
        INFORMATION = "INFORMATION", "For information"
        STANDING = "STANDING", "Standing item"

    public_id = PublicIdField()
    meeting = models.ForeignKey(BoardMeeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=11, choices=Type)
    title = models.CharField(max_length=200)
    ask = models.TextField(blank=True, help_text="What the group is asked.")
    lead = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How long it is given.")
    said = models.TextField(blank=True, help_text="What was said of it.")
    revision = models.PositiveIntegerField(default=1)
    key = models.UUIDField(
        unique=True, null=True, blank=True, help_text="Of the form it came by; none: a standing item."
    )

    handling = CONFIDENTIAL

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="agenda_numbered_once", deferrable=models.Deferrable.DEFERRED
            )
        ]


class DeclaredConflict(Recorded):
    """Somebody has an interest in an item. Whoever leaves for it reads none of its papers. A later declaration replaces it, and it stays."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="conflicts")
    seat = models.ForeignKey(MeetingSeat, on_delete=models.CASCADE, related_name="conflicts")
    what = models.CharField(max_length=400)
    leaves = models.BooleanField()
    replaced_at = models.DateTimeField(null=True, blank=True, help_text="When a later declaration took its place.")

    handling = NAMED

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "seat"], condition=Q(replaced_at=None), name="one_declaration_holds"
            )
        ]


class Classification(models.TextChoices):
    """Who reads a paper."""

    PUBLIC = "PUBLIC", "Public: may be published"
    MEMBERS = "MEMBERS", "Members: everyone with a seat"
    CONFIDENTIAL = "CONFIDENT", "Confidential: not for observers"


class BoardPaper(Made):
    """A version of a paper: added, never changed. `number` stays through its versions. A confidential one stands in the folder. Of one that
    is withdrawn every version is hidden from all but whoever withdrew it.
    """

    public_id = PublicIdField()
    meeting = models.ForeignKey(BoardMeeting, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    folder = models.ForeignKey(ConfidentialFolder, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    classification = models.CharField(max_length=9, choices=Classification)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120)
    key_id = models.CharField(max_length=40)
    state = models.CharField(max_length=12)
    maker = models.ForeignKey(
        User, **MAYBE, help_text="Whoever adds it, until it hangs from its meeting; or who withdrew it."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=400, blank=True, default="", db_default="")
    withdrawn_by = models.ForeignKey(Actor, **MAYBE)

    handling = CONFIDENTIAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number", "version"], name="paper_version_once"),
            models.CheckConstraint(
                name="confidential_paper_in_the_folder",
                condition=Q(classification="CONFIDENT") ^ Q(folder=None),
            ),
        ]
