"""What a writer may link to by name: pages of the site, chapters in force, bulletins, and the doors of the product."""

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.policies.registry import chapters_by_name
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.registry import DESTINATIONS

from . import languages, letters, presenting
from .models import Home, Issue, Page


def to_choose(area: Area) -> list[tuple[str, str]]:
    """(title, address) of everything public of the area's site, by kind and title."""
    home = Home.objects.filter(area=area).first()
    pages = Page.objects.of(home).order_by("title") if home else []
    found = [(DESTINATIONS[key].label, reverse(DESTINATIONS[key].view)) for key in DESTINATIONS]
    for page in pages:
        address = presenting.address_of(page)
        code = languages.of(presenting.relative(page, page.url_path.split("/")[1]))
        found.append((page.title if code == languages.ENGLISH else f"{page.title} ({code})", address))
    found += chapters_by_name(area, london_date(timezone.now()))
    issues = Issue.objects.published().filter(area=area).order_by("-sent_at")[:50]
    return found + [(f"{each.title} (bulletin)", letters.address_of(each)) for each in issues]
