"""The two compartments of the front door: allegations about people who work with children, and the specialist route.

An allegation is a case of the designated officers, restricted from its receipt on (SG-11). A specialist concern is read by
the Prevent compartment alone, and its words are gone once the police have answered for it (SG-12).
"""

from django.db import models
from django.db.models import Case as Whether
from django.db.models import F, Q, When

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, Team, User

from .arrivals import Submission
from .contacts import CannotWait

KEPT_AS_AN_ALLEGATION = (
    "Substantiated or unsubstantiated: 100 years from the person's birth; unfounded or malicious: 10 years from closing; "
    "advice only: 6 years (FD 7.3)"
)


class AllegationOutcome(models.TextChoices):
    """How an allegation ended, in the words of the statutory guidance."""

    ADVICE = "ADVICE", "Advice only: not an allegation that meets the threshold"
    SUBSTANTIATED = "SUBSTANTIATED", "Substantiated"
    UNSUBSTANTIATED = "UNSUBST", "Unsubstantiated"
    FALSE = "FALSE", "False"
    UNFOUNDED = "UNFOUNDED", "Unfounded"
    MALICIOUS = "MALICIOUS", "Malicious"


class Allegation(models.Model):
    """What was said of someone who works with children, for the designated officers named as its readers (SG-11).

    `worry`, `children` and `form` stand here again, so that the page needs nothing that another restriction may hide.
    """

    Outcome = AllegationOutcome
    URGENT_FIRST = ("-immediate_danger", Whether(When(cannot_wait="", then=1), default=0))

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="allegation")
    reference = models.CharField(max_length=16, unique=True)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="allegation")
    received_at = models.DateTimeField()
    about = models.CharField(max_length=200, blank=True, help_text="Who it is about, as the referrer put it.")
    role = models.CharField(max_length=200, blank=True, help_text="What they do there, as the referrer put it.")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation_words = models.CharField(max_length=200, blank=True, help_text="Where, as the referrer put it.")
    worry = models.TextField()
    children = models.JSONField(default=list, help_text="As told: name, born, address, school.")
    sender_words = models.CharField(max_length=240, blank=True)
    form = models.JSONField(default=dict, help_text="reach: how to reach who told us; parts: every answer of the form.")
    immediate_danger = models.BooleanField(default=False)
    cannot_wait = models.CharField(
        max_length=8,
        choices=CannotWait,
        blank=True,
        help_text="The gravest of what the referrer says that cannot wait.",
    )
    set_apart_because = models.TextField(blank=True, help_text="Why the MASH set it apart, where the referrer did not.")
    taken_up_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_up_at = models.DateTimeField(null=True, blank=True)
    is_about_head = models.BooleanField(
        null=True, help_text="It is about the head or whoever is in charge, so that the chair or the trust may know."
    )
    outcome = models.CharField(max_length=13, choices=AllegationOutcome, blank=True)
    rationale = models.TextField(blank=True)
    closed_without = models.TextField(blank=True, help_text="Why it closed though something was not recorded or done.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_AS_AN_ALLEGATION, fields={"reference": Sensitivity.INTERNAL})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="allegation_decided_with_an_outcome_and_reasons",
                condition=Q(decided_at=None, decided_by=None, outcome="", rationale="")
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(outcome="") & ~Q(rationale=""),
            ),
            models.CheckConstraint(
                name="allegation_taken_up_at_a_moment",
                condition=Q(taken_up_by=None, taken_up_at=None)
                | Q(taken_up_by__isnull=False, taken_up_at__isnull=False),
            ),
        ]

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    @property
    def where(self) -> str:
        """The organisation, as settled or as the sender put it."""
        return self.organisation.name if self.organisation_id else self.organisation_words


class AllegationContact(models.Model):
    """A contact that came with an allegation: its case follows the restriction of the allegation's case, `within`."""

    within = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_AN_ALLEGATION)

    class Meta:
        constraints = [models.CheckConstraint(name="not_within_itself", condition=~Q(within=F("case")))]


class PassedOn(models.Model):
    """A contact for the MASH that a designated officer made out of an allegation, in words of their own. Nobody reads from
    it that there was an allegation; what is struck stays struck there too.
    """

    within = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_AN_ALLEGATION)


class StruckOrganisation(models.Model):
    """An organisation that hears nothing of an allegation (requests, lists, receipts, mail, letters) until a designated
    officer lifts it. Without an organisation nobody knows yet which it is, and then no organisation hears.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="struck_organisations")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    struck_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_because = models.TextField(blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_AN_ALLEGATION)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation"], condition=Q(lifted_at=None), nulls_distinct=False, name="struck_once"
            ),
            models.CheckConstraint(
                name="strike_lifted_by_someone_for_a_reason",
                condition=Q(lifted_at=None, lifted_by=None, lifted_because="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because=""),
            ),
        ]


class Acknowledgement(models.Model):
    """That we have what someone sent, and nothing else: all that its sender, and no colleague of theirs, can open (SG-11)."""

    reference = models.CharField(max_length=16)
    sender_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sender_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=40, blank=True, help_text="Public id of the form that was sent.")
    received_at = models.DateTimeField()

    handling = Handling(Sensitivity.PERSONAL, keep="Kept 6 years", fields={"reference": Sensitivity.INTERNAL})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference", "sender_user"], name="acknowledged_once")]


class SpecialistOutcome(models.TextChoices):
    """What the police answered, as a code without words."""

    NOT_PREVENT = "NOT_PREVENT", "Not suitable for Prevent: other support"
    CONSIDERED = "CONSIDERED", "Taken up for consideration by a panel"
    ADOPTED = "ADOPTED", "Adopted by a panel"
    CLOSED = "CLOSED", "Closed by the police without further action"


class SpecialistConcern(models.Model):
    """What was said of a child being drawn towards terrorism, for the Prevent compartment alone (SG-12).

    `words` and `about` are held until the police receipt is recorded, and are empty from then on: the database refuses them
    back. When, which reference, to whom, the receipt and the outcome's code stay.
    """

    Outcome = SpecialistOutcome

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    arrived_with = models.CharField(max_length=16, unique=True, help_text="Reference of what it arrived with.")
    received_at = models.DateTimeField()
    words = models.TextField(blank=True)
    about = models.JSONField(default=dict, blank=True, help_text="children (name, born, address, school) and referrer.")
    referred_on = models.DateField(null=True, blank=True)
    police_reference = models.CharField(max_length=60, blank=True)
    recipient = models.CharField(max_length=120, blank=True)
    referred_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receipt_on = models.DateField(null=True, blank=True)
    receipt_words = models.CharField(max_length=120, blank=True, help_text="Who acknowledged it, by which reference.")
    purged_at = models.DateTimeField(null=True, blank=True)
    purged_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=11, choices=SpecialistOutcome, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    outcome_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(
        Sensitivity.SPECIAL,
        keep="Words until the police receipt; date, reference, recipient, receipt and outcome 6 years",
        fields={"arrived_with": Sensitivity.INTERNAL, "police_reference": Sensitivity.INTERNAL},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="specialist_words_are_gone_after_the_receipt",
                condition=Q(receipt_on=None, purged_at=None, purged_by=None)
                | Q(receipt_on__isnull=False, purged_at__isnull=False, purged_by__isnull=False, words="", about={}),
            ),
            models.CheckConstraint(
                name="specialist_referred_before_the_receipt",
                condition=Q(receipt_on=None) | Q(referred_on__isnull=False),
            ),
            models.CheckConstraint(
                name="specialist_outcome_after_the_receipt", condition=Q(outcome="") | Q(receipt_on__isnull=False)
            ),
        ]
