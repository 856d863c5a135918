"""Asking other agencies what they know: a request, the people it names, the answer, and what was disclosed (FD 2.4)."""

from django.db import models
from django.db.models import F, Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, User

from .contacts import KEPT, Contact, Rag

CONFIGURATION = "Kept while the installation runs, with its dates"


class AgencyKind(models.TextChoices):
    """What kind of agency is asked; decides the usual questions (FD 2.4)."""

    SOCIAL_CARE = "SOCIAL_CARE", "Children's social care"
    POLICE = "POLICE", "Police"
    HEALTH_COMMUNITY = "HEALTH_COMM", "Community health (health visiting, school nursing)"
    HEALTH_ACUTE = "HEALTH_ACUTE", "Hospital, emergency department or maternity"
    MENTAL_HEALTH = "MENTAL_HEALTH", "Mental health or substance use service"
    GP = "GP", "General practice"
    SCHOOL = "SCHOOL", "School, college or early years"
    EDUCATION = "EDUCATION", "Local authority education"
    EARLY_HELP = "EARLY_HELP", "Early help or family support"
    HOUSING = "HOUSING", "Housing or homelessness"
    PROBATION = "PROBATION", "Probation"
    YOUTH_JUSTICE = "YOUTH_JUSTICE", "Youth justice"
    ADULT_CARE = "ADULT_CARE", "Adult social care"
    DOMESTIC_ABUSE = "DOM_ABUSE", "Domestic abuse service or MARAC co-ordinator"
    OTHER_AREA = "OTHER_AREA", "Another local authority"
    OTHER = "OTHER", "Another agency"


class InformationDesk(models.Model):
    """The team of an agency that answers the MASH in an area, and the lead to whom what is overdue goes (TR-10)."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="information_desks")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="information_desks")
    kind = models.CharField(max_length=13, choices=AgencyKind)
    lead = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    Kind = AgencyKind
    handling = Handling(Sensitivity.INTERNAL, keep=CONFIGURATION)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team"], name="one_desk_a_team", condition=Q(ends_on=None)),
            models.CheckConstraint(
                name="desk_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]


class RequestStatus(models.TextChoices):
    """Where a request stands (FD 9)."""

    DRAFTED = "DRAFTED", "Drafted, not sent"
    SENT = "SENT", "Sent"
    SEEN = "SEEN", "Seen"
    IN_PROGRESS = "IN_PROGRESS", "In progress"
    OVERDUE = "OVERDUE", "Overdue"
    ESCALATED = "ESCALATED", "Overdue, with the agency's lead"
    ANSWERED = "ANSWERED", "Answered"
    PART = "PART", "Answered in part"
    NOTHING_HELD = "NOTHING", "Nothing held"
    DECLINED = "DECLINED", "Declined"
    CLOSED = "CLOSED", "Closed without an answer"


class RequestBasis(models.TextChoices):
    """On what ground the checks are made (FD 7.1). Consent is not among them."""

    PUBLIC_TASK = "PUBLIC_TASK", "Public task: safeguarding children (UK GDPR article 6(1)(e))"
    LEGAL_DUTY = "LEGAL_DUTY", "Legal obligation to share for safeguarding (article 6(1)(c))"
    VITAL = "VITAL", "Vital interests: someone's life is at risk (article 6(1)(d))"
    OTHER = "OTHER", "Another basis, named in the reason"


class AgreementShown(models.TextChoices):
    """What the agency is told of the family's agreement, so that nobody speaks of the request where it is not safe."""

    AGREES = "AGREES", "The family knows and agrees"
    REFUSES = "REFUSES", "The family knows and does not agree"
    NOT_ASKED = "NOT_ASKED", "The family has not been asked yet"
    NOT_SAFE = "NOT_SAFE", "The family must not be told: it may put someone at risk"


class RequestSensitivity(models.TextChoices):
    """Who in the agency should handle it."""

    ROUTINE = "ROUTINE", "Routine: the team that answers the MASH"
    SENSITIVE = "SENSITIVE", "Sensitive: for the safeguarding lead to handle"
    STAFF = "STAFF", "Someone named works or is known in the agency: check for conflicts first"


