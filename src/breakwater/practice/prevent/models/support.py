"""What a school asks of the Prevent education officer, and what comes of it. Nothing here names a child."""

from uuid import UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team

KEPT = "6 years after it was made"
NOT_LOOKED_AT = "Not looked at this time"
WORDS = Handling(Sensitivity.INTERNAL, keep=KEPT)


class Kind(models.TextChoices):
    """What the service offers to schools (PL 10.12)."""

    TRAINING = "TRAINING", "Training"
    CURRICULUM = "CURRIC", "Curriculum"
    OUTREACH = "OUTREACH", "Advice and outreach"
    SIGNPOSTING = "SIGNPOST", "Signposting"


class Item(models.TextChoices):
    """The six items of best practice in schools (PL 10.4)."""

    LEADERSHIP = "leadership", "Effective leadership and management"
    POLICIES = "policies", "Robust safeguarding policies with referral pathways"
    STAFF = "staff", "Well trained and confident staff"
    CURRICULUM = "curriculum", "Relevant curriculum and British values"
    PUPILS = "pupils", "Confident, empowered pupils who think critically"
    PRACTICE = "practice", "Good practice in schools"


class Grade(models.TextChoices):
    """A grade of an item, in the words of the self-assessment. What was not looked at has none."""

    NOT_IN_PLACE = "1", "Not in place"
    STARTED = "2", "Started"
    IN_PLACE = "3", "In place"
    EMBEDDED = "4", "Embedded"

    @classmethod
    def words(cls, code: str) -> str:
        return cls(code).label if code else NOT_LOOKED_AT


