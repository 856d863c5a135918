"""Allegations about people who work with children: a case of the designated officers, restricted from its receipt on (SG-11)."""

from django.db import models
from django.db.models import Case as Whether
from django.db.models import F, Q, When

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Membership, Organisation, Team, User

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
