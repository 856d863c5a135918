"""How an episode ended: why, what was achieved, who will notice if things slip (FD 4.8)."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .episodes import KEPT, Episode


class Closing(models.Model):
    """The record of an ending."""

    class Code(models.TextChoices):
        """Ends of an episode. Passing it to another lead is none: the record stays open."""

        MET = "C1", "What the family wanted is achieved"
        ENOUGH = "C2", "Some of it is achieved, and the family needs no more"
        WITHDRAWN = "C3", "The family no longer agrees"
        NO_CONTACT = "C4", "The family cannot be reached"
        STEPPED_UP = "C5", "Social care leads now"
        MOVED = "C7", "The family moved to another area"
        GROWN_UP = "C8", "The child turned 18, or left the household"
        IN_ERROR = "C9", "Opened twice or by mistake"
        NO_LEAD = "C10", "Nobody could be found to lead"
        DIED = "C11", "A child has died"

    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, related_name="closing")
    code = models.CharField(max_length=3, choices=Code)
    words = models.TextField()
    helped = models.TextField(blank=True)
    support = models.TextField(blank=True)
    who_notices = models.TextField(blank=True)
    family_view = models.TextField(blank=True)
    details = models.TextField(blank=True, help_text="What this way of ending asks for besides: attempts, references.")
    risk = models.TextField(blank=True)
    look_back_on = models.DateField(null=True, blank=True, help_text="Six months on: did it last?")
    led_by = models.CharField(max_length=240, blank=True, help_text="Who led when it ended, as it was then.")
    coordinated_by = models.CharField(max_length=240, blank=True, help_text="Who co-ordinated when it ended.")
    still_open = models.JSONField(default=list, help_text="What was shown as still open and confirmed, in words.")
    informed = models.JSONField(default=list, help_text="Who is informed, in words.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class MovedOn(models.Model):
    """Where a family went whose episode ended because it moved away, and who there took the help over (SG-08).

    Until somebody there says that they have it, or it is known that nobody takes it over, its clock runs for our team.
    """

    class TakenOver(models.TextChoices):
        TAKEN = "TAKEN", "Someone there has taken it over, and has said so"
        ASKED = "ASKED", "Someone there is asked, and has not answered yet"
        NOBODY = "NOBODY", "Nobody there takes it over"

    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, related_name="moved_on")
    to_name = models.CharField(max_length=120, help_text="The area or authority, never an address.")
    taken_over = models.CharField(max_length=6, choices=TakenOver)
    their_worker = models.CharField(max_length=120, blank=True, help_text="Who there has it, or is asked.")
    their_receipt = models.CharField(max_length=120, blank=True, help_text="Their reference, or how they confirmed it.")
    informed = models.TextField(blank=True, help_text="Who was told, and why, where nobody there takes it over.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="moved_on_with_a_receipt_or_still_asked",
                condition=Q(taken_over="ASKED", settled_at=None, settled_by=None) & ~Q(their_worker="")
                | Q(taken_over="TAKEN", settled_at__isnull=False, settled_by__isnull=False)
                & ~Q(their_worker="")
                & ~Q(their_receipt="")
                | Q(taken_over="NOBODY", settled_at__isnull=False, settled_by__isnull=False) & ~Q(informed=""),
            )
        ]

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None
