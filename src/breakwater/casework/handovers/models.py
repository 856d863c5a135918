"""The one way responsibility moves between teams and services."""

from django.db import models
from django.db.models import F, Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, Team, User
from breakwater.partnership.people.models import Person


class HandoverQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status="OFFERED")

    def given_by(self, membership):
        """What a post's team gave, or its human offered from a post in the case."""
        return self.filter(Q(from_team=membership.team_id) | Q(offered_user=membership.user_id))


class Handover(models.Model):
    """An offer of responsibility to a service's team, its response clock and its answer.

    Until accepted the giver stays responsible. `service` names the receiver in the registry; the cases it carries are
    HandoverCase rows; an accepted one may have opened a case. `keeps_sight_until` is how long the giver may still look.
    """

    class Status(models.TextChoices):
        OFFERED = "OFFERED", "Waiting for an answer"
        ACCEPTED = "ACCEPTED", "Accepted"
        DECLINED = "DECLINED", "Declined"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    class Cause(models.TextChoices):
        """Why someone else is to lead (FD 4.9)."""

        SCHOOL = "SCHOOL", "The child changes school"
        LEAVING = "LEAVING", "The lead professional leaves their role"
        FIT = "FIT", "Someone else knows the family better now"
        CONFLICT = "CONFLICT", "It does not work between them"
        MOVED = "MOVED", "The family moves"
        FAMILY = "FAMILY", "The family asks for it"
        OTHER = "OTHER", "Something else"

    class FamilySays(models.TextChoices):
        AGREES = "AGREES", "They agree"
        RATHER_NOT = "RATHER_NOT", "They would rather not"
        NOT_ASKED = "NOT_ASKED", "Not asked yet"

    reference = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    from_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="handovers_given")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="handovers_offered")
    reason = models.TextField()
    passes = models.TextField(blank=True, help_text="What is passed on, and who keeps what.")
    status = models.CharField(max_length=9, choices=Status, default=Status.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    offered_user = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The human who offered it: one who leads acts from outside the responsible team (SG-09).",
    )
    answer_due_on = models.DateField()
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer_reason = models.TextField(blank=True)
    proposed_lead = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    keeps_sight_until = models.DateField(null=True, blank=True)
    elsewhere_reference = models.CharField(max_length=60, blank=True)
    elsewhere_worker = models.CharField(max_length=120, blank=True)
    cause = models.CharField(max_length=8, choices=Cause, blank=True)
    family_says = models.CharField(max_length=10, choices=FamilySays, blank=True)
    opened_case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="opened_by_handover"
    )
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    moves_cases = models.BooleanField(default=False, help_text="Accepting moves the carried cases themselves.")
    needs_lead = models.BooleanField(
        default=False, help_text="Its cases stay open until someone leads what it opened, or a manager says what holds."
    )
    instead = models.TextField(blank=True, help_text="What a manager says holds, where nobody leads yet.")
    instead_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    instead_at = models.DateTimeField(null=True, blank=True)
    lead_chased_on = models.DateField(
        null=True, blank=True, help_text="When the receiving team last heard that the giver waits to close."
    )

    objects = HandoverQuerySet.as_manager()
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handover_answered_by_someone",
                condition=Q(status="OFFERED", answered_at=None, answered_by=None)
                | ~Q(status="OFFERED") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_declined_for_a_reason", condition=~Q(status="DECLINED") | ~Q(answer_reason="")
            ),
            models.CheckConstraint(name="handover_goes_to_another_team", condition=~Q(from_team=F("to_team"))),
            models.CheckConstraint(name="handover_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="handover_instead_of_a_lead_is_whole",
                condition=Q(instead="", instead_by=None, instead_at=None)
                | ~Q(instead="")
                & Q(instead_by__isnull=False, instead_at__isnull=False, needs_lead=True, status="ACCEPTED"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_team", "answer_due_at", "id"], condition=Q(status="OFFERED"), name="handover_waiting"
            ),
        ]

    def cases_in_sight(self) -> list[Case]:
        """The cases it carries, where `carried__case` was prefetched. One that left the reader's sight between the two questions is left out."""
        return [row.case for row in self.carried.all() if hasattr(row, "case")]


class HandoverCase(models.Model):
    """A case that a handover carries. While the offer waits, and once accepted, the receiving team may read it."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="carried")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handovers")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    from_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    gives_sight = models.BooleanField(default=True)
    giver_sees_until = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "case"], name="carried_once")]


class HandoverAction(models.Model):
    """Where an open action of the giver goes once the offer is accepted. One by one: a row an action (FD 4.9).

    `kind` names the source in the registry and `row` its key there.
    """

    class Goes(models.TextChoices):
        ON = "ON", "Goes to whoever takes over"
        STAYS = "STAYS", "Stays with whoever has it now"
        TEAM = "TEAM", "Goes to the team that answers for the case"

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=24)
    row = models.BigIntegerField()
    goes = models.CharField(max_length=5, choices=Goes)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "kind", "row"], name="action_said_once")]


class Line(models.TextChoices):
    """A line of the ledger: one thing that whoever receives a family must see in order to act."""

    CONCERN = "concern", "Referrer’s words"
    CHILDS_WORDS = "childs_words", "The child’s own words"
    HOUSEHOLD = "household", "Household"
    RESPONSIBILITY = "responsibility", "Parental responsibility"
    RELATIONSHIPS = "relationships", "Relationships"
    SIBLINGS = "siblings", "Brothers and sisters"
    ADDRESSES = "addresses", "Addresses"
    SAFE_CONTACT = "safe_contact", "Safe ways to contact"
    WORKER_RISK = "worker_risk", "Risk to a visiting worker"
    NOT_TO_TELL = "not_to_tell", "Who must not be told"
    CONSENT = "consent", "Recorded consent"
    FAMILY_KNOWS = "family_knows", "What the parents know"
    REFERRER = "referrer", "Referrer, and how to reach them"
    SEARCHED = "searched", "What was searched"
    THRESHOLD = "threshold", "Threshold evidence"
    ACTIONS = "actions", "Open actions and deadlines"


class LedgerEntry(models.Model):
    """A fact of the ledger as it was known when a case was handed over. Added, never changed.

    It is written with the giver's sight and belongs to the case, so that whoever takes the case on later reads it without sight
    of where it came from. `about` names a person as the source does; `person` is their record, whose restriction hides the entry
    (SG-18). `organisation` is whose words they are: that organisation may always read them. `more` has the answers of a consent.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ledger")
    line = models.CharField(max_length=14, choices=Line)
    about = models.CharField(max_length=240, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    more = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=160)
    known_at = models.DateTimeField()
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="ledger")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_entry_says_something", condition=~Q(words=""))]


class FamilyTold(models.Model):
    """Someone of the family was told who helps them from now on, or is not told because it is not safe."""

    class How(models.TextChoices):
        IN_PERSON = "IN_PERSON", "In person"
        PHONE = "PHONE", "By telephone"
        LETTER = "LETTER", "By letter"
        NOT_TOLD = "NOT_TOLD", "Not told"

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="family_told")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=9, choices=How)
    told_on = models.DateField()
    words = models.TextField(blank=True, help_text="What they said; or why they are not told.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(name="family_not_told_for_a_reason", condition=~Q(how="NOT_TOLD") | ~Q(words=""))
        ]
