"""A Word file that was read and waits to be taken in."""

from django.db import models

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .manuals import Manual


class WordImport(models.Model):
    """A file whose chapters somebody looks at before they become drafts. It goes when they do, or after a week."""

    public_id = PublicIdField()
    manual = models.ForeignKey(Manual, on_delete=models.PROTECT, related_name="+")
    stored_as = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    key_id = models.CharField(max_length=40)
    is_scanned = models.BooleanField()
    sent_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    handling = Handling(Sensitivity.INTERNAL, keep="Kept until it is taken in, a week at most")
