"""What was learned and what changed because of it: a review, its recommendations, each organisation's answer, what changed, the tests.

Nothing here is about a child: a review enters by its published text, and no row leads to a case.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from breakwater.casework.actions.models import TrackedAction
from breakwater.casework.recording.models import FormVersion
from breakwater.casework.self_assessments.models import BankEdition
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.knowledge.policies.models import Chapter, Version
from breakwater.knowledge.training.models import Course, CourseEdition
from breakwater.partnership.kit.recorded import Recorded
from breakwater.partnership.organisations.models import Actor, Area, Team

KEPT = "Kept for good: what changed because of a review is asked for decades later"
LEARNING = Handling(Sensitivity.INTERNAL, keep=KEPT)
PUBLISHED = Handling(Sensitivity.PUBLIC, keep=KEPT)
MADE_BY = {"on_delete": models.PROTECT, "related_name": "+"}
MAYBE = {"null": True, "blank": True, "on_delete": models.PROTECT, "related_name": "+"}


class Shown(models.Model):
    """Words for everyone: public once a second person confirmed them, until somebody takes them off the public pages.

    `confirmed_why` says why what a scan found in them gives nobody away. `compared`: whoever typed them is named on the case that the
    review is of, so that they were compared with its names.
    """

    compared = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Actor, **MAYBE)
    confirmed_why = models.CharField(max_length=600, blank=True)
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_by = models.ForeignKey(Actor, **MAYBE)
    taken_off_why = models.CharField(max_length=600, blank=True)

    class Meta:
        abstract = True

    @property
    def is_confirmed(self) -> bool:
        """Whether everyone may read it, where its review is public."""
        return self.confirmed_at is not None and self.taken_off_at is None


class PublishedReview(Shown):
    """A review by its published text: a local one, a national one, or an audit. Published or not, it names nobody.

    One that is not public has no `published_on`, and only the partnership reads of it: it waits for a second person (`public_from`), was
    taken off, or is the partnership's own (a rapid review that led to no other).
    """

    class Kind(models.TextChoices):
        LCSPR = "LCSPR", "Local child safeguarding practice review"
        LEARNING = "LEARNING", "Learning review"
        RAPID = "RAPID", "Rapid review"
        NATIONAL = "NATIONAL", "National review"
        AUDIT = "AUDIT", "Multi-agency audit"
        DEATHS = "DEATHS", "Learning from child deaths"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", help_text="Whose review it is.")
    kind = models.CharField(max_length=8, choices=Kind)
    reference = models.CharField(max_length=30, help_text="As people cite it.")
    title = models.CharField(max_length=160)
    text = models.TextField(help_text="The published text, or what of it the public reads here.")
    is_improvements = models.BooleanField(
        default=False, help_text="The improvements alone are published, not the report."
    )
    public_from = models.DateField(
        null=True, blank=True, help_text="When it was published, by whoever typed it; public once that is confirmed."
    )
    is_ours = models.BooleanField(default=False, help_text="Of a case of ours, whose names it was compared with.")
    published_on = models.DateField(null=True, blank=True)
    stays_until = models.DateField(null=True, blank=True, help_text="The day until which it stays public at least.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = PUBLISHED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "reference"], name="review_reference_once_an_area"),
            models.CheckConstraint(
                name="public_review_stays_for_a_time",
                condition=Q(published_on=None) | Q(stays_until__gt=F("published_on")),
            ),
            models.CheckConstraint(
                name="public_review_is_confirmed",
                condition=Q(published_on=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, taken_off_at=None),
            ),
        ]

    @property
    def is_public(self) -> bool:
        return self.published_on is not None


class ReviewArea(models.Model):
    """An area that answers a review's recommendations, with its own actions; `team` looks after them there."""

    review = models.ForeignKey(PublishedReview, on_delete=models.PROTECT, related_name="shared")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)

    handling = LEARNING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "area"], name="review_shared_once_an_area")]


class Finding(Shown):
    """A pattern in the system, never the fault of a person, and where the review shows it."""

    public_id = PublicIdField()
    review = models.ForeignKey(PublishedReview, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    evidence = models.CharField(max_length=300, help_text="Where the review shows it: a section, an audit line.")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = PUBLISHED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="finding_numbered_once")]


