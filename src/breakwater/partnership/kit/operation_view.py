"""One view for "form, operation, refusal, message, redirect"."""

from collections.abc import Callable, Mapping
from inspect import signature
from operator import attrgetter
from typing import ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import Manager, Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from breakwater.foundation import audit
from breakwater.foundation.design.fields import Form
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.access import Permission, require

from .kept_words import GoesNoFurther, repeated_too_far

# Hidden fields of a form that an operation takes beside the facts, and how it calls them.
HIDDEN_FACTS = {"idempotency": "key", "revision": "revision"}


class SubjectView:
    """A view of one thing found by its address: hidden and absent answer alike, and leave is asked before anything is shown.

    It is one of `model`, found with its `related` rows, or one of `subjects` (a queryset or a manager) where not every row that
    the wall lets through has such a page; a view without either has no subject. `lookup` is the field that the route names,
    `lookup_field` its path from the row where that is another. `permission` is asked of the subject, or of what the path
    `permission_of` leads to (none: of nothing in particular; a view whose permission is None is anyone's); where the view `asks_first`, also before anybody learns whether
    there is such a thing. The page has the subject under `context_object_name`, and the audit keeps that it was drawn under
    `audited_as`; a page that shows more people says so in `record_sight`.
    """

    route: ClassVar[str]
    name: ClassVar[str]
    model: ClassVar[type[Model] | None] = None
    related: ClassVar[tuple[str, ...]] = ()
    subjects: ClassVar[QuerySet | Manager | None] = None
    lookup = "public_id"
    lookup_field = ""
    permission: ClassVar[Permission | None]
    permission_of = "subject"
    asks_first = False
    context_object_name = ""
    audited_as = ""

    @classmethod
    def path(cls):
        """The line of `urlpatterns`: `urlpatterns = [view.path() for view in (ScoreGoal, AddGoal)]`."""
        return path(cls.route, cls.as_view(), name=cls.name)

    def dispatch(self, request, *args, **kwargs):
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        self.at = timezone.now()
        if self.asks_first:
            require(request.actor, self.permission)
        self.subject = request.subject = self.find_subject()
        if self.permission is not None:
            require(request.actor, self.permission, self.permission_subject())
        return self.answer_instead() or super().dispatch(request, *args, **kwargs)

    def find_subject(self):
        """The row that the address names, as the actor may see it. Raises Http404."""
        found = self.subjects
        if found is None and self.model:
            found = self.model._default_manager.select_related(*self.related or [None])
        if found is not None:
            return get_object_or_404(found.all(), **{self.lookup_field or self.lookup: self.kwargs[self.lookup]})
        return None

    @property
    def acting(self) -> dict:
        """Who acts, and when: what every operation takes."""
        return {"by": self.request.actor, "at": self.at}

    def permission_subject(self):
        """What leave is asked of."""
        return attrgetter(self.permission_of)(self) if self.permission_of else None

    def answer_instead(self) -> HttpResponse | None:
        """A response in place of the page, where the moment for it is over; None to go on."""
        return None

    def record_sight(self) -> None:
        """Say to the audit whom the page shows."""
        if self.audited_as:
            audit.saw(self.audited_as, self.subject.pk)

    def get_context_data(self, **more):
        shown = {self.context_object_name: self.subject} if self.context_object_name else {}
        return super().get_context_data(**shown | more)

    def render_to_response(self, context, **response_kwargs):
        self.record_sight()
        return super().render_to_response(context, **response_kwargs)


class SubjectPage(SubjectView, TemplateView):
    """A page to read."""

    http_method_names: ClassVar = ["get", "head"]


