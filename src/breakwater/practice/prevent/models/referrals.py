"""A referral, the national form it was made on, what is held back from purging, and advice given before one.

None is a case: oversight, break-glass, merges, references and counts of cases would each tell that there is one (decision 0012).
What the referrer wrote is locked with a key of the referral's own, kept outside the database; with the key it is gone everywhere.
"""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import FormVersion
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team, User
from breakwater.partnership.people.models import Person

KEPT = "Words until the purge; dates, reference, recipient, receipt and outcome 6 years from the end"


class Outcome(models.TextChoices):
    """What the referrer may be told, as a code without words."""

    NOT_PREVENT = "NOT_PREVENT", "Not suitable for Prevent: other support"
    CONSIDERED = "CONSIDERED", "Taken up for consideration by a panel"
    ADOPTED = "ADOPTED", "Adopted by a panel"
    NOT_ADOPTED = "NOT_ADOPTED", "Considered by a panel and not adopted"
    CLOSED = "CLOSED", "Closed by the police without further action"
    WITHDRAWN = "WITHDRAWN", "Agreement to support was withdrawn"
    LEFT = "LEFT", "Support by the panel has ended"


class Copy(models.TextChoices):
    """What becomes of the copy for the child protection file of whoever referred. They answer it themselves."""

    OFFERED = "OFFERED", "Offered, not answered yet"
    TAKEN = "TAKEN", "Taken for the child protection file"
    DECLINED = "DECLINED", "Declined"
    NO_SCHOOL = "NO_SCHOOL", "No school referred"
    UNANSWERED = "UNANSWERED", "Offered, and not answered in four weeks"


class NationalForm(models.Model):
    """The national referral form: its author's alone until it is sent, then the Prevent team's as well.

    The author reads on it what they may be told: that it was received, and the outcome's code.
    """

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    author_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    author_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    own_key = models.CharField(max_length=32)
    locked = models.BinaryField(help_text="The answers, locked with the form's own key; empty once they are gone.")
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the answers as they were sent.")
    contact = models.CharField(max_length=16, blank=True, help_text="Receipt of the contact made with it.")
    acknowledged_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    copy = models.CharField(max_length=10, choices=Copy, blank=True)
    copy_on = models.DateField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="prevent_form_gone_is_empty", condition=Q(gone_at=None) | Q(locked=b""))
        ]