class Recommendation(Shown):
    """What a review asks for, by the outcome for children. `theme` is a code of data/lessons.yaml."""

    public_id = PublicIdField()
    review = models.ForeignKey(PublishedReview, on_delete=models.PROTECT, related_name="recommendations")
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    outcome = models.CharField(max_length=600, help_text="What will be better for children.")
    theme = models.CharField(max_length=40)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = PUBLISHED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="recommendation_numbered_once")]

    @property
    def name(self) -> str:
        return f"{self.review.reference}, recommendation {self.number}"


class Response(models.Model):
    """What one organisation answers to a recommendation that was sent to it. By a link, `answered_name` says who."""

    class Answer(models.TextChoices):
        WAITING = "WAITING", "Not answered yet"
        ACCEPTED = "ACCEPTED", "Accepted"
        PARTLY = "PARTLY", "Accepted in part"
        REJECTED = "REJECTED", "Not accepted"

    public_id = PublicIdField()
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="responses")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True, help_text="To whom the link goes, where nobody there signs in.")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Actor, **MADE_BY)
    due_on = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, **MAYBE)
    answered_name = models.CharField(max_length=160, blank=True)
    reminded = models.SmallIntegerField(
        null=True, blank=True, help_text="The last reminder, in working days from the due day."
    )

    handling = Handling(
        Sensitivity.INTERNAL, keep=KEPT, fields={"email": Sensitivity.PERSONAL, "answered_name": Sensitivity.PERSONAL}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "team"], name="recommendation_sent_once_a_team"),
            models.CheckConstraint(
                name="response_answered_by_someone",
                condition=Q(answer="WAITING", answered_at=None, answered_by=None)
                | ~Q(answer="WAITING") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="response_less_than_accepted_has_a_reason",
                condition=~Q(answer__in=["PARTLY", "REJECTED"]) | ~Q(reason=""),
            ),
        ]

    @property
    def is_answered(self) -> bool:
        return self.answer != self.Answer.WAITING

    @property
    def is_accepted(self) -> bool:
        return self.answer in (self.Answer.ACCEPTED, self.Answer.PARTLY)

    def is_late(self, today) -> bool:
        return not self.is_answered and self.due_on < today


class ResponseAction(models.Model):
    """An action of the tracker that an organisation took on by its answer."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="actions")
    action = models.OneToOneField(TrackedAction, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)

    handling = LEARNING


class Lesson(models.Model):
    """A seven-minute briefing: short, practice-facing, naming nobody. `parts` are its headings' texts by their codes in data/lessons.yaml."""

    public_id = PublicIdField()
    review = models.ForeignKey(PublishedReview, on_delete=models.PROTECT, related_name="lessons")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    recommendations = models.ManyToManyField(Recommendation, through="LessonRecommendation", related_name="lessons")
    title = models.CharField(max_length=160)
    parts = models.JSONField(default=dict)
    audiences = ArrayField(models.CharField(max_length=20), default=list)
    prompts = models.TextField(blank=True, help_text="For supervision: a question a line.")
    quiz = models.TextField(blank=True, help_text="A question a line, for whoever read it.")
    chapter = models.ForeignKey(Chapter, **MAYBE)
    course = models.ForeignKey(Course, **MAYBE)
    shelf_on = models.DateField(help_text="When somebody looks at it again.")
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)
    written_by = models.ForeignKey(Actor, **MAYBE, help_text="Whoever changed it last: somebody else issues it.")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(Actor, **MAYBE)

    handling = PUBLISHED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lesson_issued_by_someone",
                condition=Q(issued_on=None, issued_by=None) | Q(issued_on__isnull=False, issued_by__isnull=False),
            )
        ]


class LessonRecommendation(models.Model):
    """That a briefing passes on what a recommendation is about."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")

    handling = LEARNING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "recommendation"], name="lesson_of_recommendation_once")
        ]


class Dissemination(Recorded):
    """How a briefing reached people: by which channel, when, whom, how many, and how many said that they read it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="disseminations")
    channel = models.CharField(max_length=20, help_text="A code of data/lessons.yaml.")
    on = models.DateField()
    audience = models.CharField(max_length=160)
    reached = models.PositiveIntegerField()
    acknowledged = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField(max_length=400, blank=True)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = LEARNING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_acknowledged_than_reached",
                condition=Q(acknowledged=None) | Q(acknowledged__lte=F("reached")),
            )
        ]


