"""Who notified a death, every professional who knew the child, and what each was asked: whether a form came, never what stands in it."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import PublicIdField
from breakwater.foundation.storage import digests
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import Actor, Area, Team, User

from .deaths import BY, HANDLING, MAYBE, ChildDeath


class DeathNotification(models.Model):
    """A death was notified. The first opens the record, a later one goes to it: none is discarded. Its sender reads that it was sent."""

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    death = models.ForeignKey(ChildDeath, on_delete=models.PROTECT, related_name="notifications")
    sender_user = models.ForeignKey(User, **MAYBE)
    sender_link = models.ForeignKey(Actor, **MAYBE)
    sender = LockedText(help_text="Name, role, agency and contact of whoever notified it.")
    said = LockedText(help_text="JSON: each question with its answer, as it was sent.")
    received_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = HANDLING


class DeathProfessional(models.Model):
    """A professional who knew the child. The list drives everything else."""

    public_id = PublicIdField()
    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="professionals")
    agency = models.CharField(max_length=160)
    name = LockedText(blank=True)
    contact = LockedText(blank=True)
    likeness = models.CharField(max_length=64, help_text="By which the same professional is known, named twice.")
    added_at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["death", "likeness"], name="a_professional_of_a_death_once")]


class DeathRequest(models.Model):
    """A professional is asked for a reporting form by a link. The link reads this row and nothing besides.

    The form itself goes into the local system (eCDOP): here stands that it came, or that there is nothing to report.
    """

    class Returned(models.TextChoices):
        SENT = "SENT", "Form completed"
        NIL = "NIL", "Nothing to report (nil return)"

    public_id = PublicIdField()
    death = models.ForeignKey(ChildDeath, on_delete=models.PROTECT, related_name="requests")
    professional = models.ForeignKey(DeathProfessional, on_delete=models.PROTECT, related_name="requests")
    area = models.ForeignKey(Area, **BY)
    team = models.ForeignKey(Team, **BY)
    reader = models.ForeignKey(Actor, **BY)
    agency = models.CharField(max_length=160)
    about = LockedText(help_text="Whom it is about, as the agency needs it to find its records.")
    letter = LockedText()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    asked_by = models.ForeignKey(Actor, **BY)
    maker = models.ForeignKey(User, **MAYBE)
    told_at_path = models.CharField(max_length=120, help_text="The page of the record, for whoever asked.")
    returned = models.CharField(max_length=4, choices=Returned, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_words = LockedText(blank=True, help_text="Who answered, and where the form was sent.")
    without_on = models.DateField(null=True, blank=True)
    without_why = LockedText(blank=True)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reporting_form_came_at_a_time",
                condition=Q(returned="", returned_at=None) | ~Q(returned="") & Q(returned_at__isnull=False),
            )
        ]

    @property
    def is_open(self) -> bool:
        return not self.returned and self.without_on is None


class DeathChase(models.Model):
    """A form that has not come was chased."""

    request = models.ForeignKey(DeathRequest, on_delete=models.CASCADE, related_name="chases")
    on = models.DateField()
    words = LockedText(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)

    handling = HANDLING


class DeathWait(models.Model):
    """A review is on hold: for what, and when somebody asks again. While it lasts nothing of the review is overdue."""

    class Reason(models.TextChoices):
        POST_MORTEM = "POST_MORTEM", "Post-mortem"
        INQUEST = "INQUEST", "Inquest"
        CRIMINAL = "CRIMINAL", "Criminal proceedings"
        REVIEW = "REVIEW", "Safeguarding practice review"
        SAFETY = "SAFETY", "Patient safety investigation"
        OTHER = "OTHER", "Something else"

    public_id = PublicIdField()
    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="waits")
    reason = models.CharField(max_length=11, choices=Reason)
    words = LockedText(blank=True)
    since = models.DateField()
    check_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["death", "reason"], condition=Q(ended_on=None), name="a_review_waits_once_for_one_thing"
            )
        ]


def likeness_of(agency: str, name: str) -> str:
    """By which the same professional is known: letters and figures of agency and name alone."""
    plain = "".join(sign for sign in f"{agency} {name}".casefold() if sign.isalnum())
    return digests.digest(plain, purpose="professional of a death")
