"""A round of audits: what is asked, in which areas, of which organisations, and what was done until each had answered and was moderated.

What an organisation answers is its self-assessment (`casework.self_assessments`). Nothing here is about a child.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from breakwater.casework.self_assessments.models import BankEdition, SelfAssessmentRequest
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Recorded
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team

KEPT = "Kept for good: an inspection asks what was found three rounds ago and what was done about it"
AUDITED = Handling(Sensitivity.INTERNAL, keep=KEPT)


class AuditRound(models.Model):
    """A round on one edition of a bank, which stays the edition of the round. One return answers every area that takes part.

    `seed` and `random_share` draw the random part of the sample that is moderated, so that anybody can draw it again.
    """

    public_id = PublicIdField()
    title = models.CharField(max_length=160)
    edition = models.ForeignKey(BankEdition, **MADE_BY)
    bank = models.CharField(max_length=60, help_text="The edition's key.")
    previous = models.ForeignKey("self", **MAYBE)
    lead_area = models.ForeignKey(Area, **MADE_BY)
    opens_on = models.DateField()
    due_on = models.DateField()
    letter_to_head = models.TextField()
    letter_to_lead = models.TextField()
    random_share = models.PositiveSmallIntegerField(help_text="Per cent of the returns, drawn by chance.")
    seed = models.CharField(max_length=40)
    key = models.UUIDField(unique=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = AUDITED

    class Meta:
        constraints = [
            models.CheckConstraint(name="round_is_due_after_it_opens", condition=Q(due_on__gt=F("opens_on"))),
            models.CheckConstraint(name="random_share_is_per_cent", condition=Q(random_share__lte=100)),
        ]


class RoundArea(models.Model):
    """An area takes part in a round: its team asks, chases and moderates its own organisations. Launched once, and closed once."""

    public_id = PublicIdField()
    round = models.ForeignKey(AuditRound, on_delete=models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, **MADE_BY)
    team = models.ForeignKey(Team, **MADE_BY)
    launched_at = models.DateTimeField(null=True, blank=True)
    launched_by = models.ForeignKey(Actor, **MAYBE)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Actor, **MAYBE)

    handling = AUDITED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "area"], name="area_takes_part_once"),
            models.CheckConstraint(
                name="round_closed_after_it_was_launched",
                condition=Q(closed_at=None) | Q(launched_at__isnull=False, closed_at__gte=F("launched_at")),
            ),
        ]


class Sampled(models.TextChoices):
    """Why a return is moderated."""

    LOW = "LOW", "Lowest grade given"
    OUTLIER = "OUTLIER", "Far from others of its sector"
    LAST_TIME = "LAST_TIME", "Not returned last round"
    RANDOM = "RANDOM", "Drawn at random"
    CHOSEN = "CHOSEN", "Chosen by the team"


class RoundMember(models.Model):
    """An organisation of the area in a round, asked or left out, each dated and with who decided it.

    `sector` is as the register had it on that day. `left_out` says why it is not asked; one that is asked has its request.
    """

    public_id = PublicIdField()
    round_area = models.ForeignKey(RoundArea, on_delete=models.PROTECT, related_name="members")
    area = models.ForeignKey(Area, **MADE_BY)
    asking_team = models.ForeignKey(Team, **MADE_BY)
    organisation = models.ForeignKey(Organisation, **MADE_BY)
    answering_team = models.ForeignKey(Team, **MAYBE)
    sector = models.CharField(max_length=60)
    request = models.ForeignKey(SelfAssessmentRequest, **MAYBE)
    left_out = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Actor, **MADE_BY)
    sampled = models.CharField(max_length=9, choices=Sampled, blank=True)
    sampled_why = models.CharField(max_length=300, blank=True)
    sampled_at = models.DateTimeField(null=True, blank=True)
    sampled_by = models.ForeignKey(Actor, **MAYBE)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(Actor, **MAYBE)

    handling = AUDITED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round_area", "organisation"], name="in_a_round_once"),
            models.CheckConstraint(
                name="asked_or_left_out_for_a_reason",
                condition=Q(request__isnull=False, answering_team__isnull=False, left_out="")
                | Q(request=None) & ~Q(left_out=""),
            ),
            models.CheckConstraint(
                name="sampled_by_someone_at_some_time",
                condition=Q(sampled="", sampled_at=None, sampled_by=None)
                | ~Q(sampled="") & Q(sampled_at__isnull=False, sampled_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["request"], name="members_by_request")]

    @property
    def is_returned(self) -> bool:
        """Whether its return came, and before the round was closed: one that is asked again in the next answers that."""
        asked, closed_at = self.request, self.round_area.closed_at
        is_sent = bool(asked and asked.assessment and asked.assessment.is_sent)
        return is_sent and (closed_at is None or asked.shared_at <= closed_at)

    @property
    def due_on(self) -> date | None:
        """Its own day while the round is open: one that was asked late has longer."""
        is_open = self.request and self.round_area.closed_at is None
        return self.request.due_on if is_open else self.round_area.round.due_on


class Chase(Recorded):
    """That those answerable for an organisation were told that its return is overdue. Reminders before are the self-assessment's own."""

    class Step(models.TextChoices):
        AFTER_1 = "AFTER_1", "Head or chief officer told that it is overdue"
        AFTER_5 = "AFTER_5", "Governors and trust told that it is overdue"

    member = models.ForeignKey(RoundMember, on_delete=models.CASCADE, related_name="chases")
    step = models.CharField(max_length=9, choices=Step)
    told = models.CharField(max_length=300, blank=True, help_text="Who was told; none: nobody there has an account.")

    handling = AUDITED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "step"], name="chased_once_a_step")]


class FormalRequest(models.Model):
    """A request for information under a power of the Children Act 2004, made of one that does not answer. Printed, sent and answered."""

    public_id = PublicIdField()
    member = models.ForeignKey(RoundMember, on_delete=models.CASCADE, related_name="formal_requests")
    addressed_to = models.CharField(max_length=160)
    wanted = models.TextField()
    answer_by = models.DateField()
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Actor, **MAYBE)

    handling = AUDITED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="formal_request_answered_in_words",
                condition=Q(answered_on=None, answered_by=None, answer="")
                | Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            )
        ]


class FollowUp(models.Model):
    """A look at what became of a moderated audit, so many months after its report."""

    public_id = PublicIdField()
    member = models.ForeignKey(RoundMember, on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    found = models.TextField(blank=True)
    done_by = models.ForeignKey(Actor, **MAYBE)

    handling = AUDITED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "months"], name="followed_up_once_a_time"),
            models.CheckConstraint(
                name="follow_up_done_in_words",
                condition=Q(done_on=None, done_by=None, found="")
                | Q(done_on__isnull=False, done_by__isnull=False) & ~Q(found=""),
            ),
        ]
