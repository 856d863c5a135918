"""A review: opened, commissioned, what goes on beside it, and the family's part."""

from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from ...incidents.lookup import INCIDENTS
from .. import forms, lookup, pathway
from ..operations import family, opening, partners, running
from ..operations import names as names_to_avoid
from ..operations.steps import steps_of

AT = "practice-reviews/"
APART = "a compartment of its own: it is read by those named on the incident and goes no further"


class OfIncident(SubjectView):
    subjects, permission = INCIDENTS, Permission.SERIOUS_READ


class ReviewOfIncident(OfIncident, View):
    """From an incident to its review, or to the page that opens it."""

    route, name = "serious-incidents/<str:public_id>/local-review/", "review_of"
    http_method_names = ("get", "head")

    def get(self, request, **kwargs):
        review = lookup.REVIEWS.filter(incident=self.subject).first()
        return (
            redirect("learning:practice_review", review.public_id)
            if review
            else redirect("learning:review_open", self.subject.public_id)
        )


class OpenReview(OfIncident, OperationView):
    """The partners decided: begin the record of the review."""

    route, name, template_name = (
        "serious-incidents/<str:public_id>/local-review/open/",
        "review_open",
        "design/step.html",
    )
    permission, audited_as = Permission.SERIOUS_WORK, "serious_incident"
    form_class, operation = forms.OpenForm, staticmethod(opening.open_review)
    leads_to, words_stay = ("learning:practice_review", "result.public_id"), APART
    success_message = "The review is open"

    def get_initial(self):
        kind, on = lookup.decided(self.subject)
        return {"kind": kind, "decided_on": on or london_date(self.at)}

    def get_refused_url(self, refusal=None):
        return self.address_of("learning:incident", "subject.public_id")

    def get_context_data(self, **more):
        shown = {
            "heading": "Open the review",
            "button": "Open the review",
            "lead": "",
            "kind": "",
            "back": self.get_refused_url(),
        }
        return super().get_context_data(**shown | {"whose_record": self.subject.reference} | more)


class InReview(SubjectView):
    """Of a review, or of something that hangs from one at the end of `review_at`."""

    review_at = "subject"

    @property
    def review(self):
        found = self
        for each in self.review_at.split("."):
            found = getattr(found, each)
        return found

    def permission_subject(self):
        return self.review

    def record_sight(self):
        audit.saw("serious_incident", self.review.incident_id)


class ReviewPage(InReview, SubjectPage):
    """The review: its six months, what is still to do before it is published, and everything that was recorded."""

    route, name, template_name = f"{AT}<str:public_id>/", "practice_review", "learning/reviews/review.html"
    subjects, context_object_name, permission = lookup.REVIEWS, "review", Permission.SERIOUS_READ

    def get_context_data(self, **more):
        review, actor, today = self.subject, self.request.actor, london_date(self.at)
        publication = lookup.publication_of(review)
        return super().get_context_data(
            **more,
            incident=review.incident,
            publication=publication,
            steps=steps_of(review, at=self.at),
            today=today,
            is_late=lookup.is_late(review, publication, today),
            due_because=pathway.PUBLISH.because,
            works=may(actor, Permission.SERIOUS_WORK, review),
            signs=partners.partner_of(review, actor),
            offered=offered(STEPS, review, "learning", actor),
            delays=lookup.delays_of(review),
            proceedings=lookup.proceedings_of(review),
            family=lookup.family_of(review),
            versions=lookup.versions_of(review),
            names=list(review.names_to_avoid.order_by("pk")),
        )


class ReviewStep(InReview, StepView):
    """One thing that is recorded of a review."""

    subjects, permission, permission_of = lookup.REVIEWS, Permission.SERIOUS_WORK, "subject"
    steps_at, steps_named = f"{AT}<str:public_id>/", "review"
    leads_to, words_stay, success_message = ("learning:practice_review", "review.public_id"), APART, "Saved"

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": self.review.incident.reference} | more)


