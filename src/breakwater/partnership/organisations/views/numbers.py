"""Publishing, changing, ending and checking the area's numbers."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import run

from ..forms import EndNumberForm, NewNumberForm, NumberForm
from ..keeping import numbers
from ..models import ContactPoint
from .own import back_to, own_area, press


def new_number(request):
    area, today = own_area(request), timezone.localdate()
    form = NewNumberForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": today, "review_by": today + numbers.USUAL_REVIEW, "for_children": False},
    )
    if request.method == "POST" and form.is_valid():
        made = run(form, numbers.publish, area=area, by=request.actor, at=timezone.now(), **form.cleaned_data)
        if not form.errors:
            return back_to(request, "numbers", f"{made.label} is published from {day(made.effective_from)}")
    return render(request, "organisations/number.html", {"form": form, "point": None})


def change_number(request, number):
    point = _ours(request, number)
    initial = {field: getattr(point, field) for field in numbers.SAID}
    today = timezone.localdate()
    initial |= {"starts_on": max(today, point.effective_from), "review_by": today + numbers.USUAL_REVIEW}
    form = NumberForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        by_telephone=point.purpose in numbers.ONE_AT_A_TIME,
    )
    if request.method == "POST" and form.is_valid():
        made = run(form, numbers.change, point=point, by=request.actor, at=timezone.now(), **form.cleaned_data)
        if not form.errors:
            if made.pk == point.pk:
                return back_to(request, "numbers", f"Nothing differs, so {made.label} counts as checked today")
            return back_to(request, "numbers", f"The change of {made.label} counts from {day(made.effective_from)}")
    return render(request, "organisations/number.html", {"form": form, "point": point})


def end_number(request, number):
    point = _ours(request, number)
    form = EndNumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ended = run(form, numbers.end, point=point, last_day=form.last(), by=request.actor, at=timezone.now())
        if not form.errors:
            return back_to(request, "numbers", f"{ended.label} is not published after {day(ended.effective_to)}")
    return render(request, "organisations/number_end.html", {"form": form, "point": point})


@require_POST
def number_checked(request, number):
    point = _ours(request, number)
    return press(
        request,
        "numbers",
        numbers.check,
        lambda checked: f"You checked {checked.label} today. The next check is by {day(checked.review_by)}",
        point=point,
        by=request.actor,
        at=timezone.now(),
    )


def _ours(request, number: int) -> ContactPoint:
    return get_object_or_404(ContactPoint, pk=number, area=own_area(request))
