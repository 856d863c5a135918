"""Closed days and school terms."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation.design.moments import day

from ..forms import ClosureForm, TermForm
from ..keeping import days
from .own import back_to, own_area

STAYS = "Days gone by stay as they were: what was due then was reckoned with them"


def new_closure(request):
    area = own_area(request)
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            closed = days.close(
                area=area,
                first=facts["first"],
                last=facts["last"] or facts["first"],
                reason=facts["reason"],
                by=request.actor,
                at=timezone.now(),
            )
        except days.NotADayToCome:
            form.add_error("first", STAYS)
        except days.WrongWayRound:
            form.add_error("last", "The last closed day must not be before the first")
        except days.TooLong:
            form.add_error("last", f"Close at most {days.LONGEST_CLOSURE} days at a time. For longer, change the hours")
        except days.ClosedAnyway:
            form.add_error("first", "That is a bank holiday: offices are closed of themselves")
        else:
            words = "Those days were closed already"
            if closed:
                words = f"Closed on {day(closed[0])}" + (f" and {len(closed) - 1} more days" if closed[1:] else "")
            return back_to(request, "closures", words)
    return render(request, "organisations/closure.html", {"form": form})


@require_POST
def remove_closure(request, number):
    area = own_area(request)
    try:
        opened = days.open_again(area=area, closure=number, by=request.actor, at=timezone.now())
    except days.NotADayToCome:
        return back_to(request, "closures", STAYS, went_well=False)
    return back_to(
        request, "closures", f"{day(opened.day)} is not closed any more" if opened else "It was taken back before"
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
        try:
            kept = days.keep_term(area=area, term=term, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except days.NotADayToCome:
            form.add_error("ends_on", "A term that is over stays as it was: what was due then was reckoned with it")
        except days.WrongWayRound:
            form.add_error("ends_on", "The last school day must be after the first")
        except days.TooLong:
            form.add_error("ends_on", "A term is shorter than half a year. Check both dates")
        except days.TermNamedTwice:
            form.add_error("label", "Another term has this name. Add the year or the half")
        except days.TermsOverlap as overlap:
            other = overlap.args[0]
            form.add_error(
                "starts_on",
                f"These dates overlap {other.label}, {day(other.starts_on)} to {day(other.ends_on)}. Change one of them",
            )
        else:
            return back_to(request, "terms", f"{kept.label} is from {day(kept.starts_on)} to {day(kept.ends_on)}")
    return render(request, "organisations/term.html", {"form": form, "term": term})


@require_POST
def remove_term(request, number):
    area = own_area(request)
    try:
        gone = days.remove_term(area=area, term=number, by=request.actor, at=timezone.now())
    except days.NotADayToCome:
        return back_to(request, "terms", "A term that has begun stays. Change its last day instead", went_well=False)
    return back_to(request, "terms", f"{gone.label} is taken back" if gone else "It was taken back before")