class InformationRequest(models.Model):
    """What one agency's team is asked about named people, why, and by when. The agency never sees the contact (TR-11).

    What is asked is fixed once it is made; asking about one more person issues it again (TR-09): `issue` counts up, and its
    time begins again. `rule` is the key of the clock rule that gave `due_at`, counted in the MASH's own working hours.
    """

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="information_requests")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="requests")
    asking_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    asked_by_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="information_requests")
    kind = models.CharField(max_length=13, choices=AgencyKind)
    questions = models.JSONField(default=list, help_text="Each a sentence; the usual ones of the kind, and one's own.")
    reason = models.TextField()
    lawful_basis = models.CharField(max_length=12, choices=RequestBasis)
    agreement = models.CharField(max_length=9, choices=AgreementShown)
    proportionate = models.TextField(help_text="Why the checks are proportionate; asked for before anything is sent.")
    sensitivity = models.CharField(max_length=9, choices=RequestSensitivity)
    rag = models.CharField(max_length=5, choices=Rag)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    drafted_at = models.DateTimeField()

    status = models.CharField(max_length=11, choices=RequestStatus, default=RequestStatus.DRAFTED)
    issue = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True, help_text="Last sent: again with each person added.")
    rule = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    breach_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    remind_again_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_again_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_read_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=240, blank=True)

    Status = RequestStatus
    handling = Handling(
        Sensitivity.SPECIAL, keep=KEPT, fields={"key": Sensitivity.SECRET, "reference": Sensitivity.INTERNAL}
    )

    WAITING = (
        RequestStatus.SENT,
        RequestStatus.SEEN,
        RequestStatus.IN_PROGRESS,
        RequestStatus.OVERDUE,
        RequestStatus.ESCALATED,
    )
    ANSWERS = (RequestStatus.ANSWERED, RequestStatus.PART, RequestStatus.NOTHING_HELD, RequestStatus.DECLINED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="request_sent_says_why_it_is_proportionate",
                condition=Q(sent_at=None) | ~Q(proportionate="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="request_sent_has_a_due_time",
                condition=Q(sent_at=None) | Q(due_at__isnull=False, breach_at__isnull=False, issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_is_a_draft_until_sent",
                condition=Q(sent_at__isnull=False) | Q(status__in=["DRAFTED", "CLOSED"]),
            ),
        ]
        indexes = [
            models.Index(fields=["team", "due_at", "id"], name="request_of_team"),
            models.Index(
                fields=["area", "breach_at"],
                condition=Q(status__in=["SENT", "SEEN", "IN_PROGRESS", "OVERDUE", "ESCALATED"]),
                name="request_waiting",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        """Sent, and not answered."""
        return self.status in self.WAITING

    @property
    def is_answered(self) -> bool:
        return self.status in self.ANSWERS


class RequestPerson(models.Model):
    """Someone in scope, in the words of the request: what the asker wrote, never a record of ours (TR-09)."""

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=240)
    relation = models.CharField(max_length=80, blank=True, help_text="Who they are, as in 'the child' or 'mother'.")
    born = models.CharField(max_length=80, blank=True)
    addresses = models.TextField(blank=True, help_text="One a line.")
    issue = models.PositiveSmallIntegerField(default=1, help_text="In which issue of the request they were named.")
    position = models.PositiveSmallIntegerField(default=0)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "position"], name="person_of_a_request_once")]


class RequestMessage(models.Model):
    """A question the agency asks back before it answers, or the MASH's reply to one. Added, never changed."""

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="messages")
    from_agency = models.BooleanField()
    words = models.TextField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT, fields={"key": Sensitivity.SECRET})


class Finding(models.TextChoices):
    """What an answer says. Nothing held is an answer and stops the chase (TR-07)."""

    KNOWN = "KNOWN", "We hold information"
    PART = "PART", "We hold information, and this is part of it"
    NOTHING = "NOTHING", "We hold nothing"
    DECLINED = "DECLINED", "We do not share it"


class Label(models.TextChoices):
    """How far the owning agency lets its answer go (TR-08), narrowest first. All but the first go with the case."""

    MASH = "MASH", "MASH only"
    RECEIVING = "RECEIVING", "Professionals working with the child"
    REFERRER = "REFERRER", "Professionals and the referrer"
    FAMILY = "FAMILY", "Professionals and the family"


class Weight(models.TextChoices):
    """What a decision may say of an answer that is for the MASH only: how it weighed, never what it said (FD 2.7)."""

    RAISES = "RAISES", "It raises the concern"
    LOWERS = "LOWERS", "It lowers the concern"
    NEITHER = "NEITHER", "It does neither"


class DeclineReason(models.TextChoices):
    """Why an agency does not share (FD 2.10)."""

    HARM = "HARM", "Sharing would do the child more harm than not sharing"
    NOT_RELEVANT = "NOT_RELEVANT", "What we hold is not relevant to what is asked"
    NOT_LAWFUL = "NOT_LAWFUL", "We see no lawful basis to share it"
    NOT_OURS = "NOT_OURS", "It is not ours to share: ask the agency that owns it"
    OTHER = "OTHER", "Another reason"


class InformationAnswer(models.Model):
    """What an agency says to one issue of a request. Never changed: an amendment is a further row, and the one before it
    keeps `replaced_at`.

    `label` decides who reads it, in the wall: what is for the MASH only is read by the team that asked and the agency alone,
    the rest goes with the case. `searched` are the names, dates and addresses that were looked up (SG-10).
    """

    public_id = PublicIdField()
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="answers")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    asking_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    issue = models.PositiveSmallIntegerField(default=1)
    finding = models.CharField(max_length=8, choices=Finding)
    text = models.TextField(blank=True)
    searched = models.JSONField(default=dict, help_text="names, born, addresses: each a list of what was looked up.")
    caveats = models.TextField(blank=True, help_text="How it must be handled.")
    plain = models.JSONField(
        default=dict, help_text="The words of text and caveats as they are compared with what others may read (TR-08)."
    )
    label = models.CharField(max_length=12, choices=Label)
    weight = models.CharField(max_length=7, choices=Weight, blank=True)
    declined_because = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    Finding = Finding
    Label = Label
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT, fields={"key": Sensitivity.SECRET})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nothing_held_says_what_was_searched", condition=~Q(finding="NOTHING") | ~Q(searched={})
            ),
            models.CheckConstraint(name="answer_says_something", condition=Q(finding="NOTHING") | ~Q(text="")),
            models.CheckConstraint(
                name="decline_has_a_reason",
                condition=Q(finding="DECLINED") & ~Q(declined_because="")
                | ~Q(finding="DECLINED") & Q(declined_because=""),
            ),
            models.UniqueConstraint(
                fields=["request", "issue"], name="one_answer_stands_an_issue", condition=Q(replaced_at=None)
            ),
        ]


class Disclosure(models.Model):
    """A line of the disclosure log: what was shared or not, with whom, for what, and why (FD 7.2). Holds no content."""

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="disclosures")
    subject = models.TextField(help_text="The names in scope, as the request gives them.")
    giver = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=240)
    function_supported = models.CharField(max_length=240)
    was_shared = models.BooleanField()
    reason = models.TextField()
    has_identifier = models.BooleanField(default=False, help_text="Whether a consistent identifier went with it.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)