class OperationView(SubjectView, FormView):
    """A page with one form, which runs one operation on one subject.

    `operation` is called as `operation(subject, facts=form.facts(), by=actor, at=now)`, or with what stands in each box under its
    own name where the form makes no `facts`; with `key=` where the form is sent once (`IdempotentForm`) and `revision=` where it
    has a `RevisionField`, if it takes them. Its first argument is what the path `operates_on` leads to; a view that calls it
    otherwise overrides `operate`. It runs in a savepoint of its own. `success_message` may name {result.…}, what the operation
    returned, and {subject.…}; `success_as` is its level. What follows (`done`) is the page that `leads_to` names, with the paths
    from the view to what its address takes.
    A `Refusal` undoes all of it, and the form is drawn again, with what was typed, and with the refusal at its box; one that is
    of `refused_above` stands above the page that follows, or that `refused_to` names, with the level `refused_as`. `words_of`
    gives other words to a refusal on this page, or (box, words), and words to an exception that is no `Refusal`. On
    `ChangedMeanwhile` the form carries the revision that stands now, and the template has `theirs` to show beside it.
    What is typed is compared with what may go no further (`kept_words`), unless `words_stay` says why it need not be.
    """

    http_method_names: ClassVar = ["get", "head", "post"]
    operation: ClassVar[Callable]
    operates_on = "subject"
    leads_to: ClassVar[tuple[str, ...]]
    success_message = ""
    success_as = messages.SUCCESS
    words_of: ClassVar[Mapping[type[Exception], str | tuple[str, str]]] = {}
    refused_above: ClassVar[tuple[type[Exception], ...]] = ()
    refused_as = messages.ERROR
    refused_to: ClassVar[tuple[str, ...]] = ()
    words_stay = ""

    def written_about(self) -> tuple[Model | None, ...]:
        """What the words of the form are about."""
        return (self.subject,)

    def operate(self, form: Form):
        """Run the operation on what the form says, and return what it returns."""
        said = dict(form.cleaned_data)
        hidden = {argument: said.pop(name) for name, argument in HIDDEN_FACTS.items() if name in form.fields}
        facts = {"facts": form.facts()} if hasattr(form, "facts") else said
        facts |= {name: hidden[name] for name in hidden.keys() & signature(self.operation).parameters.keys()}
        return self.operation(attrgetter(self.operates_on)(self), **facts, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(**{"theirs": None} | more)

    def form_valid(self, form):
        try:
            with transaction.atomic():
                # Looked for first, said last: an operation may take its subject out of sight, and its own refusals go before.
                too_far = {} if self.words_stay else repeated_too_far(form, self.written_about(), by=self.request.actor)
                self.result = self.operate(form)
                if too_far:
                    raise GoesNoFurther(too_far)
        except (Refusal, *self.words_of) as refusal:
            return self.form_refused(form, refusal)
        return self.done(self.success_words())

    def done(self, words: str) -> HttpResponse:
        """The answer once it is done."""
        if words:
            messages.add_message(self.request, self.success_as, words)
        return redirect(self.get_success_url())

    def success_words(self) -> str:
        """What is said of it: a constant names its facts; what a view words itself may hold any sign that somebody typed."""
        words = self.success_message
        is_constant = words is type(self).success_message
        return words.format(result=self.result, subject=self.subject) if is_constant else words

    def get_success_url(self) -> str:
        return self.address_of(*self.leads_to)

    def get_refused_url(self, refusal: Exception | None = None) -> str:
        return self.address_of(*self.refused_to) if self.refused_to else self.get_success_url()

    def address_of(self, page: str, *paths: str) -> str:
        return reverse(page, args=[attrgetter(each)(self) for each in paths])

    def refused(self, words: str, refusal: Exception | None = None) -> HttpResponse:
        """The answer where it is refused with nothing to send once more: the words above the page that follows."""
        if words:
            messages.add_message(self.request, self.refused_as, words)
        return redirect(self.get_refused_url(refusal))

    def form_refused(self, form: Form, refusal: Exception):
        """Draw the form again with the refusal's words, or say them above the page that follows."""
        if isinstance(refusal, self.refused_above):
            return self.refused(self.refusal_words(refusal), refusal)
        theirs = getattr(refusal, "theirs", None) if isinstance(refusal, ChangedMeanwhile) else None
        if theirs is not None:
            form = self.form_again(form, revision=theirs.revision)
        words = self.refusal_words(refusal)
        box, words = words if isinstance(words, tuple) else (None, words)
        (refusal if isinstance(refusal, Refusal) else Refusal()).stand_on(form, words, box)
        return self.render_to_response(self.get_context_data(form=form, theirs=theirs))

    def form_again(self, form: Form, **hidden) -> Form:
        """The form with what was typed, and with `hidden` facts as they stand now: what is sent next is meant for them."""
        data = form.data.copy()
        for name, value in hidden.items():
            data[name] = str(value)
        return self.get_form_class()(**self.get_form_kwargs() | {"data": data})

    def refusal_words(self, refusal: Exception) -> str:
        """What the page says of a refusal: its own words for it, else the refusal's."""
        own = (words for kind, words in self.words_of.items() if isinstance(refusal, kind))
        return next(own, getattr(refusal, "words", ""))


class RefusedAbove:
    """Any refusal stands above the page that follows: there is nothing typed to send once more."""

    refused_above = (Exception,)


class ButtonView(RefusedAbove, OperationView):
    """An operation behind a button, without a page of its own: it is sent by POST."""

    http_method_names: ClassVar = ["post"]
    form_class = Form

    def form_invalid(self, form: Form):
        messages.error(self.request, " ".join(words for faults in form.errors.values() for words in faults))
        return redirect(self.get_refused_url())
