"""Closed days and school terms."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import run

from ..forms import ClosureForm, TermForm
from ..keeping import days
from .own import back_to, own_area, press


def new_closure(request):
    area = own_area(request)
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        days_said = {"first": facts["first"], "last": facts["last"] or facts["first"], "reason": facts["reason"]}
        closed = run(form, days.close, area=area, by=request.actor, at=timezone.now(), **days_said)
        if not form.errors:
            words = "Those days were closed already"
            if closed:
                words = f"Closed on {day(closed[0])}" + (f" and {len(closed) - 1} more days" if closed[1:] else "")
            return back_to(request, "closures", words)
    return render(request, "organisations/closure.html", {"form": form})


@require_POST
def remove_closure(request, number):
    area = own_area(request)
    return press(
        request,
        "closures",
        days.open_again,
        lambda opened: f"{day(opened.day)} is not closed any more" if opened else "It was undone before",
        area=area,
        closure=number,
        by=request.actor,
        at=timezone.now(),
    )


def new_term(request):
    return _term(request, own_area(request), None)


def change_term(request, number):
    area = own_area(request)
    return _term(request, area, get_object_or_404(area.terms, pk=number))


def _term(request, area, term):
    initial = {name: getattr(term, name) for name in ("label", "starts_on", "ends_on")} if term else None
    form = TermForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = run(form, days.keep_term, area=area, term=term, by=request.actor, at=timezone.now(), **form.cleaned_data)
        if not form.errors:
            return back_to(request, "terms", f"{kept.label} is from {day(kept.starts_on)} to {day(kept.ends_on)}")
    return render(request, "organisations/term.html", {"form": form, "term": term})


@require_POST
def remove_term(request, number):
    area = own_area(request)
    return press(
        request,
        "terms",
        days.remove_term,
        lambda gone: f"{gone.label} is undone" if gone else "It was undone before",
        area=area,
        term=number,
        by=request.actor,
        at=timezone.now(),
    )