def _commissioned(step: ReviewStep) -> dict:
    review = step.subject
    return (
        {name: getattr(review, name) for name in forms.CommissionForm.base_fields}
        if review.commissioned_at
        else {"method": "SYSTEMS", "revision": review.revision}
    )


STEPS = (
    ReviewStep.of(
        "commission", "Commission the review", forms.CommissionForm, opening.commission, get_initial=_commissioned
    ),
    ReviewStep.of("told", "Record who was told of the decision", forms.ToldForm, opening.record_told),
    ReviewStep.of("family", "Add somebody of the family", forms.FamilyForm, family.add),
    ReviewStep.of(
        "proceedings",
        "Add other proceedings",
        forms.ProceedingForm,
        running.add_proceeding,
        operate=lambda step, form: running.add_proceeding(
            step.subject, form.cleaned_data["kind"], form.facts(), **step.acting
        ),
    ),
    ReviewStep.of(
        "delay",
        "Record a delay",
        forms.DelayForm,
        running.delay,
        lead="The six months go on. The national panel and the Secretary of State are told why.",
        when=lambda review: not review.delays.filter(ended_on=None).exists(),
    ),
    ReviewStep.of(
        "names",
        "Add a name to avoid",
        forms.NameForm,
        names_to_avoid.add,
        lead="Names, addresses, schools and dates that Breakwater holds of the child and the family are looked for anyway.",
    ),
)


class OfFamily(ReviewStep):
    subjects, review_at, steps_at, steps_named = (
        lookup.FAMILY,
        "subject.review",
        f"{AT}family/<str:public_id>/",
        "family",
    )

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": f"{self.subject.called}, {self.subject.relation}"} | more)


def _involved(step: ReviewStep) -> dict:
    return {name: getattr(step.subject, name) for name in forms.InvolvementForm.base_fields}


class AsksWhichDraft:
    """A step whose form asks which draft somebody read."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"numbers": lookup.drafts_by_number(self.review)}


class Involve(AsksWhichDraft, OfFamily):
    get_initial = _involved


OF_FAMILY = (
    Involve.of("involve", "Record their part in the review", forms.InvolvementForm, family.involve),
    OfFamily.of(
        "leave-out",
        "Ask the partners not to involve them",
        forms.LeaveOutForm,
        family.leave_out,
        lead="This does not hold the review back: the three partners decide, and their reason stays on record.",
    ),
)


class InReviewButton(InReview, ButtonView):
    permission, leads_to = Permission.SERIOUS_WORK, ("learning:practice_review", "review.public_id")
    success_message, words_stay = "Saved", APART


class DecideOnFamily(InReviewButton):
    """A partner agrees that somebody of the family is not involved."""

    route, name, permission = f"{AT}family/<str:public_id>/decide/", "family_decide", Permission.SERIOUS_VIEW
    subjects, review_at, operation = lookup.FAMILY, "subject.review", staticmethod(family.decide)


class EndDelay(InReviewButton):
    route, name = f"{AT}delays/<str:public_id>/end/", "delay_end"
    subjects, review_at, operation = lookup.DELAYS, "subject.review", staticmethod(running.end_delay)


class OfProceeding(ReviewStep):
    subjects, review_at, steps_at, steps_named = (
        lookup.PROCEEDINGS,
        "subject.review",
        f"{AT}proceedings/<str:public_id>/",
        "proceeding",
    )

    def operate(self, form):
        return running.log(self.subject, form.facts(), form.cleaned_data["ended"], **self.acting)

    def get_initial(self):
        return {"on": timezone.localdate(), "ended": False}

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": self.subject.get_kind_display()} | more)


LOG = OfProceeding.of("log", "Add to the log", forms.LogForm, running.log)

VIEWS = (ReviewOfIncident, OpenReview, ReviewPage, *STEPS, *OF_FAMILY, DecideOnFamily, EndDelay, LOG)
