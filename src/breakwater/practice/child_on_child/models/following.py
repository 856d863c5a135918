"""What follows an incident: routes with their receipts, what other schools are told, support, and what children and parents say."""

from typing import Self

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import PublicIdField
from breakwater.partnership.organisations.models import Actor, Organisation, Team, User
from breakwater.partnership.people.models import Person

from .incidents import HANDLING, Capacity, Incident, IncidentChild, OfSchool, Outcome, ParentsTold


class Route(models.Model):
    """One of the four ways in which an incident is answered (PL 9.6); several may run at once.

    `child` is the one whom a contact with social care is about, `contact` the public id under which that contact was begun: social care is
    told once it is sent, and so has a `reference`. That is the receipt: the contact's of the MASH, the crime's of the police, the
    episode's of early help.
    """

    class Kind(models.TextChoices):
        INTERNAL = "INTERNAL", "Managed by the school"
        EARLY_HELP = "EARLY", "Early help"
        SOCIAL_CARE = "SOCIAL", "Children’s social care"
        POLICE = "POLICE", "Police"

    class State(models.TextChoices):
        """What the police or the courts say; what each means for the school is in `codes.STATES`."""

        NONE = "", "Not with the police"
        REPORTED = "REPORTED", "Reported, not answered yet"
        INVESTIGATING = "INVESTIGATING", "Under investigation"
        BAIL = "BAIL", "On bail with conditions"
        RUI = "RUI", "Released under investigation"
        CHARGED = "CHARGED", "Charged"
        NFA = "NFA", "No further action by the police"
        CONVICTED = "CONVICTED", "Convicted or cautioned"
        NOT_GUILTY = "NOT_GUILTY", "Not guilty"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    ENDED = (State.NFA, State.CONVICTED, State.NOT_GUILTY, State.WITHDRAWN)

    public_id = PublicIdField()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="routes")
    child = models.ForeignKey(IncidentChild, null=True, blank=True, on_delete=models.PROTECT, related_name="routes")
    kind = models.CharField(max_length=8, choices=Kind)
    contact = models.CharField(max_length=20, blank=True)
    why = models.TextField()
    reference = models.CharField(max_length=60, blank=True)
    contact_name = models.CharField(max_length=120, blank=True, help_text="The officer, the worker, the lead.")
    contact_how = models.CharField(max_length=120, blank=True)
    may_say = models.TextField(
        blank=True, help_text="What the school may do and say meanwhile, of no child or parent in particular."
    )
    may_say_to = models.JSONField(
        default=dict, help_text="What may be said to one child and that child's parents, by the child's public id."
    )
    state = models.CharField(max_length=13, choices=State, blank=True)
    revision = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    receipt_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_words = models.TextField(blank=True)

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "kind", "child"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="one_open_route_of_a_kind",
            ),
            models.CheckConstraint(
                name="route_state_is_of_the_police",
                condition=Q(kind="POLICE") & ~Q(state="") | ~Q(kind="POLICE") & Q(state=""),
            ),
            models.CheckConstraint(name="route_ended_in_words", condition=Q(ended_at=None) | ~Q(ended_words="")),
        ]

    @property
    def team_id(self) -> int:
        return self.incident.team_id

    @property
    def is_investigated(self) -> bool:
        """The police or the court have not finished: only what they decide ends it."""
        return self.kind == self.Kind.POLICE and self.state not in self.ENDED

    @property
    def is_begun(self) -> bool:
        """The contact with social care is begun and not sent: nobody has been told."""
        return self.kind == self.Kind.SOCIAL_CARE and not self.reference


