"""What whoever looks after an area's learning records: reviews, recommendations, to whom they go, what changed, tests."""

from breakwater.casework.actions.lookup import teams_to_ask
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ...models import Change
from .. import forms, lookup
from ..operations import briefings, changes, responses, reviews

KEEP = Permission.LEARNING_KEEP
REVIEW, ONE = "recommendations/reviews/", "recommendations/<str:public_id>/"


class NewReview(OperationView):
    """A review that did not begin here: a national one, an audit, an older one. Of a review of ours its publishing opens it."""

    route, name, template_name = f"{REVIEW}new/", "review_new", "learning/lessons/ask.html"
    permission, permission_of = KEEP, ""
    form_class, operation = forms.ReviewForm, staticmethod(reviews.publish_review)
    success_message = "Added. A second person confirms it before everyone reads it. Now add its recommendations"
    leads_to = "learning:review_kept", "result.public_id"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"areas": lookup.areas_but({self.request.actor.area_id_acting})}

    def operate(self, form):
        return self.operation(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(heading="Add a review", button="Add it", back_to="learning:reviews", **more)


class ReviewStep(StepView):
    """One thing recorded about a review."""

    subjects, context_object_name, audited_as = lookup.REVIEWS, "review", "published_review"
    permission = KEEP
    steps_at, steps_named = f"{REVIEW}<str:public_id>/", "review"
    success_message = "Saved"
    leads_to = "learning:review_kept", "subject.public_id"


class AddRecommendation(ReviewStep):
    route, name, heading = f"{REVIEW}<str:public_id>/recommend/", "review_recommend", "Add a recommendation"
    form_class, operation = forms.RecommendationForm, staticmethod(reviews.recommend)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"findings": list(self.subject.findings.order_by("number"))}


class ShareReview(ReviewStep):
    route, name, heading = f"{REVIEW}<str:public_id>/share/", "review_share", "Share it with other areas"
    form_class, operation = forms.ShareForm, staticmethod(reviews.share_with)
    button, success_message = "Share", "Shared, and they are told"

    def get_form_kwargs(self):
        shared = set(self.subject.shared.values_list("area", flat=True))
        return super().get_form_kwargs() | {"areas": lookup.areas_but(shared)}


OF_REVIEW = (
    AddRecommendation,
    ReviewStep.of("finding", "Add a finding", forms.FindingForm, reviews.add_finding),
    ShareReview,
)


class RecommendationStep(StepView):
    """One thing recorded about a recommendation in the actor's area."""

    subjects, context_object_name, audited_as = lookup.RECOMMENDATIONS, "recommendation", "recommendation"
    permission = KEEP
    steps_at, steps_named = ONE, "recommendation"
    success_message = "Saved"
    leads_to = "learning:recommendation", "subject.public_id"


class SendRecommendation(RecommendationStep):
    """To the organisations of the actor's area."""

    route, name, heading, button = f"{ONE}send/", "recommendation_send", "Send it to organisations", "Send"
    form_class, operation = forms.SendForm, staticmethod(responses.send)
    success_message = "Sent. Each has twenty working days to answer"

    def get_form_kwargs(self):
        area = lookup.area_of(self.request.actor)
        return super().get_form_kwargs() | {"teams": teams_to_ask(area, london_date(self.at))}

    def operate(self, form):
        return responses.send(self.subject, **form.wanted(), **self.acting)


class LinkChange(RecommendationStep):
    """What it changed, of one kind. It counts once somebody else has closed it on evidence."""

    form_class, button, kind_of = forms.ChangeForm, "Save", ""
    operation = staticmethod(changes.link)
    success_message = "Saved. Somebody else closes it on evidence"

    def get_form_kwargs(self):
        area = lookup.area_of(self.request.actor)
        return super().get_form_kwargs() | {"kind": self.kind_of, "area": area}


CHANGED = {
    "policy": ("Add a change of a policy", Change.Kind.POLICY),
    "course": ("Add a change of a course", Change.Kind.COURSE),
    "audit": ("Add a change of an audit question", Change.Kind.AUDIT),
    "form": ("Add a change of a form", Change.Kind.FORM),
    "briefing": ("Add a briefing that was issued", Change.Kind.BRIEFING),
}
OF_RECOMMENDATION = (
    SendRecommendation,
    *(
        LinkChange.of(f"changed-{act}", heading, forms.ChangeForm, changes.link, kind_of=kind)
        for act, (heading, kind) in CHANGED.items()
    ),
)


class ChangeStep(StepView):
    """Of one change: closed on evidence, or removed."""

    subjects, context_object_name, audited_as = lookup.CHANGES, "change", "learning_change"
    permission = KEEP
    steps_at, steps_named = "recommendations/changes/<str:public_id>/", "change"
    leads_to = "learning:recommendation", "subject.recommendation.public_id"
    refused_above = (changes.SomebodyElseCloses, changes.NotInForceYet, changes.OverAlready)


def _is_open(change) -> bool:
    return not change.is_closed and not change.removed_at


OF_CHANGE = (
    ChangeStep.of(
        "close", "Close it on evidence", forms.EvidenceForm, changes.close, says="Closed on evidence", when=_is_open
    ),
    ChangeStep.of(
        "remove",
        "Remove this change",
        forms.RemoveForm,
        changes.remove,
        says="Removed. It stays on record",
        when=lambda change: not change.removed_at,
    ),
)


class RecordTest(StepView):
    """An impact test: how it was done, and what it shows for children."""

    route, name, heading, button = (
        "recommendations/tests/<str:public_id>/",
        "impact_test",
        "Record an impact test",
        "Save",
    )
    subjects, context_object_name, audited_as = lookup.TESTS, "test", "impact_test"
    permission, form_class, operation = KEEP, forms.TestForm, staticmethod(briefings.record_test)
    success_message = "Saved"
    leads_to = "learning:recommendation", "subject.recommendation.public_id"

    @classmethod
    def when(cls, subject):
        return not subject.is_done

    def get_initial(self):
        return {"tested_on": london_date(self.at)}


VIEWS = (NewReview, *OF_REVIEW, *OF_RECOMMENDATION, *OF_CHANGE, RecordTest)
