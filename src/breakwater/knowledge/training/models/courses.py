"""What is taught: courses, their editions and what each edition stands on, and which courses count for which duty (PL 8.2, 8.5)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.organisations.models.organisations import OrganisationKind

CATALOGUE = Handling(Sensitivity.PUBLIC, keep="Kept while anybody's training record names it")
MADE_BY = {"on_delete": models.PROTECT, "related_name": "+"}


class Sort(models.TextChoices):
    """What kind of course it is."""

    CORE = "CORE", "Core"
    DSL = "DSL", "Designated safeguarding leads"
    SPECIALIST = "SPECIALIST", "Specialist"
    MASTERCLASS = "MASTERCLASS", "Masterclass"
    REFRESHER = "REFRESHER", "Refresher"
    BRIEFING = "BRIEFING", "Briefing"
    E_LEARNING = "E_LEARNING", "E-learning"
    NETWORK = "NETWORK", "Network"
    RESTORATIVE = "RESTORATIVE", "Restorative practice"
    TRAINERS = "TRAINERS", "Train the trainer"


class Delivery(models.TextChoices):
    """How it is given."""

    FACE_TO_FACE = "ROOM", "Face to face"
    ONLINE = "ONLINE", "Live online"
    E_LEARNING = "E_LEARNING", "E-learning"
    BLENDED = "BLENDED", "Blended"


class Open(models.TextChoices):
    """Whose staff may book."""

    AREA = "AREA", "This area only"
    NEIGHBOURS = "HIPS", "This area and its neighbours (HIPS)"
    ANY = "ANY", "Any area"


class CourseGroup(models.Model):
    """Courses that count as the same for a duty ("formal DSL training"). What a requirement asks for. Written from data/groups.yaml."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=120)
    covers = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Other groups that this one satisfies: the longer content satisfies the shorter.",
    )

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while the installation runs: written from data")


class Course(models.Model):
    """A course of an area's catalogue. What is said of it stands in its editions; one is current."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    sort = models.CharField(max_length=12, choices=Sort)
    group = models.ForeignKey(CourseGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="courses")
    delivery = models.CharField(max_length=10, choices=Delivery)
    sectors = ArrayField(
        models.CharField(max_length=12, choices=OrganisationKind),
        default=list,
        blank=True,
        help_text="Whose staff it is for; none: everyone's.",
    )
    staff_groups = ArrayField(
        models.CharField(max_length=24),
        default=list,
        blank=True,
        help_text="Codes of data/staff_groups.yaml; none: everyone.",
    )
    open_to = models.CharField(max_length=4, choices=Open, default=Open.AREA)
    strict = models.BooleanField(
        default=False, help_text="Whoever it is not for is refused; otherwise the training team approves."
    )
    before = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The course to have done."
    )
    before_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How old that may be; none: however old."
    )
    valid_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long it counts; none: for good."
    )
    link = models.URLField(blank=True, help_text="Of e-learning: where it is taken.")
    completion_code = models.CharField(
        max_length=40, blank=True, help_text="Of e-learning: the code shown at its end, which proves it."
    )
    owner = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)
    withdrawn_on = models.DateField(null=True, blank=True)

    handling = Handling(
        Sensitivity.PUBLIC,
        keep="Kept while anybody's training record names it",
        fields={"completion_code": Sensitivity.SECRET},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "code"], name="course_code_once_an_area"),
            models.CheckConstraint(name="course_does_not_come_before_itself", condition=~Q(before=F("pk"))),
            models.CheckConstraint(
                name="age_of_what_comes_before_needs_it", condition=Q(before_months=None) | Q(before__isnull=False)
            ),
        ]


class CourseEdition(models.Model):
    """What a course says from a day on. Events and certificates keep the edition they were given under."""

    public_id = PublicIdField()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    aim = models.TextField()
    outcomes = ArrayField(models.CharField(max_length=240), default=list)
    outline = models.TextField(blank=True)
    before_you_come = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(help_text="How long it takes, without breaks.")
    cpd_minutes = models.PositiveSmallIntegerField(default=0)
    competences = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    accessibility = models.TextField(blank=True)
    warning = models.TextField(blank=True, help_text="What in it may be hard to hear.")
    in_force_from = models.DateField()
    reviewed_on = models.DateField()
    review_by = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = CATALOGUE

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="edition_numbered_once"),
            models.CheckConstraint(name="edition_takes_time", condition=Q(minutes__gt=0)),
        ]


class Basis(models.Model):
    """What an edition of a course stands on: a chapter of a manual, or an edition of guidance.

    `chapter` is the chapter's public id. `moved_on` says that it was superseded since, and that somebody must look at the course,
    until `looked_at`.
    """

    edition = models.ForeignKey(CourseEdition, on_delete=models.CASCADE, related_name="bases")
    chapter = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200)
    of_edition = models.CharField(max_length=60, blank=True, help_text="Of guidance: the edition, as 2025.")
    moved_on = models.DateTimeField(null=True, blank=True)
    moved_words = models.CharField(max_length=300, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Actor, null=True, blank=True, **MADE_BY)

    handling = CATALOGUE

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="basis_looked_at_by_someone",
                condition=Q(looked_at=None, looked_by=None) | Q(looked_at__isnull=False, looked_by__isnull=False),
            )
        ]


class Requirement(models.Model):
    """A duty to be trained: whom, in what, how soon, how often, and who says so (PL 8.4, 8.5). Without an area it is everywhere's.

    `staff_group` and `sector` say whom; an empty sector is every sector.
    """

    code = models.CharField(max_length=60)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    staff_group = models.CharField(max_length=24, help_text="A code of data/staff_groups.yaml.")
    sector = models.CharField(max_length=12, choices=OrganisationKind, blank=True)
    asks_for = models.ForeignKey(CourseGroup, on_delete=models.PROTECT, related_name="requirements")
    first_within_days = models.PositiveSmallIntegerField(default=0)
    every_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="None: once is enough.")
    grace_days = models.PositiveSmallIntegerField(default=0)
    early_days = models.PositiveSmallIntegerField(default=90, help_text="Done this early, no time is lost.")
    basis = models.CharField(max_length=160)
    of_edition = models.CharField(max_length=60, blank=True)
    is_local = models.BooleanField(default=False, help_text="Set by the area, not by law or guidance.")
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while any training record may be judged by it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "area", "in_force_from"], name="requirement_once_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="requirement_ends_after_it_begins",
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
            ),
        ]
