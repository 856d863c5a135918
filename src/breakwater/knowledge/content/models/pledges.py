"""What a school or service says that it does for a campaign (PL 3.3). Counted for everyone; named only where it agreed."""

from django.db import models

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Organisation

from .pages import Page


class Pledge(models.Model):
    """An organisation takes part in a campaign. Taken back, it is deleted."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="pledges")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, help_text="What it will do: for whoever keeps the site, not for everyone.")
    is_named = models.BooleanField(default=False, help_text="It agreed to be named on the campaign's page.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True, help_text="When it said that it has done so.")

    handling = Handling(Sensitivity.PUBLIC, keep="Kept with its campaign, or until it is withdrawn")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "organisation"], name="one_pledge_an_organisation")]
