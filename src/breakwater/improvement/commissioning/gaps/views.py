"""Gaps: the list, one with its options and every decision, and what is recorded of it."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.step import StepView, offered

from ..models import GapDecision
from ..needs import lookup as needs
from ..pages import AT, KEEP, Listed, Opening, Page, stands
from . import forms, lookup, operations

GAPS = f"{AT}gaps/"
ONE = f"{GAPS}<str:public_id>/"


def choices(actor, at) -> dict:
    return {"measures": needs.by_key(actor), "groups": lookup.groups_of(actor.area_id_acting, london_date(at))}


class Gaps(Listed):
    route, name, template_name, audited_as = GAPS, "gaps", "commissioning/gaps/gaps.html", "gap"

    def get_queryset(self):
        return lookup.gaps_of(self.area.pk)

    def get_context_data(self, **more):
        return super().get_context_data(outcomes=dict(GapDecision.Outcome.choices), **more)


class StateGap(Opening):
    route, name, heading, button, back_to = f"{GAPS}new/", "gap_new", "State a gap", "Save", "commissioning:gaps"
    form_class, operation = forms.GapForm, staticmethod(operations.state_gap)
    success_message, leads_to = "Saved. Now add the options", ("commissioning:gap", "result.public_id")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | choices(self.request.actor, self.at)


class OfGap(StepView):
    subjects, context_object_name, audited_as = lookup.GAPS, "gap", "gap"
    permission, steps_at, steps_named, button = KEEP, ONE, "gap", "Save"
    leads_to, success_message = ("commissioning:gap", "subject.public_id"), "Saved"
    when = staticmethod(stands)


class ChangeGap(OfGap):
    route, name, heading = f"{ONE}change/", "gap_change", "Change the statement"
    form_class, operation = forms.ChangeForm, staticmethod(operations.change_gap)
    when = staticmethod(lambda gap: stands(gap) and not operations.is_decided(gap))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | choices(self.request.actor, self.at)

    def get_initial(self):
        one = self.subject
        kept = {name: getattr(one, name) for name in (*forms.WORDS, "body", "revision")}
        measures = [each.public_id for each in lookup.measures_of(one, self.request.actor)]
        return kept | {"group": one.group.public_id if one.group else "", "measures": measures}


class Decide(OfGap):
    route, name, heading = f"{ONE}decide/", "gap_decide", "Record a decision"
    form_class, operation = forms.DecisionForm, staticmethod(operations.decide)
    success_message = "Saved. What was decided before is kept"
    when = staticmethod(lambda gap: stands(gap) and lookup.has_options(gap))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"options": lookup.options_of(self.subject)}


OF_GAP = (OfGap.of("option", "Add an option", forms.OptionForm, operations.add_option), Decide, ChangeGap)


class GapPage(Page):
    route, name, template_name, subjects = ONE, "gap", "commissioning/gaps/gap.html", lookup.GAPS
    context_object_name, audited_as = "gap", "gap"

    def get_context_data(self, **more):
        decisions = lookup.decisions_of(self.subject)
        return super().get_context_data(
            recorded_on=london_date(self.subject.at),
            options=lookup.options_of(self.subject),
            needs_options=stands(self.subject) and not lookup.has_options(self.subject),
            decisions=decisions,
            standing=next((each for each in decisions if stands(each)), None),
            measures=lookup.measures_of(self.subject, self.request.actor),
            steps=offered(OF_GAP, self.subject, "commissioning", self.request.actor),
            **more,
        )


VIEWS = (Gaps, StateGap, GapPage, *OF_GAP)
