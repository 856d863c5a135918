"""What everyone reads: the arrangements of each area as they are in force, and every edition there was."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from breakwater.foundation.design.pages import light_page
from breakwater.partnership.kit.public_page import PublicPage

from ... import document
from .. import drawing, lookup

AT = "safeguarding-arrangements/"
ONE = f"{AT}<slug:area>/<int:number>/"


@light_page
@require_safe
def areas(request):
    """Each area that has published arrangements."""
    today = timezone.localdate()
    shown = [(each, slugify(each.area.name)) for each in lookup.published_now(today)]
    return render(request, "assurance/arrangements/public_areas.html", {"shown": shown, "robots_may_index": True})


@light_page
@require_safe
def edition(request, area, number):
    """An edition as it was published."""
    found, all_of_area = _found(area, number)
    today = timezone.localdate()
    in_force = lookup.in_force_on(found.area, today)
    page = {
        "edition": found,
        "slug": area,
        "title": drawing.title_of(found),
        "sections": drawing.sections_of(found, on=found.in_force_on),
        "is_in_force": in_force is not None and in_force.pk == found.pk,
        "is_to_come": found.in_force_on > today,
        "others": [each for each in all_of_area if each.pk != found.pk],
        "partnership": found.area.partnership_name,
        "robots_may_index": True,
    }
    return render(request, "assurance/arrangements/public.html", page)


@light_page
@require_safe
def edition_pdf(request, area, number):
    """The same as a PDF that a screen reader reads."""
    found, _ = _found(area, number)
    return document.answer(drawing.document_of(found, on=found.in_force_on), "arrangements")


def _found(area: str, number: int):
    editions = [each for each in lookup.every_published() if slugify(each.area.name) == area]
    one = next((each for each in editions if each.number == number), None)
    if one is None:
        raise Http404
    return one, editions


VIEWS = (
    PublicPage(AT, areas, "published_arrangements"),
    PublicPage(ONE, edition, "published_edition"),
    PublicPage(f"{ONE}arrangements.pdf", edition_pdf, "published_edition_pdf"),
)
