"""A contact: one child, one clock, one decision."""

from django.db import models
from django.db.models import F, Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.organisations.models import Actor, Membership, Organisation, User
from breakwater.partnership.people.models import Person

from .arrivals import Channel, Submission

KEPT = "Kept 6 years after closing where nothing followed; otherwise as long as what followed (FD 7.3)"


class Rag(models.TextChoices):
    """How urgent (FD 2.2). A rating never moves the statutory clock."""

    RED = "RED", "Red"
    AMBER = "AMBER", "Amber"
    GREEN = "GREEN", "Green"
    BLUE = "BLUE", "Blue or white"


class Outcome(models.TextChoices):
    """What is decided for a child (FD 2.5). The code is the domain reference's."""

    ADVICE = "O1", "Information or advice given"
    SIGNPOST = "O2", f"Signposted to universal services ({LEVELS[1].name})"
    BY_REFERRER = "O3", f"Returned to the referrer to start early help ({LEVELS[2].name})"
    TIER2 = "O4", f"Early help co-ordinated at {LEVELS[2].name}"
    TIER3 = "O5", f"{LEVELS[3].offer.capitalize()} ({LEVELS[3].name})"
    ASSESSMENT = "O6", "Referral accepted: child and family assessment (section 17)"
    STRATEGY = "O7", "Strategy discussion (section 47)"
    PROTECTION = "O8", "Immediate protection"
    OPEN_CASE = "O9", "Passed to the allocated worker (case already open)"
    SPECIALIST_SERVICE = "O10", "Specialist service"
    SPECIALIST = "O11", "Specialist route"
    TRANSFER = "O12", "Transfer to or from another authority"
    NO_FURTHER = "O13", "No further action after screening"
    DUPLICATE = "O14", "Duplicate or recorded in error"


class ServiceKind(models.TextChoices):
    """Which specialist service (FD 2.5, O10)."""

    DISABILITY = "DISABILITY", "Disabled children's service"
    PRIVATE_FOSTERING = "FOSTERING", "Private fostering"
    UNACCOMPANIED = "UASC", "Unaccompanied child seeking asylum"
    HOMELESS = "HOMELESS", "Homeless at 16 or 17"
    EXPLOITATION = "EXPLOITATION", "Missing and exploitation hub"
    YOUTH_JUSTICE = "YOUTH_JUSTICE", "Youth justice"


class Dispensing(models.TextChoices):
    """Why the family was not asked (FD 1.5)."""

    RISK_TO_CHILD = "RISK_CHILD", "Asking could raise the risk to the child"
    RISK_TO_OTHER = "RISK_OTHER", "Asking could put someone else at risk"
    EVIDENCE = "EVIDENCE", "Evidence could be lost or tampered with"
    SEXUAL_ABUSE = "SEXUAL_ABUSE", "Sexual abuse within the household is suspected"
    FABRICATED = "FABRICATED", "Fabricated or induced illness is suspected"
    HONOUR = "HONOUR", "So-called honour-based abuse or forced marriage"
    ORGANISED = "ORGANISED", "Organised or complex abuse is suspected"
    PROFESSIONAL = "PROFESSIONAL", "It is about someone who works with children"
    NOT_FOUND = "NOT_FOUND", "No parent could be found in reasonable time"
    IMMEDIATE = "IMMEDIATE", "Protection is needed at once"


class CannotWait(models.TextChoices):
    """What a sender says, beside danger now, that does not wait until the office opens: the gravest first.

    RED is said by the MASH that passed a contact on: it goes first here until it is rated again.
    """

    BABY = "BABY", "A baby is said to be injured"
    ABUSER = "ABUSER", "Lives with who may have harmed them"
    MEDICAL = "MEDICAL", "Needs medical attention now"
    NOT_SAFE = "NOT_SAFE", "Not safe for 24 hours"
    RED = "RED", "Rated red by another MASH"
    TODAY = "TODAY", "Referrer asks to act today"


