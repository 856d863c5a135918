"""A strategy on one page with the areas side by side; what is escalated to all of them; and one's own areas."""

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from ...common import other_areas
from .. import forms, lookup, rag
from ..operations import strategies
from ..own_areas import own_areas
from ..pages import KEEP, READ, Listed, Opening
from ..side_by_side import side_by_side

AT, ONE = "strategies/", "strategies/<str:public_id>/"


class Strategies(Listed):
    """The strategies of the areas that the actor reads of."""

    route, name, template_name, audited_as = AT, "strategies", "assurance/plans/strategies.html", "strategy"

    def get_queryset(self):
        return lookup.strategies_of(self.areas())


class OpenStrategy(Opening):
    route, name = f"{AT}new/", "strategy_new"
    heading, back_to = "Open a strategy", "assurance:strategies"
    form_class, operation = forms.StrategyForm, staticmethod(strategies.open_strategy)
    success_message = "Opened. Each area that shares it is told, to ratify it"
    leads_to = "assurance:strategy", "result.public_id"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"areas": other_areas(self.request.actor.area_id_acting)}


class OfStrategy(StepView):
    subjects, context_object_name, audited_as = lookup.STRATEGIES, "strategy", "strategy"
    permission, steps_at, steps_named = KEEP, ONE, "strategy"
    leads_to = "assurance:strategy", "subject.public_id"


class ChangeText(OfStrategy):
    route, name, heading, button = f"{ONE}text/", "strategy_text", "Change the text", "Save"
    permission, form_class = Permission.STRATEGY_KEEP, forms.StrategyTextForm
    operation, success_message = staticmethod(strategies.change_strategy), "Saved. Each area ratifies it again"
    lead = "Every area ratifies the changed text again."

    def get_initial(self):
        return {"text": self.subject.text, "revision": self.subject.edition}


class Ratify(OfStrategy):
    route, name, heading = f"{ONE}ratify/", "strategy_ratify", "Ratify it for your area"
    form_class, operation = forms.RatifyForm, staticmethod(strategies.ratify)
    success_message = "Ratified for your area"

    def get_initial(self):
        return {"revision": self.subject.edition}


STEPS = (
    Ratify,
    ChangeText,
    OfStrategy.of(
        "objective",
        "Add an objective",
        forms.ObjectiveForm,
        strategies.add_objective,
        permission=Permission.STRATEGY_KEEP,
        says="Added. Each area ratifies the strategy with it",
        lead="Every area ratifies the strategy again, with it.",
    ),
    OfStrategy.of(
        "escalate",
        "Escalate an issue of all areas",
        forms.EscalationForm,
        strategies.escalate,
        says="Sent to the executive of all areas",
        leads_to=("assurance:escalation", "result.public_id"),
        refused_to=("assurance:strategy", "subject.public_id"),
        lead="For what one area cannot settle. What concerns one child goes by the disagreements of the case.",
    ),
)


class StrategyPage(SubjectPage):
    """Objectives as rows, areas as columns."""

    route, name, template_name = ONE, "strategy", "assurance/plans/strategy.html"
    subjects, context_object_name, audited_as, permission = lookup.STRATEGIES, "strategy", "strategy", READ

    def get_context_data(self, **more):
        owners = lookup.owners_of(self.subject)
        rows, today = side_by_side(self.subject, owners), london_date(self.at)
        audit.saw("priority", *(each.priority.pk for _, cells in rows for each in cells if each))
        escalations = lookup.ESCALATIONS.filter(strategy=self.subject).order_by("-at")
        steps = offered(STEPS, self.subject, "assurance", self.request.actor)
        return super().get_context_data(
            owners=owners,
            rows=rows,
            reads=lookup.areas_read(self.request.actor.membership.user_id, today),
            earlier=lookup.earlier_of(self.subject),
            escalations=escalations,
            steps=steps,
            rule=rag.RULE,
            units=rag.UNITS,
            now=self.at,
            **more,
        )


class Escalation(SubjectPage):
    """What was raised in one area, as the executive of all areas reads and answers it."""

    route, name, template_name = (
        "escalations-of-all-areas/<str:public_id>/",
        "escalation",
        "assurance/plans/escalation.html",
    )
    subjects, context_object_name, audited_as = lookup.ESCALATIONS, "escalation", "system_escalation"
    permission = READ

    def get_context_data(self, **more):
        answers = self.subject.answered_at is None and may(self.request.actor, Permission.STRATEGY_ANSWER, self.subject)
        return super().get_context_data(answers=answers, **more)


class AnswerEscalation(StepView):
    route, name = "escalations-of-all-areas/<str:public_id>/answer/", "escalation_answer"
    subjects, context_object_name, audited_as = lookup.ESCALATIONS, "escalation", "system_escalation"
    permission, heading, button = Permission.STRATEGY_ANSWER, "Answer for all areas", "Send the answer"
    form_class, operation = forms.AnswerForm, staticmethod(strategies.answer_escalation)
    success_message = "Answered. The business manager of each area is told"
    leads_to = "assurance:escalation", "subject.public_id"

    @classmethod
    def when(cls, subject):
        return subject.answered_at is None


class OwnAreas(SubjectPage):
    """Every area in which the actor has a role, beside one another: for a joint chair or scrutineer."""

    route, name, template_name = "your-areas/", "own_areas", "assurance/plans/own_areas.html"
    permission, permission_of = READ, ""

    def get_context_data(self, **more):
        today = london_date(self.at)
        areas = own_areas(self.request.actor.membership.user_id, today)
        audit.saw("plan_area", *(each.area.pk for each in areas))
        return super().get_context_data(areas=areas, rule=rag.RULE, now=self.at, **more)


VIEWS = (Strategies, OpenStrategy, StrategyPage, *STEPS, Escalation, AnswerEscalation, OwnAreas)
