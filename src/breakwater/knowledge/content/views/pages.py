"""Home by need, the pages of the site, the pictures."""

import mimetypes
from functools import cache

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import light_page, public_page

from .. import presenting, reading
from ..forms.site import FeedbackForm, SearchForm
from ..glossary import words
from ..models import Audience

NEWS = 3


@light_page
@require_safe
def home(request):
    """What do you need? By who you are, not by who we are."""
    here = reading.home_here()
    now = timezone.now()
    today = london_date(now)
    found = reading.sections(here) if here else {}
    return render(
        request,
        "content/home.html",
        {
            "area": here.area if here else None,
            "partnership": here.area.partnership_name if here else "",
            "sections": [
                (Audience(key).label, key, [(page, presenting.address_of(page)) for page in pages])
                for key, pages in found.items()
                if pages
            ],
            "news": [(page, presenting.address_of(page)) for page in reading.news(here, today)[:NEWS]] if here else [],
            "alerts": list(reading.alerts(here).in_force(now).order_by("-sent_at", "pk")),
            "others": [(page, presenting.address_of(page)) for page in reading.other_languages(here)] if here else [],
            "form": SearchForm(None),
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def news(request):
    """News and campaigns, newest first."""
    here = reading.home_here()
    found = reading.news(here, london_date(timezone.now())) if here else []
    pages = [(page, presenting.address_of(page)) for page in found]
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
