"""That the lead of a case audit or of an inspection went from one person to another. The database alone writes it."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, User

from .case_audits import BY, KEPT, CaseAudit
from .inspections import Inspection


class LeadHandover(models.Model):
    audit = models.ForeignKey(CaseAudit, null=True, on_delete=models.CASCADE, related_name="handovers")
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.CASCADE, related_name="handovers")
    was = models.ForeignKey(User, **BY)
    now = models.ForeignKey(User, **BY)
    why = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **BY)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lead_of_an_audit_or_of_an_inspection",
                condition=Q(audit=None, inspection__isnull=False) | Q(audit__isnull=False, inspection=None),
            )
        ]