class OfSchool(models.Model):
    """A row that a school's safeguarding team and the area's Prevent education team share, and nobody else reads."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    officer_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class RequestState(models.TextChoices):
    """Who has to act next on a request, or how it ended."""

    WAITING = "WAITING", "Waiting for the Prevent education officer"
    OFFERED = "OFFERED", "Times offered: choose one"
    BOOKED = "BOOKED", "Appointment booked"
    GIVEN = "GIVEN", "Support given"
    NOT_GIVEN = "NOT_GIVEN", "Not given"
    WITHDRAWN = "WITHDRAWN", "Withdrawn by the school"


class SupportRequest(OfSchool):
    """What a school asked for, in three answers: what kind, about what, when. `answer_by` is for whoever acts next."""

    Kind, State = Kind, RequestState
    OPEN = (RequestState.WAITING, RequestState.OFFERED, RequestState.BOOKED)

    kind = models.CharField(max_length=8, choices=Kind)
    about = models.TextField()
    audience = models.CharField(
        max_length=160, blank=True, help_text="Who training is for, or the phase of a curriculum."
    )
    size = models.PositiveSmallIntegerField(null=True, blank=True)
    subjects = models.CharField(max_length=160, blank=True)
    after_incident = models.BooleanField(default=False)
    when_suits = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.WAITING)
    answer_by = models.DateField()
    offered = ArrayField(models.DateTimeField(), default=list, blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=160, blank=True)
    documents_asked = models.TextField(blank=True)
    officer = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    none_suits = models.TextField(blank=True, help_text="What the school said of times that did not suit.")
    reason = models.TextField(blank=True, help_text="Why it was not given, or was withdrawn.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = WORDS

    class Meta:
        indexes = [models.Index(fields=["officer_team", "answer_by", "id"], name="support_requests_waiting")]
        constraints = [
            models.CheckConstraint(
                name="support_not_given_for_a_reason",
                condition=~Q(state__in=["NOT_GIVEN", "WITHDRAWN"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="support_request_closed_at_its_end",
                condition=Q(state__in=["WAITING", "OFFERED", "BOOKED"], closed_at=None)
                | Q(state__in=["GIVEN", "NOT_GIVEN", "WITHDRAWN"], closed_at__isnull=False),
            ),
        ]


class AppointmentState(models.TextChoices):
    BOOKED = "BOOKED", "Booked"
    HELD = "HELD", "Took place"
    CANCELLED = "CANCELLED", "Cancelled"
    NO_SHOW = "NO_SHOW", "Nobody was there"


class Appointment(OfSchool):
    """A booked visit, training or call. `sequence` counts its moves, for the calendar file."""

    State = AppointmentState

    request = models.ForeignKey(SupportRequest, on_delete=models.PROTECT, related_name="appointments")
    officer = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=160)
    documents_asked = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=AppointmentState, default=AppointmentState.BOOKED)
    sequence = models.PositiveSmallIntegerField(default=0)
    moved_from = models.DateTimeField(null=True, blank=True)
    asks_to_move = models.TextField(blank=True, help_text="What the school said that asks for another time.")
    reason = models.TextField(blank=True, help_text="Why it was moved last, cancelled, or nobody was there.")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = WORDS

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="BOOKED"), name="one_appointment_of_a_request_at_a_time"
            ),
            models.CheckConstraint(
                name="appointment_off_for_a_reason", condition=~Q(state__in=["CANCELLED", "NO_SHOW"]) | ~Q(reason="")
            ),
        ]


class Training(OfSchool):
    """What training was given: how many were there, and what they said of it afterwards."""

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="training")
    topic = models.CharField(max_length=200)
    attended = models.PositiveSmallIntegerField()
    evaluated = models.PositiveSmallIntegerField(help_text="How many answered the evaluation.")
    confident = models.PositiveSmallIntegerField(help_text="How many of those would now know what to do.")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = WORDS

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="training_counts_fit",
                condition=Q(evaluated__lte=models.F("attended"), confident__lte=models.F("evaluated")),
            )
        ]


class Visit(OfSchool):
    """A visit to a school as it was (PL 10.12). Agreed with the head, then sent; followed up at three months."""

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="visit")
    officer = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField()
    met = models.CharField(max_length=300)
    purpose = models.CharField(max_length=300)
    documents = models.TextField(blank=True)
    walk_through = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    grades = models.JSONField(default=dict, blank=True, help_text="Item -> grade, of those looked at.")
    training_booked = models.CharField(max_length=200, blank=True)
    next_visit_on = models.DateField(null=True, blank=True)
    report_due_on = models.DateField()
    follow_up_on = models.DateField()
    signed_name = models.CharField(max_length=120, blank=True)
    signed_role = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    entered_by = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Who recorded that the head agreed."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    followed_up_on = models.DateField(null=True, blank=True)
    follow_up = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    handling = WORDS

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_signed_by_someone",
                condition=Q(signed_on=None, signed_name="", signed_role="")
                | Q(signed_on__isnull=False) & ~Q(signed_name="") & ~Q(signed_role=""),
            ),
            models.CheckConstraint(
                name="visit_sent_once_agreed", condition=Q(sent_at=None) | Q(signed_on__isnull=False)
            ),
            models.CheckConstraint(
                name="visit_followed_up_in_words",
                condition=Q(followed_up_on=None, follow_up="") | Q(followed_up_on__isnull=False) & ~Q(follow_up=""),
            ),
        ]

    @property
    def agreed_in_words(self) -> str:
        """The head signs nothing here: whoever recorded it is named as well."""
        recorded = self.entered_by or self.officer_team.name
        return f"{self.signed_name}, {self.signed_role}, {date_in_words(self.signed_on)}. Entered by {recorded}"


class RiskAssessment(OfSchool):
    """A school's Prevent risk assessment (PL 10.5), as a visit left it. Reviewed within a year, or after an incident."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="risk_assessment")
    national = models.TextField(blank=True)
    local = models.TextField(blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    review_on = models.DateField()

    handling = WORDS


class RiskCategory(models.TextChoices):
    """The categories of the Department for Education's template, and what schools add."""

    LEADERSHIP = "LEAD", "Leadership and partnership"
    CAPABILITIES = "CAPABLE", "Capabilities: training, sharing information, referral"
    PERMISSIVE = "PERMIT", "Reducing permissive environments: resilience, IT, speakers, premises"
    WELFARE = "WELFARE", "Welfare and pastoral care"
    FAITH = "FAITH", "Prayer and faith facilities"
    SITE = "SITE", "Site security and lettings"
    CONDUCT = "CONDUCT", "Communications and staff conduct"
    TRANSITIONS = "MOVES", "Exclusion and transitions"


FROM_1_TO_5 = Q(severity__range=(1, 5), likelihood__range=(1, 5))


def key_carried(key: UUID, assessment: int) -> UUID:
    """Of a risk that is carried into a later assessment."""
    return uuid5(key, str(assessment))


def key_of_action(key: UUID) -> UUID:
    """Of the tracked action that was agreed about a risk."""
    return uuid5(key, "action")


class RiskLine(models.Model):
    """One risk with its controls, and what more is to be done. A score is optional, and of a risk: never of a child."""

    Category = RiskCategory

    public_id = PublicIdField()
    assessment = models.ForeignKey(RiskAssessment, on_delete=models.PROTECT, related_name="lines")
    category = models.CharField(max_length=8, choices=RiskCategory)
    risk = models.CharField(max_length=300)
    hazard = models.CharField(max_length=300, blank=True)
    controls = models.TextField()
    severity = models.PositiveSmallIntegerField(null=True, blank=True)
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    further_action = models.CharField(max_length=400, blank=True)
    lead = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    is_carried = models.BooleanField(default=False, help_text="From the last assessment, and not looked at since.")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = WORDS

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="risk_scored_whole_or_not", condition=Q(severity=None, likelihood=None) | FROM_1_TO_5
            ),
            models.CheckConstraint(
                name="risk_action_has_a_day", condition=Q(further_action="") | Q(due_on__isnull=False) & ~Q(lead="")
            ),
        ]

    @property
    def school_team_id(self) -> int:
        return self.assessment.school_team_id

    @property
    def officer_team_id(self) -> int:
        return self.assessment.officer_team_id

    @property
    def score_in_words(self) -> str:
        """ "Severity 3, likelihood 2", or nothing where it was not scored."""
        return f"Severity {self.severity}, likelihood {self.likelihood}" if self.severity else ""


