"""The evaluation by a link, without an account; and what came of a course, for the training team."""

from django.shortcuts import render
from django.urls import reverse

from breakwater.foundation.refusals import run
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission

from .. import link_pages
from ..link_pages import link_page
from ..models import Event
from . import operations
from .forms import PACE, RATED, EvaluationForm, ManagerForm

Stage = operations.Stage
HEADINGS = {
    Stage.BEFORE: "Before your course",
    Stage.AFTER: "After your course",
    Stage.IMPACT: "Three months after your course",
}


@link_page("evaluation", operations.booking_by_link)
def evaluate(request, found, *, by, at):
    """The questions of a stage; after the course the certificate follows. What is told about a child goes to the front door."""
    booking, stage = found
    if stage == "MANAGER":
        return _manager(request, booking, by=by, at=at)
    outcomes = booking.event.edition.outcomes
    form = EvaluationForm(request.POST if request.method == "POST" else None, outcomes=outcomes, stage=stage)
    is_sent = bool(operations.already_sent(booking, stage))
    certificate = None
    if form.is_valid() and not is_sent:
        certificate = run(form, operations.send, booking, stage, form.facts(), by=by, at=at)
        is_sent = not form.errors
    if is_sent and stage == Stage.AFTER:
        certificate = certificate or operations.certificates.issue_if_evaluated(booking, by=by, at=at)
    paper = ""
    if certificate:
        paper = reverse(
            "training:certificate_by_link", args=[link_pages.made("certificate", booking.area, certificate.number)]
        )
    context = {"booking": booking, "event": booking.event, "form": form, "is_sent": is_sent, "paper": paper}
    return render(
        request, "training/evaluate.html", context | {"heading": HEADINGS[stage], "is_after": stage == Stage.AFTER}
    )


def _manager(request, booking, *, by, at):
    """Three months on the delegate's manager reads what they say, and adds to it."""
    said = operations.already_sent(booking, Stage.IMPACT)
    form = ManagerForm(request.POST if request.method == "POST" else None)
    is_sent = bool(said and said.manager_words)
    if said and not is_sent and form.is_valid():
        run(form, operations.add_manager_words, booking, words=form.cleaned_data["words"], by=by, at=at)
        is_sent = not form.errors
    context = {"booking": booking, "event": booking.event, "said": said, "form": form, "is_sent": is_sent}
    return render(request, "training/manager.html", context)


class Evaluations(SubjectPage):
    """What delegates said of a date, and what changed."""

    route, name = "training/keep/dates/<str:public_id>/evaluations/", "evaluations"
    model, related = Event, ("course", "edition", "area")
    permission = Permission.TRAINING_KEEP
    audited_as = "training_event"
    template_name = "training/evaluations.html"

    def get_context_data(self, **more):
        said = list(operations.of_event(self.subject))
        after = [each for each in said if each.stage == Stage.AFTER]
        counts = {stage.label: sum(each.stage == stage for each in said) for stage in Stage}
        means = [
            (label, round(sum(rated) / len(rated), 1))
            for name, label in RATED.items()
            if (rated := [value for each in after if (value := getattr(each, name))])
        ]
        pace = [(label, sum(str(each.pace) == key for each in after)) for key, label in PACE]
        words = [
            (stage.label, [each for each in said if each.stage == stage and (each.words or each.manager_words)])
            for stage in Stage
        ]
        changes = operations.changes(self.subject.edition.outcomes, said)
        return super().get_context_data(
            event=self.subject,
            counts=counts,
            means=means,
            pace=pace if after else [],
            words=words,
            changes=changes,
            few=operations.FEW,
            **more,
        )


VIEWS = (Evaluations,)
