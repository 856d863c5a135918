"""One search over the whole site. What is typed is answered at an address that says nothing of it (foundation/design/search_results.py)."""

from collections import Counter
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import search_results
from breakwater.foundation.design.pages import public_page
from breakwater.knowledge.directory import urgent

from .. import reading
from ..forms.site import SearchForm
from ..registry import KINDS, OTHER_LANGUAGES
from ..search import Answer, called, find

SEARCH, FOUND = "content:search", "content:found"
search_results.SEARCHES.add(SEARCH)
NOT_LISTED = ("services", OTHER_LANGUAGES)  # beside whom to ring
READERS, MOST = ("families", "others"), 10  # for whom what was found is listed, and how many of each an address says
BLANK = {
    "is_urgent": False,
    "is_asked": False,
    "is_over": False,
    "found": (),
    "for_professionals": (),
    "understood": "",
    "kinds": (),
    "only": "",
    "address": "",
}


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def search(request):
    """The one box. What is typed is sent on to an address of its own; what sounds urgent is kept nowhere (SG-24)."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    words = request.POST.get("looking_for", "")
    if urgent.sounds_urgent(words):  # as it was typed, whatever the form says
        return _answer_without_words(words, _kind(request.POST))
    if form.is_bound and form.is_valid():
        only = _kind(request.POST)
        typed = {"looking_for": form.cleaned_data["looking_for"]}
        answer = search_results.answer_at(request, typed, search=SEARCH, answer=FOUND)
        if only:
            answer.headers["Location"] += f"?{urlencode({'only': only})}"
        return answer
    return _draw(request, form)


@public_page
@require_safe
def found(request, key):
    """What was found, for whoever typed it, on their device, for ten minutes. `only` names one kind of answer."""
    typed = search_results.typed_for(request, key)
    if typed is None:
        return _draw(request, SearchForm(None), is_over=True)
    return _answer(request, typed["looking_for"], _kind(request.GET), address=request.path)


@public_page
@require_safe
def help_now(request, codes):
    """Whom to ring, then what was found for children, young people and parents. After ten minutes whom to ring alone."""
    here, said = reading.home_here(), search_results.codes_in(codes) or {}
    families, others = (called(said.get(each, []), here=here, at=timezone.now()) if here else [] for each in READERS)
    return _draw(
        request, SearchForm(None), is_urgent=True, found=families, for_professionals=others, only=said.get("only", "")
    )


def _answer_without_words(words: str, only: str):
    here, now = reading.home_here(), timezone.now()
    families = find(words, here=here, at=now, for_families=True).found if here else []
    others = find(words, here=here, at=now, only=only).found if here else []
    others = [each for each in others if not each.is_for_families and each.kind not in NOT_LISTED]
    codes = {
        name: [each.code for each in found[:MOST]] for name, found in zip(READERS, (families, others), strict=True)
    }
    codes |= {"only": only} if only else {}
    return search_results.answer_without_words(codes, answer="content:help_now")


def _kind(said) -> str:
    return said.get("only", "") if said.get("only", "") in KINDS else ""


def _answer(request, words: str, only: str, **more):
    here, now = reading.home_here(), timezone.now()
    every = find(words, here=here, at=now) if here else Answer([])
    answer = find(words, here=here, at=now, only=only) if here and only else every
    counts = every.counts | Counter({only: len(answer.found)})
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
