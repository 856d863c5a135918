"""Structured, versioned forms, and answers that keep the version they were given on."""

from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Team, User


class Form(models.Model):
    """A form by its key, as in 'front_door.contact'."""

    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=120)

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while any answers name it")


class FormVersion(models.Model):
    """One edition of a form: its questions as JSON text, which keeps their order. Never changed once released.

    The product's own editions have no area. An area's version says which it was `made_from`.
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True)
    made_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while any answers name it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "area", "number"], name="form_version_once", nulls_distinct=False),
            models.UniqueConstraint(
                fields=["form", "area", "digest"], name="form_released_once_as_it_is", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="form_version_of_an_area_by_someone",
                condition=Q(area=None, by=None) | Q(area__isnull=False, by__isnull=False),
            ),
        ]

    @property
    def code(self) -> str:
        """How an address names it: "product-3", "area-2"."""
        return f"{'product' if self.area_id is None else 'area'}-{self.number}"

    @property
    def named(self) -> str:
        """How people name it."""
        return f"the product’s edition {self.number}" if self.area_id is None else f"version {self.number}"


class FormInForce(models.Model):
    """From when a version of a form holds in an area. Added, never changed; a day to come may be called off before it begins.

    An area without a row follows the product: its newest edition holds. With one, it keeps its own until it says otherwise;
    `product` is the newest edition that it has taken account of.
    """

    class Why(models.TextChoices):
        RELEASED = "RELEASED", "Released"
        ROLLED_BACK = "ROLLED_BACK", "Rolled back to"
        KEPT = "KEPT", "Kept beside a new edition of the product"

    public_id = PublicIdField()
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=11, choices=Why)
    note = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while any answers name the form")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="form_called_off_by_someone_before_it_began",
                condition=Q(called_off_at=None, called_off_by=None)
                | Q(called_off_by__isnull=False, called_off_at__lt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="form_begins_when_released_or_later", condition=Q(starts_at__gte=models.F("at"))
            ),
        ]


class FormDraft(models.Model):
    """An area's next version of a form, while it is worked on: always sound, so that it can be looked at and tried at any moment."""

    public_id = PublicIdField()
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    made_from = models.ForeignKey(FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=200, blank=True, help_text="Where it came from, when it came as a file.")
    definition = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Until it is released or discarded")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "area"], name="one_draft_a_form_and_area")]


class FormDraftStep(models.Model):
    """One change of a draft: what, when, by whom."""

    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="steps")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    words = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Until the draft is released or discarded")


class FormTrial(models.Model):
    """Invented answers to a form, and what must be recorded of them: kept by the area, and tried again at each release.

    `values` are as a draft of answers holds them; `recorded` maps question key to what is kept; `open` lists what still
    had to be answered.
    """

    public_id = PublicIdField()
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    values = models.JSONField()
    recorded = models.JSONField()
    open = models.JSONField(default=list)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Until the area takes it away: invented answers, never a child's")


class Answers(models.Model):
    """Answers to one version of a form: a draft of its author, or complete and then never changed.

    `values` maps question key to the answer as recorded; the states 'not known', 'not asked', 'refused' and 'not
    applicable' are answers. A draft of the public has neither user nor team; it is found by its token alone.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        COMPLETE = "COMPLETE", "Complete"

    public_id = PublicIdField()
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="answers")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND + "; a draft 30 days after it was last saved")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answers_complete_when_completed",
                condition=Q(status="DRAFT", completed_at=None) | Q(status="COMPLETE", completed_at__isnull=False),
            )
        ]
