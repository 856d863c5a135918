"""Measures of one child: added, changed, checked, breached, ended."""

from datetime import timedelta

from django.http import Http404

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission

from ... import pathway
from .. import forms, lookup
from ..operations import measures
from .pages import CHECK, CHILD, MEASURE, Asks, HangsFromChild, OfPlan


class Linked:
    form_class = forms.MeasureForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"links": lookup.may_link(self.child)}


class AddMeasure(Linked, OfPlan, Asks):
    route, name = f"{CHILD}plan/measures/", "add_measure"
    operation, heading = staticmethod(measures.add), "Add a measure"
    success_message = "Saved"

    def get_initial(self):
        today = london_date(self.at)
        made = {"starts_on": today, "check_on": pathway.plan_review(self.child.area, 1, today)}
        number = self.request.GET.get("from", "")
        told = lookup.measures_to_take_over(self.child, []) if number else []
        return made | next((each for each in told if str(each["number"]) == number), {})


class OfMeasure(HangsFromChild, Asks):
    subjects, context_object_name = lookup.MEASURES, "measure"


class ChangeMeasure(Linked, OfMeasure):
    route, name = MEASURE, "measure"
    operation, heading = staticmethod(measures.change), "Change the measure"
    success_message = "Saved. How it stood before is kept"

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in measures.WRITTEN}


class EndMeasure(OfMeasure):
    route, name = f"{MEASURE}end/", "end_measure"
    form_class, operation = forms.Form, staticmethod(measures.end)
    heading = button = "End the measure"
    kind, success_message = "warning", "Ended"

    @property
    def lead(self):
        return self.subject.what


class CheckMeasure(OfMeasure):
    """Whoever works with the child says whether it works."""

    route, name = f"{MEASURE}check/", "check_measure"
    permission = Permission.INCIDENT_CHILD_READ
    form_class, operation = forms.CheckForm, staticmethod(measures.check)
    heading, success_message = "Check the measure", "Saved"

    @property
    def lead(self):
        return self.subject.what

    def get_initial(self):
        return {"check_on": london_date(self.at) + timedelta(weeks=2)}


class AskedCheck(CheckMeasure):
    """The same, by the check that was asked for. Its page says neither why nor about whom."""

    route, name, heading = CHECK, "measure_check", "Check the measure that you were asked about"

    def find_subject(self):
        self.subjects = lookup.CHECKS
        asked = super().find_subject()
        found = lookup.MEASURES.filter(child=asked.child_id, line=asked.line).order_by("-written_at", "-pk").first()
        if found is None:
            raise Http404
        return found


class Breach(OfMeasure):
    route, name = f"{MEASURE}breach/", "breach_measure"
    permission = Permission.INCIDENT_CHILD_READ
    form_class, operation = forms.BreachForm, staticmethod(measures.breach)
    heading, button = "The measure was breached", "Send"
    success_message = "The safeguarding team is told. The plan is reviewed by the next school day"
    lead = CheckMeasure.lead


VIEWS = (AddMeasure, ChangeMeasure, EndMeasure, CheckMeasure, AskedCheck, Breach)
