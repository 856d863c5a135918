"""An area's plan: its priorities with their measures, and the work with how it stands."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.kit.step import StepView, offered

from ...common import organisations_of
from .. import forms, lookup, rag
from ..operations import changes, plans
from ..pages import KEEP, READ, Listed, Opening

AT = "plans-of-the-partnership/"
PLAN, PRIORITY = f"{AT}<str:public_id>/", f"{AT}priorities/<str:public_id>/"


class Plans(Listed):
    route, name, template_name, audited_as = AT, "plans", "assurance/plans/plans.html", "business_plan"

    def get_queryset(self):
        return lookup.PLANS.filter(area__in=self.areas()).order_by("-starts_on", "area__name")


class OpenPlan(Opening):
    route, name, heading, back_to = f"{AT}new/", "plan_new", "Open a plan", "assurance:plans"
    form_class, operation = forms.PlanForm, staticmethod(plans.open_plan)
    success_message, leads_to = "Opened. Now add its priorities", ("assurance:plan", "result.public_id")


class OfPlan(StepView):
    subjects, context_object_name, audited_as = lookup.PLANS, "plan", "business_plan"
    permission, steps_at, steps_named = KEEP, PLAN, "plan"
    leads_to, success_message = ("assurance:plan", "subject.public_id"), "Saved"


class AnswerObjective(OfPlan):
    route, name, heading = f"{PLAN}answer/", "plan_answer", "Answer an objective of a shared strategy"
    button, form_class, operation = "Add the priority", forms.ObjectiveAnswerForm, staticmethod(plans.add_priority)

    @classmethod
    def when(cls, subject):
        return bool(lookup.objectives_for(subject.area_id))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"objectives": lookup.objectives_for(self.subject.area_id)}


OF_PLAN = (OfPlan.of("priority", "Add a priority", forms.PriorityForm, plans.add_priority), AnswerObjective)


class PlanPage(SubjectPage):
    route, name, template_name = PLAN, "plan", "assurance/plans/plan.html"
    subjects, context_object_name, audited_as, permission = lookup.PLANS, "plan", "business_plan", READ

    def get_context_data(self, **more):
        priorities = list(lookup.whole(lookup.PRIORITIES.filter(plan=self.subject)).order_by("number"))
        stands = {each.pk: rag.overall(item.rag for item in each.items.all()) for each in priorities}
        steps = offered(OF_PLAN, self.subject, "assurance", self.request.actor)
        return super().get_context_data(
            priorities=priorities, stands=stands, steps=steps, rule=rag.RULE, now=self.at, **more
        )


class OfPriority(StepView):
    subjects, context_object_name, audited_as = lookup.PRIORITIES, "priority", "priority"
    permission, steps_at, steps_named = KEEP, PRIORITY, "priority"
    leads_to, success_message = ("assurance:priority", "subject.public_id"), "Saved"


class AddItem(OfPriority):
    route, name, heading = f"{PRIORITY}work/", "priority_work", "Add work"
    form_class, operation = forms.ItemForm, staticmethod(plans.add_item)

    def get_form_kwargs(self):
        found = organisations_of(self.subject.plan.area_id, london_date(self.at))
        return super().get_form_kwargs() | {"organisations": found}


class Vary(OfPriority):
    route, name, heading, button = f"{PRIORITY}vary/", "priority_vary", "What your area does otherwise", "Save"
    form_class, operation = forms.VaryForm, staticmethod(plans.vary)

    @classmethod
    def when(cls, subject):
        return subject.objective_id is not None

    def get_initial(self):
        return {"variation": self.subject.variation, "revision": self.subject.revision}


class Change(StepView):
    """What something says from now on; what it said before stays on the page."""

    permission, button, operation = KEEP, "Save", staticmethod(changes.change)
    success_message = "Saved. What it was before is kept"
    changed: tuple[str, ...] = ()

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in (*self.changed, "revision")}


class ChangePriority(Change, OfPriority):
    route, name, heading = f"{PRIORITY}change/", "priority_change", "Change the words of a priority"
    form_class, changed = (
        forms.ChangePriorityForm,
        ("title", "rationale", "evidence", "sponsor", "scrutiny_question"),
    )


class ChangeOwner(Change):
    """Also of an agency that serves the area no more, as long as it stays."""

    form_class, changed = forms.ChangeOwnerForm, ("owner",)

    def area(self) -> int:
        raise NotImplementedError

    def get_form_kwargs(self):
        now = self.subject.organisation
        found = organisations_of(self.area(), london_date(self.at))
        return super().get_form_kwargs() | {"organisations": {str(now.public_id): now} | found}

    def get_initial(self):
        return super().get_initial() | {"organisation": str(self.subject.organisation.public_id)}


OF_PRIORITY = (
    AddItem,
    OfPriority.of("measure", "Add a measure", forms.MeasureForm, plans.add_measure),
    Vary,
    ChangePriority,
)


class PriorityPage(SubjectPage):
    """A priority, how each measure went, and each piece of work with everything that was said of it."""

    route, name, template_name = PRIORITY, "priority", "assurance/plans/priority.html"
    context_object_name, audited_as, permission = "priority", "priority", READ
    subjects = lookup.whole(lookup.PRIORITIES)

    def get_context_data(self, **more):
        steps = offered(OF_PRIORITY, self.subject, "assurance", self.request.actor)
        items = list(self.subject.items.all())
        measures = [
            (
                each,
                rag.UNITS[each.per],
                [(one, rag.shown(one.some, one.of, each.per)) for one in each.readings.all()],
            )
            for each in self.subject.measures.all()
        ]
        return super().get_context_data(
            steps=steps,
            items=items,
            measures=measures,
            stands=rag.overall(each.rag for each in items),
            keeps=bool(steps),
            now=self.at,
            today=london_date(self.at),
            **more,
        )


class ReadMeasure(StepView):
    route, name, heading = f"{AT}measures/<str:public_id>/", "measure_read", "Record what the measure is now"
    subjects, context_object_name, audited_as, permission = lookup.MEASURES, "measure", "outcome_measure", KEEP
    button, form_class, success_message = "Save", forms.ReadingForm, "Saved"
    leads_to, operation = ("assurance:priority", "subject.priority.public_id"), staticmethod(plans.read_measure)


class ChangeTarget(Change):
    route, name, heading = f"{AT}measures/<str:public_id>/change/", "measure_change", "Change the target of a measure"
    subjects, context_object_name, audited_as = lookup.MEASURES, "measure", "outcome_measure"
    form_class, changed = forms.ChangeTargetForm, ("target", "target_on")
    leads_to = "assurance:priority", "subject.priority.public_id"


class ChangeItem(ChangeOwner):
    route, name, heading = f"{AT}work/<str:public_id>/change/", "work_change", "Change the owner or the due day"
    subjects, context_object_name, audited_as = lookup.ITEMS, "item", "work_item"
    form_class, changed = forms.ChangeItemForm, ("owner", "due_on")
    leads_to = "assurance:priority", "subject.priority.public_id"

    def area(self):
        return self.subject.priority.plan.area_id


class UpdateItem(StepView):
    route, name, heading = f"{AT}work/<str:public_id>/", "work_update", "Update status"
    subjects, context_object_name, audited_as, permission = lookup.ITEMS, "item", "work_item", KEEP
    button, form_class, success_message = "Save", forms.UpdateForm, "Saved. What was said before is kept"
    leads_to, operation = ("assurance:priority", "subject.priority.public_id"), staticmethod(plans.update_item)

    def get_initial(self):
        return {"on": london_date(self.at)}


VIEWS = (
    Plans,
    OpenPlan,
    PriorityPage,
    *OF_PRIORITY,
    ReadMeasure,
    ChangeTarget,
    ChangeItem,
    UpdateItem,
    PlanPage,
    *OF_PLAN,
)