class RouteTelling(models.Model):
    """The police or social care were told again, of more than they knew: added, never changed."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="tellings")
    words = models.TextField()
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING


class AnswerQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """What was not corrected since."""
        return self.filter(corrected_by=None)


class BaseAnswer(models.Model):
    """What came back of a route: added, never changed. What was recorded wrongly is corrected by another, for a reason; both stay."""

    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    why = models.TextField(blank=True, help_text="What was wrong with the one that it corrects.")
    on = models.DateField()
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    objects = AnswerQuerySet.as_manager()
    handling = HANDLING

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_corrected_for_a_reason",
                condition=Q(corrects=None, why="") | Q(corrects__isnull=False) & ~Q(why=""),
            )
        ]

    @property
    def is_corrected(self) -> bool:
        return hasattr(self, "corrected_by")


class PoliceUpdate(BaseAnswer):
    """One answer of the police or the courts. Each calls for a review of the assessments (PL 9.5).

    `child` is whom the conditions bind: they stand in this child's plan, and name no other (PL 9.4).
    """

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="updates")
    child = models.ForeignKey(IncidentChild, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=13, choices=Route.State)
    plan_words = models.TextField(
        blank=True, help_text="How it reads in the plan of the child whom it binds, where it names another child."
    )

    class Meta(BaseAnswer.Meta):
        pass

    @property
    def label(self) -> str:
        return self.get_state_display()

    @property
    def words_in_plan(self) -> str:
        return self.plan_words or self.words


class Decision(models.Model):
    """What the safeguarding team decided about an incident, and why: added, never changed, but that a colleague agrees."""

    class Kind(models.TextChoices):
        CHANGED = "CHANGED", "What happened was changed"
        MOVE = "MOVE", "Move to the school of another child"
        WEIGHED = "WEIGHED", "Whether police and social care are told of words to a child under 13"
        PUPIL = "PUPIL", "Pupil named otherwise"
        DEVICE = "DEVICE", "Who has the device"
        REVIEW = "REVIEW", "Review"
        OUTCOME = "OUTCOME", "Outcome"

    public_id = PublicIdField()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=7, choices=Kind)
    what = models.CharField(max_length=500)
    why = models.TextField()
    is_lowering = models.BooleanField(
        default=False, help_text="The duty to tell police and social care ends with it, once a colleague agrees."
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_agreed_by_someone",
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_agreed_by_somebody_else",
                condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("made_by")),
            ),
        ]

    @property
    def team_id(self) -> int:
        return self.incident.team_id


class SocialCareUpdate(BaseAnswer):
    """What came back of the contact with social care, on which day, and who said so. The school records it."""

    class Answer(models.TextChoices):
        WAITING = "WAITING", "Not decided yet"
        NFA = "NFA", "No further action by children’s social care"
        EARLY_HELP = "EARLY", "Early help"
        ASSESSMENT = "ASSESS", "Assessment of a child in need (section 17)"
        ENQUIRIES = "ENQUIRY", "Strategy discussion or enquiries (section 47)"
        HAS_WORKER = "WORKER", "With the social worker the child has already"

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=7, choices=Answer)
    said_by = models.CharField(max_length=160, help_text="Who said so, by name and role.")

    class Meta(BaseAnswer.Meta):
        pass

    @property
    def label(self) -> str:
        return self.get_answer_display()


class SchoolNotice(OfSchool):
    """What one school tells another of one pupil alone, and the receipt: that their pupil is involved, or that a pupil moves to them.

    Read by the school that sends it and, where the service knows it, by the school it is for. It says nothing of another child.
    """

    class Kind(models.TextChoices):
        INVOLVED = "INVOLVED", "A pupil of theirs is involved"
        MOVING = "MOVING", "The pupil moves to them"

    kind = models.CharField(max_length=8, choices=Kind)
    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    named_as = models.CharField(max_length=200)
    born = models.DateField(null=True, blank=True)
    capacity = models.CharField(max_length=7, choices=Capacity)
    school = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_words = models.CharField(max_length=160, blank=True)
    to_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    belongs_to = models.ForeignKey(
        Incident,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="told_by",
        help_text="The own incident of the school that was told: it alone reads it.",
    )
    about = models.ForeignKey(
        IncidentChild,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="told_of_in",
        help_text="Who the pupil is in that incident, whatever name either school has: what comes later is of the same child.",
    )
    words = models.TextField(help_text="What the other school needs in order to keep and support this pupil.")
    known = models.JSONField(
        default=dict, help_text="Of the incident itself, as both schools need it: what, where, when, who is told."
    )
    asked_by = models.CharField(
        max_length=120, blank=True, help_text="Who asked for the move: it is never the school's wish."
    )
    contact_name = models.CharField(max_length=120)
    contact_how = models.CharField(max_length=120)
    carried = models.JSONField(default=list, help_text="What goes along with a move: pairs of a label and words.")
    paper = models.BinaryField(default=b"", help_text="The plan in force of this pupil alone, where it goes along.")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=160, blank=True, help_text="Who acknowledged it, by name and role.")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_goes_to_a_school", condition=Q(school__isnull=False) | ~Q(school_words="")
            ),
            models.CheckConstraint(
                name="notice_received_by_someone",
                condition=Q(received_at=None, received_by="") | Q(received_at__isnull=False) & ~Q(received_by=""),
            ),
            models.CheckConstraint(name="a_move_was_asked_for", condition=~Q(kind="MOVING") | ~Q(asked_by="")),
        ]


class HeadConflict(models.Model):
    """Somebody of the safeguarding team, a head above all, has a conflict of interest in an incident: they find nothing of it (PL 9.4).

    `instead` is who approves in a head's place.
    """

    class Instead(models.TextChoices):
        CHAIR = "CHAIR", "The chair of governors"
        TRUST = "TRUST", "The trust or the proprietor"
        OTHER_HEAD = "HEAD", "Another head of the school"
        NAMED = "NAMED", "Whoever is named on the assessment"

    public_id = PublicIdField()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="Name and role, in the words of the day.")
    why = models.CharField(max_length=300)
    instead = models.CharField(max_length=5, choices=Instead, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "user"], condition=Q(ended_at=None), name="one_conflict_of_a_human_in_an_incident"
            ),
            models.CheckConstraint(
                name="conflict_ended_for_a_reason",
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why=""),
            ),
        ]

    @property
    def team_id(self) -> int:
        return self.incident.team_id


class Support(OfSchool):
    """Support that was offered: to a child of the incident, or to a sibling, parents, friends or staff around it (PL 9.8)."""

    class Of(models.TextChoices):
        CHILD = "CHILD", "The child"
        SIBLING = "SIBLING", "Brothers or sisters"
        PARENTS = "PARENTS", "Parents or carers"
        FRIENDS = "FRIENDS", "Friends or witnesses"
        STAFF = "STAFF", "Staff"

    class Answer(models.TextChoices):
        OFFERED = "OFFERED", "Offered"
        ACCEPTED = "ACCEPTED", "Accepted"
        DECLINED = "DECLINED", "Declined"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="support")
    child = models.ForeignKey(IncidentChild, null=True, blank=True, on_delete=models.PROTECT, related_name="support")
    of = models.CharField(max_length=7, choices=Of)
    what = models.CharField(max_length=200)
    who = models.CharField(max_length=120, help_text="Who gives it.")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="support_of_a_child_names_the_child",
                condition=Q(child__isnull=False) | Q(of__in=["STAFF", "FRIENDS"]),
            )
        ]


class Parent(OfSchool):
    """One parent or carer of a child: whether they were told, apart from the other, and what the child says about that (SG-27)."""

    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="parents")
    who = models.CharField(max_length=120)
    told = models.CharField(max_length=7, choices=ParentsTold)
    told_by = models.CharField(max_length=120, blank=True)
    told_on = models.DateField(null=True, blank=True)
    why = models.TextField(blank=True, help_text="Why not, or what was agreed with them.")
    wish = models.CharField(max_length=300, blank=True, help_text="What the child says about this person being told.")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="parent_not_told_for_a_reason", condition=~Q(told__in=["RISK", "POLICE"]) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="parent_told_by_someone_on_a_day",
                condition=~Q(told="TOLD") & Q(told_on=None) | Q(told="TOLD", told_on__isnull=False) & ~Q(told_by=""),
            ),
        ]


class View(OfSchool):
    """What a child or the parents said, when they said it: added, never changed."""

    class Whose(models.TextChoices):
        CHILD = "CHILD", "The child"
        PARENTS = "PARENTS", "Parents or carers"

    class About(models.TextChoices):
        WISH = "WISH", "What should happen"
        PLAN = "PLAN", "The plan to keep them safe"
        RESPONSE = "RESPONSE", "How the school responded"

    child = models.ForeignKey(IncidentChild, on_delete=models.PROTECT, related_name="views")
    whose = models.CharField(max_length=7, choices=Whose)
    about = models.CharField(max_length=8, choices=About)
    words = models.TextField()
    said_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = HANDLING


class Reopening(models.Model):
    """A closed incident that was opened again, and why: what it was closed with stays here, whatever is found afterwards."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reopenings")
    why = models.TextField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=7, choices=Outcome)
    outcome_why = models.TextField()
    sanction = models.CharField(max_length=200, blank=True)
    considered = models.JSONField(default=dict, help_text="What each child needed from there on, by the child's key.")
    reopened_at = models.DateTimeField()
    reopened_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = HANDLING
