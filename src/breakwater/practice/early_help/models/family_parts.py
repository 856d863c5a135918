"""What one of the family writes of the assessment themselves, by their own link (FD 4.3, SG-27)."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, User
from breakwater.partnership.people.models import Person

from .episodes import KEPT, Episode
from .family import FamilyLink, FamilyReply


class FamilyPart(models.Model):
    """One person's own part of the assessment. They see their own words in it and nobody else's.

    `asked` is what they are asked, as it stood when the link was given: [{"key", "label"}]. `values` is what they are
    writing, `sent` what they sent: those who help read only that. `revision` tells whether another device saved meanwhile.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="family_parts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    link = models.OneToOneField(FamilyLink, on_delete=models.CASCADE, related_name="part")
    reader = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    asked = models.JSONField()
    values = models.JSONField(default=dict)
    sent = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reply = models.ForeignKey(
        FamilyReply,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answered_parts",
        help_text="The answer to what they sent last; none again once they send more.",
    )
    taken_at = models.DateTimeField(null=True, blank=True, help_text="When it was put into the assessment.")
    maker = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who is making it, until it is made: from then on the readers of the case read it.",
    )
    made_at = models.DateTimeField()

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="family_part_read_once_sent", condition=Q(read_at=None) | Q(sent_at__isnull=False)
            )
        ]
