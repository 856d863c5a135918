"""An early help episode: why help was decided, and how long its record is kept."""

from django.db import models

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, Sensitivity

KEPT = "Kept until the youngest child is 25 where a plan was made; otherwise 6 years after closing (FD 7.3)"


class Episode(models.Model):
    """Help for one family at Tier 2, from an accepted handover to closing.

    The co-ordinator and the lead professional are CaseWorker rows of its case; a clock says by when one must be found.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="episode")
    reference = models.CharField(max_length=16, unique=True)
    label = models.CharField(max_length=60, help_text="What the area calls the record, when it was opened.")
    concern = models.TextField(help_text="Why help was decided, in the words it was handed over with.")
    source_case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    stepped_up_at = models.DateTimeField(
        null=True, blank=True, help_text="When the family was last stepped up to the MASH from here."
    )

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    @property
    def called(self) -> str:
        """The episode and its reference; `label` is what the area calls its assessment, another thing."""
        return f"Early help episode {self.reference}"
