"""One view for "form, operation, refusal, message, redirect"."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import Manager, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.generic import FormView

from breakwater.foundation.design.fields import Form
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.access import Permission, require

# Hidden fields of a form that an operation takes beside the facts, and how it calls them.
HIDDEN_FACTS = {"idempotency": "key", "revision": "revision"}


class SubjectView:
    """A view of one thing found by its address: hidden and absent answer alike, and leave is asked before anything is shown.

    `subjects` are the rows it may be one of (a queryset or a manager); `lookup` is the field that the route names, `lookup_field`
    its path from the row where that is another. `permission` is asked of the subject, or of what `permission_subject` returns. The room's own base says in `record_sight` what the audit
    keeps of a page that was drawn.
    """

    route: ClassVar[str]
    name: ClassVar[str]
    subjects: ClassVar[QuerySet | Manager]
    lookup = "public_id"
    lookup_field = ""
    permission: ClassVar[Permission]

    @classmethod
    def path(cls):
        """The line of `urlpatterns`: `urlpatterns = [view.path() for view in (ScoreGoal, AddGoal)]`."""
        return path(cls.route, cls.as_view(), name=cls.name)

    def dispatch(self, request, *args, **kwargs):
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        self.at = timezone.now()
        self.subject = self.find_subject()
        require(request.actor, self.permission, self.permission_subject())
        return self.answer_instead() or super().dispatch(request, *args, **kwargs)

    def find_subject(self):
        """The row that the address names, as the actor may see it. Raises Http404."""
        return get_object_or_404(self.subjects.all(), **{self.lookup_field or self.lookup: self.kwargs[self.lookup]})

    def permission_subject(self):
        """What leave is asked of."""
        return self.subject

    def answer_instead(self) -> HttpResponse | None:
        """A response in place of the page, where the moment for it is over; None to go on."""
        return None

    def record_sight(self) -> None:
        """Say to the audit whom the page shows."""

    def render_to_response(self, context, **response_kwargs):
        self.record_sight()
        return super().render_to_response(context, **response_kwargs)


class OperationView(SubjectView, FormView):
    """A page with one form, which runs one operation on one subject.

    `operation` is called as `operation(subject, facts=form.facts(), by=actor, at=now)`, with `key=` where the form is sent
    once (`IdempotentForm`) and `revision=` where it has a `RevisionField`; a view that calls it otherwise overrides `operate`. It runs in a savepoint of its own: a `Refusal`
    undoes all of it, and the form is drawn again, with what was typed, and with the refusal's words at the refusal's box.
    `success_message` may name {result.…}, what the operation returned. `words_of` gives other words to a refusal on this page, and words to an exception that is no `Refusal`. On `ChangedMeanwhile`
    the form carries the revision that stands now, and the template has `theirs` to show beside it.
    """

    http_method_names: ClassVar = ["get", "head", "post"]
    operation: ClassVar[Callable]
    success_message = ""
    words_of: ClassVar[Mapping[type[Exception], str]] = {}

    def operate(self, form: Form):
        """Run the operation on what the form says, and return what it returns."""
        acting = {"by": self.request.actor, "at": self.at}
        acting |= {argument: form.cleaned_data[name] for name, argument in HIDDEN_FACTS.items() if name in form.fields}
        return self.operation(self.subject, facts=form.facts(), **acting)

    def get_context_data(self, **more):
        return super().get_context_data(**{"theirs": None} | more)

    def form_valid(self, form):
        try:
            with transaction.atomic():
                self.result = self.operate(form)
        except (Refusal, *self.words_of) as refusal:
            return self.form_refused(form, refusal)
        if self.success_message:
            messages.success(self.request, self.success_message.format(result=self.result))
        return redirect(self.get_success_url())

    def form_refused(self, form: Form, refusal: Exception):
        """Draw the form again with the refusal's words."""
        theirs = getattr(refusal, "theirs", None) if isinstance(refusal, ChangedMeanwhile) else None
        if theirs is not None:
            form = self.form_again(form, revision=theirs.revision)
        box = getattr(refusal, "box", None)
        form.add_error(box if box in form.fields else None, self.refusal_words(refusal))
        return self.render_to_response(self.get_context_data(form=form, theirs=theirs))

    def form_again(self, form: Form, **hidden) -> Form:
        """The form with what was typed, and with `hidden` facts as they stand now: what is sent next is meant for them."""
        data = form.data.copy()
        for name, value in hidden.items():
            data[name] = str(value)
        return self.form_class(**self.get_form_kwargs() | {"data": data})

    def refusal_words(self, refusal: Exception) -> str:
        """What the page says of a refusal: its own words for it, else the refusal's."""
        own = next((words for kind, words in self.words_of.items() if isinstance(refusal, kind)), None)
        return own or refusal.words


class ButtonView(OperationView):
    """An operation behind a button, without a page of its own: it is sent by POST, and a refusal stands above the next page."""

    http_method_names: ClassVar = ["post"]
    form_class = Form

    def operate(self, form: Form):
        return self.operation(self.subject, by=self.request.actor, at=self.at)

    def form_refused(self, form: Form, refusal: Exception):
        messages.error(self.request, self.refusal_words(refusal))
        return redirect(self.get_success_url())

    def form_invalid(self, form: Form):
        messages.error(self.request, " ".join(words for faults in form.errors.values() for words in faults))
        return redirect(self.get_success_url())
