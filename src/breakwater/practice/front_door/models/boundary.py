"""A contact passed over the boundary to the authority where the child lives or was found (SG-08)."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .arrivals import KEPT_WITH_THE_CONTACT
from .contacts import Contact


class Passing(models.Model):
    """That a contact was passed on, why there, and the other authority's receipt. Until the receipt it stays with us.

    `to_area` is an area of this installation, which has its receipt at once; otherwise `to_name` says which authority, and
    the contact goes as an encrypted file.
    """

    class Basis(models.TextChoices):
        LIVES = "LIVES", "The child lives there"
        FOUND = "FOUND", "The child is there now, or was found there"
        RESPONSIBLE = "RESPONSIBLE", "That authority is responsible for the child already"

    public_id = PublicIdField()
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="passing")
    to_area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=120)
    basis = models.CharField(max_length=11, choices=Basis)
    passed_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    file_made_at = models.DateTimeField(
        null=True, blank=True, help_text="When the file was last made; it is not kept here."
    )
    their_reference = models.CharField(max_length=40, blank=True)
    their_worker = models.CharField(max_length=120, blank=True)
    receipted_at = models.DateTimeField(null=True, blank=True)
    receipted_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    Basis = Basis
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_WITH_THE_CONTACT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="passing_receipted_by_someone_with_a_reference",
                condition=Q(receipted_at=None, receipted_by=None, their_reference="")
                | Q(receipted_at__isnull=False, receipted_by__isnull=False) & ~Q(their_reference=""),
            )
        ]
