"""Where the pages of the site lead outside it."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity

from .pages import KEPT, Page


class PageLinkQuerySet(models.QuerySet):
    """Links of pages, in phrases of the trade."""

    def dead(self):
        """Of pages that stand on the site: what was not there, or did not answer two days running."""
        return self.filter(page__live=True).exclude(why="")


class PageLink(models.Model):
    """An address outside the site that a page leads to. `why` says what is wrong with it; empty while it is not known to be dead."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="leads_to")
    address = models.CharField(max_length=1000)
    checked_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text="Since when it does not answer.")
    why = models.CharField(max_length=200, blank=True)

    objects = PageLinkQuerySet.as_manager()
    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "address"], name="pagelink_once_a_page"),
            models.CheckConstraint(name="pagelink_dead_since", condition=Q(why="") | Q(failed_at__isnull=False)),
        ]
