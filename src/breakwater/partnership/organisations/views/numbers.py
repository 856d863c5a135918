"""Publishing, changing, ending and checking the area's numbers."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation.design.moments import day

from ..forms import EndNumberForm, NewNumberForm, NumberForm
from ..keeping import numbers
from ..models import ContactPoint
from .own import back_to, own_area

NO_TELEPHONE = "Enter a telephone number. People who are worried about a child ring it"
NO_WAY = "Enter a telephone number, a number for text messages or a website"
HAS_ENDED = "This number has ended, or ends before that day. Go back to the area's page and change the one that stands."


def new_number(request):
    area, today = own_area(request), timezone.localdate()
    form = NewNumberForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": today, "review_by": today + numbers.USUAL_REVIEW, "for_children": False},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = numbers.publish(area=area, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except numbers.AnotherStands:
            form.add_error(
                "purpose",
                "A number is published for this already, and the page shows one. Go back and change it from a day on",
            )
        except REFUSALS as refusal:
            _say(form, refusal)
        else:
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
        try:
            made = numbers.change(point=point, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except REFUSALS as refusal:
            _say(form, refusal)
        else:
            if made.pk == point.pk:
                return back_to(request, "numbers", f"Nothing differs, so {made.label} counts as checked today")
            return back_to(request, "numbers", f"The change of {made.label} counts from {day(made.effective_from)}")
    return render(request, "organisations/number.html", {"form": form, "point": point})


def end_number(request, number):
    point = _ours(request, number)
    form = EndNumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = numbers.end(point=point, last_day=form.last(), by=request.actor, at=timezone.now())
        except numbers.NobodyWouldAnswer:
            form.add_error(
                None,
                "Without this number nobody who is worried about a child would know whom to ring. "
                "Change it instead: the new number stands from the day you say.",
            )
        except numbers.HasEnded:
            form.add_error(None, HAS_ENDED)
        else:
            return back_to(request, "numbers", f"{ended.label} is not published after {day(ended.effective_to)}")
    return render(request, "organisations/number_end.html", {"form": form, "point": point})


@require_POST
def number_checked(request, number):
    point = _ours(request, number)
    try:
        checked = numbers.check(point=point, by=request.actor, at=timezone.now())
    except numbers.HasEnded:
        return back_to(request, "numbers", HAS_ENDED, went_well=False)
    return back_to(
        request, "numbers", f"You checked {checked.label} today. The next check is by {day(checked.review_by)}"
    )


REFUSALS = (numbers.Unreachable, numbers.FromTooEarly, numbers.HasEnded, numbers.ReviewTooEarly)


def _say(form, refusal: Exception) -> None:
    """Put an expected refusal into words beside the box it is about."""
    if isinstance(refusal, numbers.Unreachable):
        form.add_error("telephone", NO_TELEPHONE if refusal.args[0] in numbers.ONE_AT_A_TIME else NO_WAY)
    elif isinstance(refusal, numbers.FromTooEarly):
        form.add_error("starts_on", "Choose a day from today on, and not before the number begins")
    elif isinstance(refusal, numbers.ReviewTooEarly):
        form.add_error("review_by", "Choose a day from today on")
    else:
        form.add_error(None, HAS_ENDED)


def _ours(request, number: int) -> ContactPoint:
    return get_object_or_404(ContactPoint.objects.select_related("area"), pk=number, area=own_area(request))
