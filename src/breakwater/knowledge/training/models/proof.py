"""What came of it: who was there, what they say of it, certificates, and what was learnt elsewhere (PL 8.8, 8.10).

An attendance counts for compliance from its day, whether a certificate was made or not.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .bookings import KEPT, Booking
from .courses import MADE_BY, Course, CourseEdition, CourseGroup
from .delegates import Delegate
from .events import Session


class Attendance(models.Model):
    """What the register says of a booking at one session. `minutes` may be fewer than the session has."""

    class Came(models.TextChoices):
        WHOLE = "WHOLE", "Attended"
        PART = "PART", "Attended part"
        NO = "NO", "Did not attend"

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="attendances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    came = models.CharField(max_length=5, choices=Came)
    minutes = models.PositiveSmallIntegerField(default=0)
    was_late = models.BooleanField(default=False)
    by_own_scan = models.BooleanField(default=False, help_text="The delegate signed in by the code shown in the room.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "session"], name="registered_once_a_session"),
            models.CheckConstraint(
                name="nobody_who_stayed_away_has_minutes", condition=~Q(came="NO") | Q(minutes=0, was_late=False)
            ),
        ]


class Evaluation(models.Model):
    """What a delegate says before, after and three months on; `scores` are 1 to 5 by the number of the outcome in the edition.

    `concern` is for the training team alone: a practice concern or a disclosure is never part of what trainers read.
    """

    class Stage(models.TextChoices):
        BEFORE = "BEFORE", "Before"
        AFTER = "AFTER", "After"
        IMPACT = "IMPACT", "Three months on"

    public_id = PublicIdField()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="evaluations")
    stage = models.CharField(max_length=6, choices=Stage)
    scores = models.JSONField(default=dict)
    relevance = models.PositiveSmallIntegerField(null=True, blank=True)
    pace = models.PositiveSmallIntegerField(null=True, blank=True)
    trainers = models.PositiveSmallIntegerField(null=True, blank=True)
    venue = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(
        blank=True, help_text="What I hope to change; three things I will do; what I did differently."
    )
    manager_words = models.TextField(blank=True)
    concern = models.TextField(blank=True)
    at = models.DateTimeField()

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT, fields={"concern": Sensitivity.SPECIAL})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["booking", "stage"], name="evaluated_once_a_stage")]


class Certificate(models.Model):
    """A certificate by its number, which anybody may ask about: it is valid, or it was withdrawn.

    It keeps what it says, so that it says the same when name, course or employer change.
    """

    number = models.CharField(max_length=16, unique=True)
    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="certificates")
    booking = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="certificate")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="+")
    says = models.JSONField(help_text="Name, course, level, day, minutes, delivery, trainers, outcomes, guidance.")
    completed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=240, blank=True)
    issued_again = models.PositiveSmallIntegerField(default=0)

    handling = Handling(Sensitivity.PERSONAL, keep="Kept for good by its number: it may be asked about years later")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificate_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawn_why="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
            )
        ]

    def is_over(self, today: date) -> bool:
        """Whether what it proves counts no longer."""
        return self.expires_on is not None and self.expires_on < today


class ExternalEvidence(models.Model):
    """Training had elsewhere or before: e-learning by its code, an uploaded certificate, an imported record. It counts once verified."""

    class Source(models.TextChoices):
        UPLOAD = "UPLOAD", "Uploaded"
        E_LEARNING = "E_LEARNING", "E-learning completion code"
        IMPORT = "IMPORT", "Imported from another system"

    public_id = PublicIdField()
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="evidence")
    group = models.ForeignKey(CourseGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    title = models.CharField(max_length=160)
    provider = models.CharField(max_length=120, blank=True)
    completed_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=0)
    stored_as = models.CharField(max_length=120, blank=True, help_text="The file in the encrypted store.")
    file_name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    key_id = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")
    file_state = models.CharField(max_length=12, blank=True, help_text="What the scanner said.")
    key = models.UUIDField(null=True, blank=True, unique=True, help_text="Of the form it came by.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Actor, **MADE_BY)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Actor, null=True, blank=True, **MADE_BY)
    refused_why = models.CharField(max_length=240, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_judged_by_someone",
                condition=Q(verified_at=None, verified_by=None, refused_why="")
                | Q(verified_at__isnull=False, verified_by__isnull=False),
            )
        ]


class Exemption(models.Model):
    """Somebody need not be trained in a group for a time: why, and who approved it."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="exemptions")
    group = models.ForeignKey(CourseGroup, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=240)
    until = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)