class Change(models.Model):
    """What a recommendation changed: one paragraph, course, audit question or form's question by its edition, or a briefing.

    It counts once it is `closed_at`, on evidence that somebody else looked at. `place` is the paragraph's anchor, or the key of the
    statement or question.
    """

    class Kind(models.TextChoices):
        POLICY = "POLICY", "Paragraph of a policy"
        COURSE = "COURSE", "Course"
        AUDIT = "AUDIT", "Audit question"
        FORM = "FORM", "Question of a form"
        BRIEFING = "BRIEFING", "Briefing"

    public_id = PublicIdField()
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="changes")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.CharField(max_length=400, help_text="What is different now.")
    changed_on = models.DateField(help_text="From when.")
    version = models.ForeignKey(Version, **MAYBE)
    course_edition = models.ForeignKey(CourseEdition, **MAYBE)
    bank_edition = models.ForeignKey(BankEdition, **MAYBE)
    form_version = models.ForeignKey(FormVersion, **MAYBE)
    lesson = models.ForeignKey(Lesson, **MAYBE)
    place = models.CharField(max_length=80, blank=True)
    named = models.CharField(max_length=300, help_text="The place in words, as its edition had it.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    evidence = models.TextField(blank=True)
    link = models.URLField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Actor, **MAYBE)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Actor, **MAYBE)
    removed_why = models.CharField(max_length=400, blank=True)

    handling = LEARNING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_names_what_it_changed",
                condition=Q(kind="POLICY", version__isnull=False)
                | Q(kind="COURSE", course_edition__isnull=False)
                | Q(kind="AUDIT", bank_edition__isnull=False)
                | Q(kind="FORM", form_version__isnull=False)
                | Q(kind="BRIEFING", lesson__isnull=False),
            ),
            models.CheckConstraint(
                name="change_closed_on_evidence",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="change_removed_for_a_reason",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_why=""),
            ),
        ]
        indexes = [
            models.Index(fields=["version"], name="change_of_a_version"),
            models.Index(fields=["course_edition"], name="change_of_a_course"),
            models.Index(fields=["bank_edition", "place"], name="change_of_a_statement"),
        ]

    @property
    def is_earlier(self) -> bool:
        """It was so before the recommendation was made: whoever reads what changed because of it is told."""
        return self.changed_on < self.recommendation.made_on

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class ImpactTest(models.Model):
    """Whether a change has lasted, looked at some months after the briefing was issued: an audit or a survey, and what it found."""

    class Method(models.TextChoices):
        AUDIT = "AUDIT", "Audit"
        SURVEY = "SURVEY", "Survey of practitioners"
        FAMILIES = "FAMILIES", "Children and families asked"
        SAMPLE = "SAMPLE", "Dip sample"

    class Result(models.TextChoices):
        HOLDS = "HOLDS", "The change holds"
        PARTLY = "PARTLY", "It holds in part"
        NOT = "NOT", "It does not hold"

    public_id = PublicIdField()
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="tests")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    made_at = models.DateTimeField()
    method = models.CharField(max_length=8, choices=Method, blank=True)
    result = models.CharField(max_length=6, choices=Result, blank=True)
    words = models.TextField(blank=True, help_text="What was looked at, and what it shows for children.")
    tested_on = models.DateField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    tested_by = models.ForeignKey(Actor, **MAYBE)
    reminded = models.SmallIntegerField(
        null=True, blank=True, help_text="The last reminder, in working days from the due day."
    )

    handling = LEARNING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "area", "months"], name="impact_tested_once_a_term"),
            models.CheckConstraint(
                name="impact_tested_by_someone",
                condition=Q(tested_on=None, tested_at=None, tested_by=None, result="", method="", words="")
                | Q(tested_on__isnull=False, tested_at__isnull=False, tested_by__isnull=False)
                & ~Q(result="")
                & ~Q(method="")
                & ~Q(words=""),
            ),
        ]

    @property
    def is_done(self) -> bool:
        return self.tested_on is not None
