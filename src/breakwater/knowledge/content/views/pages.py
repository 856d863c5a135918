"""Home, what is here for each kind of reader, the pages of the site, the pictures."""

import mimetypes
from functools import cache

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import light_page, public_page

from .. import front, presenting, reading
from ..forms.site import FeedbackForm, SearchForm
from ..glossary import words
from ..models import Audience, Page
from ..registry import CALLED

NEWS = 3


@light_page
@require_safe
def home(request):
    """Who to call now, then what people come for: by who they are, and what else the site holds."""
    here = reading.home_here()
    now = timezone.now()
    return render(
        request,
        "content/home.html",
        {
            "area": here.area if here else None,
            "partnership": here.area.partnership_name if here else "",
            "call": next(filter(None, (ask(now) for ask in CALLED.values())), None),
            "tiles": front.tiles(here) if here else [],
            "ways": front.ways(here),
            "news": _linked(reading.news(here, london_date(now))[:NEWS]) if here else [],
            "alerts": list(reading.alerts(here).in_force(now).order_by("-sent_at", "pk")),
            "others": _linked(reading.other_languages(here)) if here else [],
            "form": SearchForm(None),
            "robots_may_index": True,
        },
    )


def _linked(pages) -> list[tuple[Page, str]]:
    return [(page, presenting.address_of(page)) for page in pages]


@light_page
@require_safe
def audience(request, audience):
    """What is here for one kind of reader."""
    if audience not in front.READERS:
        raise Http404
    here = reading.home_here()
    return render(
        request,
        "content/audience.html",
        {
            "key": audience,
            "label": Audience(audience).label,
            "pages": _linked(reading.pages_for(here, audience)) if here else [],
            "also": front.also_for(audience),
            "way": [presenting.Step("Home", presenting.address(""))],
            "partnership": here.area.partnership_name if here else "",
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def news(request):
    """News and campaigns, newest first."""
    here = reading.home_here()
    pages = _linked(reading.news(here, london_date(timezone.now()))) if here else []
    return render(
        request, "content/news.html", {"pages": pages, "partnership": here.area.partnership_name if here else ""}
    )


@light_page
@require_safe
def glossary(request):
    """What the words of the trade mean."""
    return render(request, "content/glossary.html", {"words": words(), "robots_may_index": True})


@light_page
@require_safe
def page(request, path):
    """One page of the site."""
    if not path.endswith("/"):
        return redirect("content:page", f"{path}/", permanent=True)
    here = reading.home_here()
    found = reading.page_at(here, path) if here else None
    if found is None:
        raise Http404
    response = found.serve(request)
    response.context_data |= {
        "feedback": FeedbackForm(None, initial={"about": path}),
        "feedback_fields": _feedback_fields(),
    }
    return response


@cache
def _feedback_fields() -> Markup:
    """What every page asks in the same words: drawn once a process."""
    form = FeedbackForm(None)
    return form["was_useful"].draw() + form["words"].draw()


@public_page
@require_safe
def picture(request, name):
    """A picture as it was made for a page: never the file that was sent in."""
    made = reading.picture(name)
    if made is None:
        raise Http404
    kind = mimetypes.guess_type(name)[0] or ""
    response = FileResponse(made.file.open("rb"), content_type=kind if kind.startswith("image/") else "image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
