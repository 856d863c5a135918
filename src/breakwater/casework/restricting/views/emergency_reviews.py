"""What was opened by breaking the glass, and its review, for information governance."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases.case_view import QuestionView
from breakwater.casework.restricting import opening_reviews
from breakwater.casework.restricting.forms.restrictions import GlassReviewForm
from breakwater.casework.restricting.models import GlassReview
from breakwater.foundation import audit
from breakwater.foundation.design.moments import spoken
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import names_of

LABELS = dict(GlassReview.Outcome.choices)


@require_safe
def opened(request):
    require(request.actor, Permission.GLASS_REVIEW)
    found = opening_reviews.openings()
    names = names_of(one.human for one in found)
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


class ReviewOpening(QuestionView):
    route, name = "opened/<int:number>/", "glass_review"
    permission = Permission.GLASS_REVIEW
    form_class = GlassReviewForm
    heading, button = "Review an opening in an emergency", "Save the review"
    success_message = "The review is kept"
    leads_to = ("casework:opened",)
    permission_of = ""
    operation = staticmethod(opening_reviews.review)

    def find_subject(self):
        require(self.request.actor, self.permission)
        found = next((each for each in opening_reviews.openings() if each.number == self.kwargs["number"]), None)
        if found is None:
            raise Http404
        return found

    @property
    def lead(self):
        opening, who = self.subject, names_of([self.subject.human])[self.subject.human]
        record = opening.record if opening.kind == "case" else "a person’s record"
        return f"{who} opened {record} {spoken(opening.since)}: {opening.reason}"

    def record_sight(self):
        audit.saw("glass", self.subject.number)
