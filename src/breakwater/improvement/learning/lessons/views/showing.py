"""What is typed for everyone: a second person reads and confirms it, and whoever has second thoughts takes it off again."""

from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from .. import forms, lookup, names
from ..operations import showing
from ..scanned import ConfirmForm

REVIEW = "recommendations/reviews/<str:public_id>/"


class ShownStep(StepView):
    """Of a review, a finding or a recommendation; what follows is the page of its review."""

    permission, context_object_name = Permission.LEARNING_KEEP, "thing"
    leads_to, success_message = ("learning:review_kept", "review.public_id"), "Saved"
    refused_above = (showing.NothingWaits, showing.NotPublic, showing.SomebodyElseConfirms, showing.NotCompared)

    @property
    def review(self):
        return showing.review_of(self.subject)

    def permission_subject(self):
        return self.review


class Confirm(ShownStep):
    """The words as everyone will read them, and what was found in them."""

    template_name, heading, button = "learning/lessons/confirm.html", "Confirm for the public pages", "Confirm"
    form_class, operation = ConfirmForm, staticmethod(showing.confirm)
    success_message = "Confirmed. Everyone can read it once its review is public"
    when = staticmethod(showing.waits)

    @property
    def found(self):
        return names.found_in(names.words_of(self.subject))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"found": self.found}

    def form_refused(self, form, refusal):
        """What was found meanwhile is listed, and what is sent next is meant for it."""
        if isinstance(refusal, showing.FoundMore):
            form = self.form_again(form, seen=names.digest_of(self.found))
        return super().form_refused(form, refusal)

    def get_context_data(self, **more):
        shown = {"said": names.words_of(self.subject), "found": list(map(names.in_words, self.found))}
        return super().get_context_data(**shown | more)


class TakeOff(ShownStep):
    heading, button, kind = "Take it off the public pages", "Take it off", "warning"
    form_class, operation = forms.TakeOffForm, staticmethod(showing.take_off)
    success_message = "Taken off the public pages. The reason is kept"
    when = staticmethod(showing.is_up)


def _both(kind: str, at: str, **of) -> tuple[type[ShownStep], ...]:
    return tuple(
        type(f"{step.__name__}{kind.title()}", (step,), {"route": f"{at}{act}/", "name": f"{kind}_{name}"} | of)
        for step, act, name in ((Confirm, "confirm", "confirm"), (TakeOff, "take-off", "take_off"))
    )


OF_REVIEW = _both("review", REVIEW, subjects=lookup.REVIEWS, audited_as="published_review")
OF_FINDING = _both(
    "finding", "recommendations/findings/<str:public_id>/", subjects=lookup.FINDINGS, audited_as="learning_finding"
)
OF_RECOMMENDATION = _both(
    "recommendation", "recommendations/<str:public_id>/", subjects=lookup.RECOMMENDATIONS, audited_as="recommendation"
)
VIEWS = (*OF_REVIEW, *OF_FINDING, *OF_RECOMMENDATION)
