"""The area's table of cohorts: what a school may see of each, the page on which a line is changed, and what waits for a second person."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.practice.education.models import CohortProposal

from . import operations as cohorts
from .forms import CohortForm, NewCohortForm, ReleaseCohortForm

P = Permission
LINE = "lists/cohorts/<str:code>/"


class OfTable:
    """What every view of the table shares: whoever may do something here may do it in their own area."""

    leads_to = ("education:cohorts",)

    @property
    def area(self):
        return self.request.actor.membership.team.area

    def permission_subject(self):
        return None if self.permission == P.COHORTS_READ else self.area

    def may(self, permission: Permission) -> bool:
        return may(self.request.actor, permission, self.area)


class ShowTable(OfTable, SubjectPage):
    route, name, template_name = "lists/cohorts/", "cohorts", "education/cohorts.html"
    permission = P.COHORTS_READ

    def get_context_data(self, **more):
        return super().get_context_data(
            area=self.area,
            rules=list(cohorts.in_force(self.area, timezone.localdate()).values()),
            may_edit=self.may(P.COHORTS_EDIT),
            waiting=list(cohorts.waiting(self.area)),
            **more,
        )


class TakeUp(OfTable, ButtonView):
    """Begin with the table that Breakwater brings."""

    route, name = "lists/cohorts/begin/", "cohorts_begin"
    permission = P.COHORTS_EDIT
    operation, operates_on = staticmethod(cohorts.take_up), "area"


class SayLine(OfTable, OperationView):
    """What a line says; where schools would see more by it, it waits for a second person."""

    saved = ""

    def says(self, form) -> dict:
        of = dict(form.cleaned_data)
        return {"because": of.pop("because"), "says": cohorts.Says(**of)} | self.acting

    @property
    def waits(self) -> bool:
        return isinstance(self.result, CohortProposal)

    @property
    def success_message(self):
        return (
            "It waits for a second person. Until then lists are made by what the table says now"
            if self.waits
            else self.saved
        )

    def get_success_url(self):
        return reverse("education:cohort_waits", args=[self.result.code]) if self.waits else super().get_success_url()


class ChangeLine(SayLine):
    """One line: what it says, its earlier editions, and the form that begins its next."""

    route, name = LINE, "cohort"
    permission = P.COHORTS_READ
    form_class, template_name = CohortForm, "education/cohort.html"
    saved = "Changed. The next lists are made by it; those that are out stay as they are"

    def find_subject(self):
        rule = cohorts.line_now(self.area, self.kwargs["code"])
        if rule is None:
            raise Http404
        return rule

    def answer_instead(self):
        if self.request.method == "POST":
            require(self.request.actor, P.COHORTS_EDIT, self.area)

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in cohorts.CHANGED}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"code": self.subject.code}

    def operate(self, form):
        return cohorts.change(rule=self.subject, **self.says(form))

    def get_context_data(self, **more):
        return super().get_context_data(
            rule=self.subject,
            edits=self.may(P.COHORTS_EDIT),
            editions=cohorts.editions_before(self.subject),
            waits=cohorts.waiting(self.area).filter(code=self.subject.code).first(),
            **more,
        )


class AddLine(SayLine):
    """A cohort of the area's own."""

    route, name = "lists/cohorts/new/", "cohort_new"
    permission = P.COHORTS_EDIT
    form_class, template_name = NewCohortForm, "education/cohort_new.html"
    saved = "Added. Lists are made by it from today"

    def operate(self, form):
        return cohorts.add(area=self.area, **self.says(form))


class OfWaiting(OfTable):
    """A line that waits. Sent twice, or by two people at once, leads back to the table."""

    def find_subject(self):
        return cohorts.waiting(self.area).filter(code=self.kwargs["code"]).first()

    def answer_instead(self):
        if self.subject is None:
            messages.warning(self.request, cohorts.DecidedAlready.words)
            return redirect("education:cohorts")
        return None

    @cached_property
    def is_mine(self) -> bool:
        return self.subject.proposed_by.membership.user_id == self.request.actor.membership.user_id

    def get_context_data(self, **more):
        return super().get_context_data(
            found=self.subject,
            now=cohorts.line_now(self.subject.area, self.subject.code),
            is_mine=self.is_mine,
            may_release=not self.is_mine and self.may(P.COHORTS_RELEASE),
            may_take_back=self.may(P.COHORTS_EDIT),
            others=cohorts.who_may_release(self.subject, timezone.localdate()),
            **more,
        )


class ShowWaiting(OfWaiting, SubjectPage):
    """A line that waits: what it says beside what holds now, who proposed it, and who may release it."""

    route, name, template_name = f"{LINE}waiting/", "cohort_waits", "education/cohort_waits.html"
    permission = P.COHORTS_READ

    def answer_instead(self):
        if self.subject is None:
            raise Http404

    def get_context_data(self, **more):
        return super().get_context_data(form=ReleaseCohortForm(), **more)


class Decide(OfWaiting, OperationView):
    """A second person releases it, or not."""

    http_method_names = ("post",)
    route, name = f"{LINE}waiting/decide/", "decide_cohort"
    permission = P.COHORTS_RELEASE
    form_class, template_name = ReleaseCohortForm, "education/cohort_waits.html"

    def operate(self, form):
        releases = form.cleaned_data["decision"] == "RELEASE"
        words = form.cleaned_data["words"]
        return cohorts.decide(proposal=self.subject, releases=releases, words=words, **self.acting)

    @property
    def success_message(self):
        return "Released. Lists are made by it from today" if self.result else "Not released. Nothing changes"


class TakeBack(OfWaiting, ButtonView):
    """Let it be."""

    route, name = f"{LINE}waiting/back/", "take_back_cohort"
    permission = P.COHORTS_EDIT
    success_message = "Undone. Nothing changes"
    operation = staticmethod(cohorts.take_back)


VIEWS = (ShowTable, TakeUp, AddLine, ChangeLine, ShowWaiting, Decide, TakeBack)
