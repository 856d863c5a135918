"""A restriction: why, who asked, who approved, until when it is looked at again, who reads, and every step it took."""

from django.db import models
from django.db.models import F, Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, User
from breakwater.partnership.people.models import Person


class LockReason(models.TextChoices):
    """Why a whole record is closed to all but named readers (FD 2.7)."""

    ADOPTION = "ADOPTION", "Risk to an adoptive placement, or an adoption identity"
    PROTECTED = "PROTECTED", "Protected identity or witness protection"
    STAFF_FAMILY = "STAFF", "A member of staff may be related to a service user"
    PUBLIC_INTEREST = "MEDIA", "High public or media interest"
    REVIEW = "REVIEW", "Serious case or practice review"
    CHILD_DEATH = "DEATH", "Sudden unexplained child death"
    HEAD_OF_SERVICE = "HEAD", "Decision of a head of service"
    HONOUR = "HONOUR", "Honour-based abuse"
    SENIOR_FAMILY = "SENIOR", "Family of a councillor or senior officer"
    ALLEGATION = "STAFFALLEG", "Allegation against a member of staff"
    POLICE = "POLICE", "Live covert police operation"


# Never opened by breaking the glass, and never hinted at, whatever an area has set (SG-20).
NEVER_OPENED = (LockReason.ADOPTION, LockReason.PROTECTED)


class LockPolicy(models.Model):
    """What an area says of one reason: whether others meet a hint to ring the duty manager, and when it is looked at again."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=LockReason)
    hints = models.BooleanField(default=False)
    months = models.PositiveSmallIntegerField(default=3)

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while the installation runs: configuration of the area")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "reason"], name="one_lock_policy_a_reason"),
            models.CheckConstraint(
                name="an_identity_is_never_hinted_at",
                condition=Q(hints=False) | ~Q(reason__in=["ADOPTION", "PROTECTED"]),
            ),
        ]


class Lock(models.Model):
    """A restriction of a person, a case or a family. Its steps are rows; `state` is the last of them.

    One that nobody asked for (a colleague's family) is made by the intake and confirmed by a manager like one made at once.
    """

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", "Asked for"
        ACTIVE = "ACTIVE", "In force"
        LIFTED = "LIFTED", "Lifted"
        REFUSED = "REFUSED", "Not approved"

    Reason = LockReason

    public_id = PublicIdField()
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=LockReason)
    words = models.TextField()
    breakable = models.BooleanField(default=True)
    hints = models.BooleanField(default=False, help_text="Others meet a hint to call the duty manager.")
    state = models.CharField(max_length=9, choices=State)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    asked_by_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approver_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unlock_reason = models.TextField(blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_approves_their_own_lock",
                condition=Q(approver_user=None) | ~Q(approver_user=F("asked_by_user")),
            ),
            models.CheckConstraint(
                name="lock_lifted_by_someone_for_a_reason",
                condition=~Q(state="LIFTED")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(unlock_reason=""),
            ),
            models.CheckConstraint(
                name="lock_in_force_has_a_start", condition=~Q(state="ACTIVE") | Q(starts_at__isnull=False)
            ),
        ]


class LockedRecord(models.Model):
    """One record that a restriction closes; `seal` is the wall's number of it once it is in force."""

    lock = models.ForeignKey(Lock, on_delete=models.CASCADE, related_name="records")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="locked_in")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="locked_in")
    seal = models.BigIntegerField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="locked_record_is_one_thing",
                condition=Q(person=None, case__isnull=False) | Q(person__isnull=False, case=None),
            )
        ]


class LockPost(models.Model):
    """Someone named in a restriction: its first and second reader, a further one, or who is told of it and reads nothing.

    While the first is away the second answers for it (SG-06).
    """

    class Part(models.TextChoices):
        FIRST = "FIRST", "First reader"
        SECOND = "SECOND", "Second reader"
        READER = "READER", "Reader"
        TOLD = "TOLD", "Told of it"

    lock = models.ForeignKey(Lock, on_delete=models.CASCADE, related_name="posts")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=6, choices=Part)
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lock", "user"], name="named_in_a_lock_once", condition=Q(ends_at=None)),
            models.CheckConstraint(
                name="away_from_a_day_until_a_day",
                condition=Q(away_from=None, away_until=None) | Q(away_until__gte=F("away_from")),
            ),
        ]

    def is_away(self, day) -> bool:
        return self.away_from is not None and self.away_from <= day <= self.away_until


class LockMove(models.Model):
    """A step of a restriction: asked for, approved, in force, looked at, renewed, lifted. Added, never changed."""

    class Step(models.TextChoices):
        REQUESTED = "REQUESTED", "Asked for"
        AT_ONCE = "AT_ONCE", "Put in force at once"
        APPROVED = "APPROVED", "Approved"
        REFUSED = "REFUSED", "Not approved"
        ACTIVE = "ACTIVE", "Put in force"
        RENEWED = "RENEWED", "Looked at and renewed"
        NAMED = "NAMED", "A reader was added"
        LET_GO = "LET_GO", "A reader was taken off"
        AWAY = "AWAY", "A reader is away"
        LIFTED = "LIFTED", "Lifted"

    lock = models.ForeignKey(Lock, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=9, choices=Step)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND)


class GlassReview(models.Model):
    """What information governance found of one opening in an emergency. `glass` is the wall's number of the opening."""

    class Outcome(models.TextChoices):
        RIGHT = "RIGHT", "It was right to open it"
        LEARN = "LEARN", "It was right, and there is something to learn"
        WRONG = "WRONG", "It was not right: their manager is told"

    glass = models.BigIntegerField(unique=True)
    outcome = models.CharField(max_length=5, choices=Outcome)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep="Kept seven years from the review, as the audit is")