class Advice(OfSchool):
    """Advice to a named member of staff, kept as a consultation (PL 10.12 outreach)."""

    class Subject(models.TextChoices):
        POLICY = "POLICY", "Safeguarding policies"
        LAW = "LAW", "Legislation and guidance"
        OFSTED = "OFSTED", "Inspection"
        RISK = "RISK", "Risk assessment, audit or action plan"
        CURRICULUM = "CURRIC", "Curriculum and resources"
        OTHER = "OTHER", "Something else"

    request = models.ForeignKey(SupportRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="advice")
    asked_by = models.CharField(max_length=160, help_text="Name and role of the member of staff.")
    asked_on = models.DateField()
    subject = models.CharField(max_length=8, choices=Subject)
    question = models.TextField()
    advice = models.TextField()
    links = models.TextField(blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = WORDS


class Theme(models.TextChoices):
    """What a curriculum is mapped for."""

    DISCUSSION = "discussion", "Safe discussion of extremist narratives"
    SOURCES = "sources", "Challenge of sources"
    VALUES = "values", "British values"
    DIGITAL = "digital", "Digital resilience"


class YearGroup(models.TextChoices):
    EYFS = "EY", "Early years"
    Y1 = "1", "Year 1"
    Y2 = "2", "Year 2"
    Y3 = "3", "Year 3"
    Y4 = "4", "Year 4"
    Y5 = "5", "Year 5"
    Y6 = "6", "Year 6"
    Y7 = "7", "Year 7"
    Y8 = "8", "Year 8"
    Y9 = "9", "Year 9"
    Y10 = "10", "Year 10"
    Y11 = "11", "Year 11"
    Y12 = "12", "Year 12"
    Y13 = "13", "Year 13"


class CurriculumMap(OfSchool):
    """Where each theme is taught in one school year, made by school and officer together."""

    year = models.PositiveSmallIntegerField(help_text="The year in which the school year begins.")
    year_groups = ArrayField(models.CharField(max_length=2, choices=YearGroup))
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = WORDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_team", "year"], name="one_curriculum_map_of_a_school_year")
        ]

    @property
    def year_in_words(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}"


class MapCell(models.Model):
    """Where one theme is taught in one year group, with what, and what is missing."""

    map = models.ForeignKey(CurriculumMap, on_delete=models.CASCADE, related_name="cells")
    year_group = models.CharField(max_length=2, choices=YearGroup)
    theme = models.CharField(max_length=10, choices=Theme)
    subject = models.CharField(max_length=160, blank=True)
    resource = models.CharField(max_length=300, blank=True)
    gap = models.CharField(max_length=300, blank=True)
    is_carried = models.BooleanField(default=False, help_text="From last year, and not looked at since.")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = WORDS

    class Meta:
        constraints = [models.UniqueConstraint(fields=["map", "year_group", "theme"], name="one_cell_of_a_map")]