class Referral(models.Model):
    """What the Prevent team has of one person: from what was taken out of a form, or from the national form (SG-12).

    `locked` holds what a form for the MASH said apart ("words", "about"), with the same key as the national form.
    """

    class Ended(models.TextChoices):
        NOT_PREVENT = "NOT_PREVENT", "Not suitable for Prevent"
        RISK_MANAGED = "RISK_MANAGED", "Risk managed"
        NO_CONSENT = "NO_CONSENT", "Consent declined or withdrawn"
        MOVED = "MOVED", "Moved to another area, with a transfer record"
        ADULTS = "ADULTS", "Turned 18: passed to the adults’ panel"
        POLICE = "POLICE", "Led by the police"
        ARRESTED = "ARRESTED", "Arrested"
        OTHER = "OTHER", "Other"

    Copy, Outcome = Copy, Outcome

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    form = models.OneToOneField(NationalForm, null=True, blank=True, on_delete=models.PROTECT, related_name="referral")
    arrived_with = models.CharField(max_length=16, unique=True, null=True, blank=True)
    child = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    likeness = models.CharField(max_length=64, blank=True, help_text="Keyed digest of the name and birth date as told.")
    school = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, default="OTHER", help_text="Code of questions/codes.yaml.")
    concern = models.CharField(max_length=30, blank=True, help_text="Code of questions/codes.yaml.")
    codes_edition = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    own_key = models.CharField(max_length=32)
    locked = models.BinaryField(default=b"")
    referred_on = models.DateField(null=True, blank=True)
    police_reference = models.CharField(max_length=60, blank=True)
    recipient = models.CharField(max_length=120, blank=True)
    referred_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receipt_on = models.DateField(null=True, blank=True)
    receipt_words = models.CharField(max_length=120, blank=True, help_text="How it was acknowledged.")
    reference_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_alone = LockedText(null=True, blank=True, help_text="Why whoever typed the reference checked it too.")
    copy = models.CharField(max_length=10, choices=Copy, blank=True)
    copy_on = models.DateField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    purged_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=12, choices=Ended, blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        indexes = [
            models.Index(fields=["child"], condition=Q(ended_on=None), name="prevent_live_of_a_child"),
            models.Index(fields=["likeness"], condition=~Q(likeness=""), name="prevent_alike"),
        ]
        constraints = [
            models.CheckConstraint(
                name="prevent_purged_when_it_may_be",
                condition=Q(purged_at=None, purged_by=None)
                | Q(
                    purged_at__isnull=False,
                    purged_by__isnull=False,
                    locked=b"",
                    receipt_on__isnull=False,
                    checked_at__isnull=False,
                    copy_on__isnull=False,
                )
                & ~Q(copy=""),
            ),
            models.CheckConstraint(
                name="prevent_referred_before_the_receipt", condition=Q(receipt_on=None) | Q(referred_on__isnull=False)
            ),
            models.CheckConstraint(
                name="prevent_checked_after_the_receipt", condition=Q(checked_at=None) | Q(receipt_on__isnull=False)
            ),
            models.CheckConstraint(
                name="prevent_ended_for_a_reason",
                condition=Q(ended_on=None, ended="") | Q(ended_on__isnull=False) & ~Q(ended=""),
            ),
        ]

    @property
    def referrer_answers(self) -> bool:
        """Whether somebody outside the team made the referral, who says themselves whether they want a copy."""
        return self.form is not None and self.form.author_team_id != self.team_id

    @property
    def is_live(self) -> bool:
        return self.ended_on is None


class Step(models.Model):
    """What happened on the way, with its day: the police's steps are entered here, and no reason of theirs is."""

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged by the police"
        GATEWAY = "GATEWAY", "Gateway assessment"
        SECTION_36 = "SECTION_36", "Section 36 decision of the police"
        GATHERING = "GATHERING", "Information asked for"
        RESPONSE = "RESPONSE", "Information received"
        RETURNED = "RETURNED", "A service offered instead was declined"

    class Gateway(models.TextChoices):
        NFA = "NFA", "No further action"
        SAFEGUARDING = "SAFEGUARDING", "Signposted to safeguarding"
        CHANNEL = "CHANNEL", "Channel"
        POLICE_LED = "POLICE_LED", "Police-led partnership"
        PURSUE = "PURSUE", "Pursue"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=12, blank=True, help_text="Gateway: its outcome. Section 36: YES or NO.")
    agency = models.CharField(max_length=80, blank=True, help_text="Who was asked, or answered.")
    on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep="6 years from the end of the referral")


class Hold(models.Model):
    """Why nothing may be purged: of one referral, or of a person, whether or not anything is held of them."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = LockedText()
    since = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_why = LockedText(blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep="6 years from the day it is lifted")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prevent_hold_is_of_something",
                condition=Q(referral=None, person__isnull=False) | Q(referral__isnull=False, person=None),
            )
        ]


class Consultation(models.Model):
    """Advice that the Prevent team gave before anything was referred: whom, what it came to, no child's name."""

    class Advice(models.TextChoices):
        NO_CONCERN = "NO_CONCERN", "No Prevent concern"
        PASTORAL = "PASTORAL", "Support in school"
        SAFEGUARDING = "SAFEGUARDING", "Another safeguarding concern: contact the MASH"
        REFER = "REFER", "Refer on the national form"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=120, help_text="Organisation and role, never a child.")
    on = models.DateField()
    advice = models.CharField(max_length=12, choices=Advice)
    words = LockedText(blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep="6 years from the day of the advice")


class SchoolAction(models.Model):
    """Something that the school does: read by the Prevent team and by whoever referred."""

    public_id = PublicIdField()
    form = models.ForeignKey(NationalForm, on_delete=models.CASCADE, related_name="actions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    for_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    title = LockedText()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep="6 years from the end of the referral")
