"""One search over the whole site. What is typed is answered at an address that says nothing of it (foundation/design/asked.py)."""

from collections import Counter
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import asked
from breakwater.foundation.design.pages import public_page
from breakwater.knowledge.directory import urgent

from .. import reading
from ..forms.site import SearchForm
from ..registry import KINDS
from ..search import Answer, find

SEARCH, FOUND = "content:search", "content:found"
asked.SEARCHES.add(SEARCH)
BLANK = {
    "is_urgent": False,
    "is_asked": False,
    "is_over": False,
    "found": (),
    "understood": "",
    "kinds": (),
    "only": "",
    "address": "",
}


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def search(request):
    """The one box. What is typed is sent on to an address of its own; what sounds urgent is answered here and kept nowhere (SG-24)."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    words = request.POST.get("looking_for", "")
    is_urgent = urgent.sounds_urgent(words)  # as it was typed, whatever the form says
    if form.is_bound and form.is_valid():
        only = _kind(request.POST)
        if is_urgent:
            return _answer(request, form.cleaned_data["looking_for"], only, is_urgent=True)
        typed = {"looking_for": form.cleaned_data["looking_for"]}
        answer = asked.answer_at(request, typed, search=SEARCH, answer=FOUND)
        if only:
            answer.headers["Location"] += f"?{urlencode({'only': only})}"
        return answer
    return _draw(request, form, is_urgent=is_urgent)


@public_page
@require_safe
def found(request, key):
    """What was found, for whoever typed it, on their device, for ten minutes. `only` names one kind of answer."""
    typed = asked.typed_for(request, key)
    if typed is None:
        return _draw(request, SearchForm(None), is_over=True)
    return _answer(request, typed["looking_for"], _kind(request.GET), address=request.path)


def _kind(said) -> str:
    return said.get("only", "") if said.get("only", "") in KINDS else ""


def _answer(request, words: str, only: str, **more):
    here, now = reading.home_here(), timezone.now()
    every = find(words, here=here, at=now) if here else Answer([])
    answer = find(words, here=here, at=now, only=only) if here and only else every
    counts = Counter(each.kind for each in every.found) | Counter({only: len(answer.found)})
    return _draw(
        request,
        SearchForm({"looking_for": words}),
        is_asked=True,
        understood=answer.understood,
        found=answer.found,
        kinds=[(kind, label, counts[kind]) for kind, label in KINDS.items() if counts[kind]],
        only=only,
        **more,
    )


def _draw(request, form, **more):
    here, shown = reading.home_here(), BLANK | more
    needs_somebody = shown["is_urgent"] or shown["is_asked"] and not shown["found"]
    return render(
        request,
        "content/search.html",
        {
            "form": form,
            "partnership": here.area.partnership_name if here else "",
            "helplines": urgent.helplines(london_date(timezone.now())) if needs_somebody else [],
            **shown,
        },
        status=404 if shown["is_over"] else 200,
    )
