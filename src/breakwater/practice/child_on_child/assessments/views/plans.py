"""One child's plan as it stands; what calls for a review; an assessment that was considered and not made."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission

from ... import pathway
from ...incidents.lookup import decisions_of, words_for
from ...models import Trigger
from .. import forms, lookup
from ..operations import writing
from .pages import CHILD, TEMPLATES, Asks, OfPlan


class PlanPage(OfPlan, SubjectPage):
    """For the safeguarding team, and for the adult who works with this child and reads no other's."""

    route, name, template_name = f"{CHILD}plan/", "plan", f"{TEMPLATES}/plan.html"
    permission = Permission.INCIDENT_CHILD_READ

    def get_context_data(self, **more):
        today = london_date(self.at)
        incident = lookup.incident_of(self.subject) if self.works else None
        plan = lookup.plan_of(self.subject, today)
        return super().get_context_data(
            **more,
            plan=plan,
            incident=incident,
            head=lookup.head_in_words(plan.in_force) if plan.in_force else "",
            works=self.works,
            is_open=(incident is None or incident.is_open) and not self.subject.is_elsewhere,
            must=lookup.must_assess(incident, self.subject),
            decisions=[(each, words_for(each, self.subject)) for each in decisions_of(incident)] if incident else [],
            me=self.request.actor.membership.user_id,
            take_over=lookup.measures_to_take_over(self.subject, plan.measures) if self.works else [],
            orders=lookup.orders_of(self.subject) if self.works and plan.in_force else [],
            source=pathway.PROTECT,
            cycle=pathway.AGREED,
            today=today,
        )


class Begin(OfPlan, Asks):
    """A first assessment begins at once; a review says what called for it."""

    route, name = f"{CHILD}plan/assess/", "begin_assessment"
    form_class, operation = forms.BeginForm, staticmethod(writing.begin)
    heading, button = "Review the assessment", "Start"
    lead = (
        "The new version starts with what the last one says. The last one stays in force until you approve the new one."
    )
    leads_to = "child_on_child:assessment", "result.public_id"
    refused_to = "child_on_child:plan", "subject.public_id"

    def get_initial(self):
        due = lookup.plan_of(self.subject, london_date(self.at)).due
        called = next((each.why for each in due if each.why in Trigger.labels), Trigger.PLANNED.label)
        return {"trigger": next(each for each in Trigger if each.label == called)}


class BeginFirst(OfPlan, Asks):
    route, name, http_method_names = f"{CHILD}plan/first/", "begin_first", ("post",)
    form_class = forms.Form
    leads_to, refused_to = Begin.leads_to, Begin.refused_to
    refused_above = (Exception,)

    def operate(self, form):
        return writing.begin(self.subject, trigger=Trigger.FIRST, **self.acting)


class Consider(OfPlan, Asks):
    route, name = f"{CHILD}plan/considered/", "consider_assessment"
    form_class, operation = forms.ConsiderForm, staticmethod(writing.consider)
    heading, success_message = "No assessment is made", "Saved"


class CallReview(OfPlan, Asks):
    """Somebody who works with the child, or the team, knows something that the plan does not."""

    route, name = f"{CHILD}plan/call/", "call_review"
    permission = Permission.INCIDENT_CHILD_READ
    form_class, operation = forms.CallForm, staticmethod(writing.call_review)
    heading, button = "Ask for a review", "Send"
    success_message = "The safeguarding team is told. It is reviewed by the next school day"


VIEWS = (PlanPage, Begin, BeginFirst, Consider, CallReview)
