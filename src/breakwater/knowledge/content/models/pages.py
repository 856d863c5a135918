"""The pages of the site. Each says who keeps it, which edition it speaks of, and when it must be read again."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.views.decorators.csp import csp_override
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page as WagtailPage
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Area, Team

from .. import childs_data, presenting
from .blocks import BODY, Body
from .keeping import KeptPageForm

PREVIEW_CSP = settings.SECURE_CSP | {"frame-ancestors": ["'self'"]}
HARBOUR = "#0d3b55"
KEPT = "Kept with its revisions while the site runs: published words, about no one"


class Audience(models.TextChoices):
    """For whom a page or a resource is; the order is that of the home page."""

    WORRIED = "worried", "Worried about a child"
    CHILDREN = "children", "For children and young people"
    PARENTS = "parents", "For parents and carers"
    SCHOOLS = "schools", "For schools and colleges"
    PROFESSIONALS = "professionals", "For professionals"
    EVERYONE = "everyone", "For everyone"


class Kind(models.TextChoices):
    """What a page is."""

    PAGE = "page", "Page"
    SECTION = "section", "Section: leads to the pages beneath it"
    NEWS = "news", "News"
    CAMPAIGN = "campaign", "Campaign"


class KeptPages(PageQuerySet):
    """The pages of an area's site, in phrases of the trade."""

    def of(self, home):
        """The live pages beneath an area's home."""
        return self.live().descendant_of(home)

    def overdue(self, on: date):
        """Pages that should have been read again before this day."""
        return self.live().filter(review_by__lt=on)


def dark_enough(colour: str) -> None:
    """A colour on which white words can be read (4.5 : 1). Raises ValidationError."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValidationError("Enter a colour as in #0d3b55")
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    if 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) < 4.5:
        raise ValidationError("White words cannot be read on this colour: choose a darker one")


class Home(WagtailPage):
    """The top of one area's site. Its page is drawn by a view; editors keep what stands beneath it."""

    area = models.OneToOneField(Area, on_delete=models.PROTECT, related_name="site_home")
    search_words = models.TextField(
        blank=True,
        default="",
        db_default="",
        verbose_name="Words for the search",
        help_text="One line each: what people type, with commas between, then = and what our pages call it. "
        "For example: lado, teacher hurt a child = allegation against someone who works with children.",
    )
    colour = models.CharField(
        max_length=7,
        default=HARBOUR,
        db_default=HARBOUR,
        validators=[dark_enough],
        verbose_name="Colour of bulletins by e-mail",
        help_text="Dark enough for white words, as in #0d3b55.",
    )

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.Page"]
    content_panels = [*WagtailPage.content_panels, FieldPanel("search_words"), FieldPanel("colour")]
    is_creatable = False

    class Meta:
        verbose_name = "home of an area's site"

    def get_url_parts(self, request=None):
        return None, "", presenting.address("")


class Page(WagtailPage):
    """One page. `kept_by` is the team that answers for it; after `review_by` it still stands, says so, and is on their list."""

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PAGE)
    audience = models.CharField(max_length=13, choices=Audience, default=Audience.EVERYONE, help_text="Who it is for.")
    summary = models.CharField(max_length=300, help_text="One or two plain sentences: what a reader gets here.")
    kept_by = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="pages", verbose_name="Page owner")
    edition = models.CharField(
        max_length=200,
        blank=True,
        help_text="Which guidance it speaks of, with its year: Keeping children safe in education, 2025.",
    )
    source = models.CharField(max_length=300, blank=True, help_text="Where its facts come from.")
    not_sure = models.CharField(
        max_length=300,
        blank=True,
        verbose_name="Being updated",
        help_text="Shown to readers beside the review date.",
    )
    checked_by = models.CharField(
        max_length=160,
        blank=True,
        default="",
        db_default="",
        verbose_name="Translation checked by",
        help_text="Of a page that is not in English: who has read it in their own language. Until then the page says that nobody has.",
    )
    reviewed_on = models.DateField(help_text="When someone who knows it last said that it is right.")
    review_by = models.DateField(help_text="When it must be read again.")
    starts_on = models.DateField(null=True, blank=True, help_text="Of a campaign, or the day of a piece of news.")
    ends_on = models.DateField(null=True, blank=True, help_text="Of a campaign.")
    other_words = models.CharField(
        max_length=400, blank=True, help_text="Other words people type when they look for this; the search reads them."
    )
    body = Body(BODY, blank=True)
    words = models.TextField(editable=False, blank=True)

    objects = PageManager.from_queryset(KeptPages)()
    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)
    template = "content/page.html"
    base_form_class = KeptPageForm
    parent_page_types = ["content.Home", "content.Page"]
    subpage_types = ["content.Page"]
    content_panels = [
        *WagtailPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("kept_by"),
                FieldPanel("edition"),
                FieldPanel("source"),
                FieldPanel("not_sure"),
                FieldPanel("checked_by"),
                FieldPanel("reviewed_on"),
                FieldPanel("review_by"),
            ],
            heading="Who keeps it, and until when it is right",
        ),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("audience"),
                FieldPanel("starts_on"),
                FieldPanel("ends_on"),
                FieldPanel("other_words"),
            ],
            heading="Where it is found",
        ),
    ]

    class Meta:
        verbose_name = "page of the site"
        constraints = [
            models.CheckConstraint(
                name="page_is_reviewed_before_it_is_due", condition=Q(review_by__gte=models.F("reviewed_on"))
            ),
            models.CheckConstraint(name="page_has_a_summary", condition=~Q(summary="")),
        ]

    def clean(self):
        """Nothing that looks like a child's number or date of birth is ever kept, and a review date follows its review."""
        super().clean()
        if self.review_by and self.reviewed_on and self.review_by < self.reviewed_on:
            raise ValidationError({"review_by": "The next review must come after the last one"})
        for name in ("title", "summary", "other_words", "body"):
            childs_data.refuse(childs_data.text_of(getattr(self, name)), field=name)

    def save(self, *args, **kwargs):
        self.words = childs_data.plain(
            " ".join([self.title, self.title, self.summary, self.other_words, childs_data.text_of(self.body)])
        )
        return super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | presenting.of_page(self)

    def serve_preview(self, request, mode_name):
        """As readers see it, in the editor's own frame (decision 0010)."""
        return csp_override(PREVIEW_CSP)(super().serve_preview)(request, mode_name)

    def get_url_parts(self, request=None):
        """Where the page stands, for the editor's links and for links in other pages."""
        return None, "", presenting.address_of(self)

    def is_overdue(self, at) -> bool:
        return self.review_by < london_date(at)


class Brought(models.Model):
    """A page that came with the product: which, and as which revision, so that an editor's later change is never overwritten."""

    page = models.OneToOneField(WagtailPage, on_delete=models.CASCADE, related_name="brought")
    key = models.CharField(max_length=120)
    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="brought_beneath")
    digest = models.CharField(max_length=64, help_text="Of the words as they came.")
    revision = models.BigIntegerField(null=True, help_text="The revision made when it came.")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["home", "key"], name="page_brought_once")]
