"""What was opened by breaking the glass, and its review, for information governance."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.restricting import glass
from breakwater.casework.restricting.forms.restrictions import GlassReviewForm
from breakwater.casework.restricting.models import GlassReview
from breakwater.foundation import audit
from breakwater.foundation.design.moments import spoken
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import User

LABELS = dict(GlassReview.Outcome.choices)


@require_safe
def opened(request):
    require(request.actor, Permission.GLASS_REVIEW)
    found = glass.openings()
    names = dict(User.objects.filter(pk__in={one.human for one in found}).values_list("pk", "name"))
    audit.saw("glass", *(one.number for one in found))
    rows = [
        {
            "one": one,
            "who": names.get(one.human, ""),
            "found": LABELS.get(one.outcome, ""),
            "href": "" if one.outcome else reverse("casework:glass_review", args=[one.number]),
        }
        for one in found
    ]
    waiting = sum(not one.outcome for one in found)
    return render(
        request, "casework/restricting/opened.html", {"rows": rows, "waiting": waiting, "now": timezone.now()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, number):
    require(request.actor, Permission.GLASS_REVIEW)
    one = next((each for each in glass.openings() if each.number == number), None)
    if one is None:
        raise Http404
    form = GlassReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            glass.review(opening=one, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except glass.ReviewedAlready:
            form.add_error(None, "Someone has reviewed this opening. Open the list again.")
        else:
            messages.success(request, "The review is kept")
            return redirect("casework:opened")
    audit.saw("glass", one.number)
    who = User.objects.get(pk=one.human).name
    lead = f"{who} opened {one.record if one.kind == 'case' else 'a person’s record'} {spoken(one.since)}: {one.reason}"
    context = {
        "form": form,
        "heading": "Review an opening in an emergency",
        "button": "Keep the review",
        "lead": lead,
        "kind": "",
        "back": reverse("casework:opened"),
    }
    return render(request, "casework/person_record/keep_ask.html", context)
