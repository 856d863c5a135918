"""The one model of the plain page."""

from typing import ClassVar

from wagtail.fields import RichTextField
from wagtail.models import Page


class PlainPage(Page):
    """A page with one field of rich text."""

    body = RichTextField(blank=True)
    template: ClassVar[str] = "plain_page/plain_page.html"