class Contact(models.Model):
    """An approach to the front door about one child. `child` is empty until a person has settled who it is.

    `named_as` is the child as the sender named or described them. `received_at` is when the duty began: the server's
    receipt, or what MASH staff say they were told by telephone. A claim lapses by itself at the end of the shift (SG-06).

    What screening needs of the submission stands here again (`channel` to `worry`). The submission is hidden with any one
    of its children who is restricted, and the others must not vanish from the board with it.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="contact")
    reference = models.CharField(max_length=16, unique=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="contacts")
    position = models.PositiveSmallIntegerField(default=0)
    named_as = models.CharField(max_length=240)
    born_as_told = models.CharField(max_length=12, blank=True, help_text="A part date, as in 2014-03~.")
    address_as_told = models.CharField(max_length=300, blank=True)
    postcode_as_told = models.CharField(max_length=60, blank=True, help_text="As typed: perhaps half, or two.")
    school_as_told = models.CharField(max_length=200, blank=True)
    child = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts_about")
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=12, choices=Channel)
    out_of_hours = models.BooleanField(default=False)
    sender_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sender_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_said = models.CharField(max_length=120, help_text="Who it came from, as a chronology may say it.")
    worry = models.TextField(blank=True, help_text="In the referrer's own words.")
    rag = models.CharField(max_length=5, choices=Rag, blank=True)
    rag_reason = models.TextField(blank=True)
    told_more_at = models.DateTimeField(
        null=True, blank=True, help_text="Told more since it was rated: it wants rating again (FD 1.7)."
    )
    immediate_danger = models.BooleanField(default=False)
    unsure_of_danger = models.BooleanField(
        default=False, help_text="Asked about danger now, the referrer was not sure."
    )
    cannot_wait = models.CharField(
        max_length=8,
        choices=CannotWait,
        blank=True,
        help_text="The gravest of what the referrer says that cannot wait.",
    )
    claimed_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    claimed_until = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=3, choices=Outcome, blank=True)

    Outcome = Outcome
    Rag = Rag
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_decided_with_an_outcome",
                condition=Q(decided_at=None, outcome="") | Q(decided_at__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="contact_claimed_until_a_moment",
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
            ),
            models.CheckConstraint(name="contact_rated_for_a_reason", condition=Q(rag="") | ~Q(rag_reason="")),
            models.UniqueConstraint(fields=["submission", "position"], name="one_contact_a_child"),
        ]
        indexes = [
            models.Index(F("received_at"), F("case_id"), condition=Q(decided_at=None), name="contact_undecided"),
            models.Index(fields=["child", "-received_at"], name="contact_of_child"),
        ]

    def sent(self) -> Submission | None:
        """What it came by, with its answers, where whoever asks may know of it."""
        return Submission.objects.filter(pk=self.submission_id).select_related("answers__version__form").first()

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    @property
    def names(self) -> set[str]:
        """What the child is called, as told and as recorded, in small letters. Reads the child."""
        try:
            known = self.child.name if self.child_id and self.child else ""
        except Person.DoesNotExist:  # hidden from whoever asks
            known = ""
        return {self.named_as.casefold(), known.casefold()} - {""}

    @property
    def is_matched(self) -> bool:
        """Whether someone has said who the child is. Reads the child."""
        return self.child_id is not None and not self.is_provisional

    @property
    def is_provisional(self) -> bool:
        """Whether the child is recorded provisionally: protected, and still to be matched. Reads the child."""
        try:
            return self.child_id is not None and self.child is not None and self.child.is_provisional
        except Person.DoesNotExist:  # hidden from whoever asks
            return False


class Decision(models.Model):
    """A decision on a contact: outcome, why, and what its sender may read. A later one replaces it; none is changed."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=3, choices=Outcome)
    rationale = models.TextField()
    words_for_sender = models.TextField()
    agreement = models.CharField(
        max_length=12,
        blank=True,
        choices=[
            ("AGREES", "The family agrees"),
            ("NOT_ASKED", "Not asked yet"),
            ("REFUSES", "The family refuses"),
            ("NOT_NEEDED", "Not needed for this outcome"),
        ],
    )
    agreement_words = models.CharField(max_length=240, blank=True, help_text="Who agreed, how and when.")
    dispensed_because = models.CharField(max_length=12, choices=Dispensing, blank=True)
    refusal_considered = models.TextField(
        blank=True, help_text="Whether the family's refusal itself raises the concern, and why it goes on as decided."
    )
    kind = models.CharField(max_length=13, choices=ServiceKind, blank=True)
    in_error = models.BooleanField(default=False, help_text="Of O14: recorded in error, and no duplicate.")
    present = models.CharField(max_length=240, blank=True, help_text="Who was asked or present when it was decided.")
    without_record_because = models.CharField(
        max_length=500, blank=True, help_text="Why it was decided before the screening record was whole."
    )
    second_by = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The second manager, where one is needed (TR-13).",
    )
    checked_by_hand = models.BooleanField(
        default=False, help_text="What social care knows was looked up by hand before deciding (SG-07)."
    )
    tasks = models.JSONField(
        default=dict,
        blank=True,
        help_text="Where each open task of the contact goes, by its public id: END, GOES or STAYS.",
    )
    quotes_because = models.CharField(
        max_length=500,
        blank=True,
        help_text="Why the reasons repeat a phrase of an answer that is for the MASH only (TR-08).",
    )
    for_family = models.JSONField(
        default=list,
        blank=True,
        help_text="What each of the family may read: same, own words or nothing, and why not (SG-27).",
    )
    without = models.JSONField(
        default=list,
        help_text="What was asked of other agencies and had not come: the decision went ahead without (TR-10).",
    )
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="decision_says_why", condition=~Q(rationale="")),
            models.CheckConstraint(name="specialist_service_is_named", condition=~Q(outcome="O10") | ~Q(kind="")),
            models.CheckConstraint(
                name="nobody_is_their_own_second_manager", condition=Q(second_by=None) | ~Q(second_by=F("by"))
            ),
            models.CheckConstraint(
                name="early_help_decided_with_agreement",
                condition=~Q(outcome__in=["O3", "O4", "O5"]) | Q(agreement="AGREES") & ~Q(agreement_words=""),
            ),
        ]


class AgreementGiven(models.Model):
    """What one person said to the MASH of agreeing to help: recorded once, for the children it covers. Added, never changed."""

    class Says(models.TextChoices):
        AGREES = "AGREES", "Agrees"
        REFUSES = "REFUSES", "Refuses"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="agreements_given")
    says = models.CharField(max_length=7, choices=Says)
    words = models.CharField(max_length=240, help_text="Who, how and when.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [models.CheckConstraint(name="agreement_says_who", condition=~Q(words=""))]


class AgreementCovers(models.Model):
    """A child whom a person named when they agreed or refused. Nobody's agreement covers a child who is not named here."""

    given = models.ForeignKey(AgreementGiven, on_delete=models.CASCADE, related_name="covers")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="covered_by")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["given", "contact"], name="agreement_covers_a_child_once")]


class Match(models.Model):
    """Who a contact was found to be about, by whom, after searching what (SG-10). Added, never changed."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="matches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    was_new = models.BooleanField()
    searched = models.JSONField(default=dict, help_text="Names, dates and addresses that were searched.")
    found = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)
