"""The responsible team says who works on a case."""

from django.shortcuts import redirect
from django.utils.functional import cached_property

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.handovers import workers
from breakwater.casework.handovers.forms import WorkerForm


class NameWorker(CaseOperation):
    """Name who works on a case that has no page of its own; another is sent there, where its own way of naming is."""

    route, name = "cases/<str:reference>/worker/", "worker"
    form_class, template_name = WorkerForm, "casework/handovers/worker.html"
    words_of = {cases.CaseIsClosed: "The case is closed: nobody works on it any more."}

    def answer_instead(self):
        own = case_display.address_of(self.case)
        return None if own == self.get_success_url() else redirect(own)

    @cached_property
    def worker(self):
        posts = self.case.workers.filter(capacity=WorkCapacity.WORKER, ends_at=None)
        return posts.select_related("membership").first()

    def get_initial(self):
        return {"who": str(self.worker.membership.public_id) if self.worker else ""}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": workers.could_hold(self.case, at=self.at)}

    def operate(self, form):
        who = form.cleaned_data["who"]
        self.success_message = f"{who.user.name} works on it now"
        workers.name_worker(case=self.case, membership=who, by=self.request.actor, at=self.at)

    def get_context_data(self, **more):
        return super().get_context_data(now=self.worker, **more)
