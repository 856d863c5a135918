"""Contacts that belong together: two tell of one incident, or one is another sent again."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .contacts import KEPT, Contact


class ContactLink(models.Model):
    """A person joined `other` to the earliest contact of the same incident, or marked it as that one sent again (FD 1.7).

    It is read by those who may read both. Ended, it never held: the other has its own time again.
    """

    class Kind(models.TextChoices):
        INCIDENT = "INCIDENT", "One incident"
        DUPLICATE = "DUPLICATE", "Sent again"

    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="others_joined")
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="joined_to")
    kind = models.CharField(max_length=9, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["other"], condition=Q(ended_at=None), name="joined_to_one_contact"),
            models.CheckConstraint(name="joined_to_another", condition=~Q(first=F("other"))),
            models.CheckConstraint(
                name="link_ended_by_someone",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
