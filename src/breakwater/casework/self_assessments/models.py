"""Editions of statement banks, and an organisation's returns on them: answers, sign-off, moderation, who asked."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, Team, User

KEPT = "Kept six years after it was sent, so that three rounds compare; an unsent one until the organisation closes"


class BankEdition(models.Model):
    """One edition of a bank as JSON text, which keeps its order. Never changed once released; the newest is begun on."""

    key = models.CharField(max_length=60, help_text="As in 'prevent.schools'.")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    definition = models.TextField()
    released_at = models.DateTimeField()

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while any return names it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="bank_edition_once")]


class SelfAssessment(models.Model):
    """An organisation's return on one edition of a bank, open until it is sent. One is open at a time for a team and bank.

    One return serves every area that asks for it. `revision` counts every change of an answer, so that a sign-off knows what it signed.
    """

    public_id = PublicIdField()
    edition = models.ForeignKey(BankEdition, on_delete=models.PROTECT, related_name="+")
    bank = models.CharField(max_length=60, help_text="The edition's key.")
    variant = models.CharField(max_length=40, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=20, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "bank"], name="one_open_self_assessment", condition=Q(sent_at=None)
            ),
            models.CheckConstraint(
                name="self_assessment_sent_by_someone_with_a_receipt",
                condition=Q(sent_at=None, sent_by=None, receipt="")
                | Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(receipt=""),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "bank", "-sent_at"], name="returns_of_an_organisation")]

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class SelfAssessmentRequest(models.Model):
    """That a team asks an organisation for its return on a bank by a day. It reads the return from `shared_at` on.

    One that names the `edition_number` of its bank is answered on that, whatever was released meanwhile: nobody's questions change halfway.
    """

    public_id = PublicIdField()
    bank = models.CharField(max_length=60)
    edition_number = models.PositiveIntegerField(null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    answering_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    asking_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        SelfAssessment, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    shared_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Not asked for any more, until it is asked again."
    )

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asking_team", "organisation", "bank"],
                name="asked_once_at_a_time",
                condition=Q(shared_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="what_is_shared_is_a_self_assessment",
                condition=Q(shared_at=None, assessment=None) | Q(shared_at__isnull=False, assessment__isnull=False),
            ),
        ]


class SectionDelegation(models.Model):
    """A section of a return is a named colleague's to answer, until it is given to another; or, as `SIGNS` with a capacity, its signature is asked of them."""

    SIGNS = "sign:"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="delegations")
    section = models.CharField(max_length=40)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    delegated_at = models.DateTimeField()
    delegated_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "section"], name="section_delegated_once", condition=Q(ended_at=None)
            )
        ]


class StatementAnswer(models.Model):
    """The organisation's own answer to a statement: a grade with evidence, impact and action, or why it does not apply.

    `score` is the grade's place on the scale. One that says "still true" names the answer of last time that it repeats.
    """

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="answers")
    section = models.CharField(max_length=40)
    statement = models.CharField(max_length=40)
    grade = models.CharField(max_length=20, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it does not apply.")
    evidence = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    none_held = models.BooleanField(default=False, help_text="No evidence is held, said in so many words.")
    impact = models.TextField(blank=True)
    action = models.TextField(blank=True)
    still_true = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "statement"], name="statement_answered_once")]


def plain(name: str) -> str:
    """A name as it is compared with another."""
    return " ".join(name.split()).casefold()


class SignOff(models.Model):
    """Someone named signs the answers as they were at a revision; a later change asks for it again. One that is removed stays on record."""

    class Capacity(models.TextChoices):
        LEAD = "LEAD", "Lead for this self-assessment"
        HEAD = "HEAD", "Head teacher, principal or chief officer"
        GOVERNOR = "GOVERNOR", "Governor, trustee or board member"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="sign_offs")
    capacity = models.CharField(max_length=8, choices=Capacity)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    signed_on = models.DateField()
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "capacity", "revision"],
                condition=Q(removed_at=None),
                name="signed_once_a_revision",
            )
        ]

    @property
    def entered_by(self) -> str:
        """Who typed the signature of somebody else; "" where whoever is named signed in and signed."""
        by = self.by.membership
        return "" if by and plain(by.user.name) == plain(self.name) else self.by.said


class ModeratedGrade(models.Model):
    """A grade that those who asked give, beside the organisation's own. Added, never changed; the last of a kind stands."""

    class Kind(models.TextChoices):
        MODERATED = "MODERATED", "Moderated grade"
        FINAL = "FINAL", "Final grade"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="moderated")
    statement = models.CharField(max_length=40)
    kind = models.CharField(max_length=9, choices=Kind)
    grade = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField()
    reason = models.TextField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.CheckConstraint(name="moderated_for_a_reason", condition=~Q(reason=""))]
