"""Needs: the measures of an area, each by ward and group with the gap to what is met, its figures typed or taken in by file."""

import csv

from django.http import HttpResponse
from django.shortcuts import render

from breakwater.partnership.kit.operation_view import OperationView, SubjectView
from breakwater.partnership.kit.step import StepView, offered

from ..models import AgeBand, Domain
from ..pages import AT, KEEP, Listed, Opening, Page, stands
from . import file, forms, lookup, operations, reading
from .file import FigureFacts

NEEDS = f"{AT}needs/"
ONE = f"{NEEDS}<str:public_id>/"
WORDS_STAY = "a figure of need is about no child"


class Needs(Listed):
    route, name, template_name, audited_as = NEEDS, "needs", "commissioning/needs/needs.html", "need_measure"
    filter_form = forms.FindForm

    def get_queryset(self):
        return lookup.measures_of(self.request.actor)

    def get_context_data(self, **more):
        return super().get_context_data(domains=dict(Domain.choices), **more)


class AddMeasure(Opening):
    route, name, heading, back_to = f"{NEEDS}new/", "need_new", "Add a measure of need", "commissioning:needs"
    form_class, operation = forms.MeasureForm, staticmethod(operations.add_measure)
    success_message, leads_to = "Added. Now record its figures", ("commissioning:need", "result.public_id")


class OfFile(OperationView):
    permission, permission_of, words_stay = KEEP, "", WORDS_STAY
    template_name = "commissioning/needs/file.html"

    def get_context_data(self, **more):
        return super().get_context_data(columns=file.COLUMNS, needed=file.NEEDED, **more)


class ShowFile(OfFile):
    """Choose a file, and see what becomes of each line: nothing is written."""

    route, name, form_class = f"{NEEDS}file/", "needs_file", forms.FileForm

    def operate(self, form):
        upload = form.cleaned_data["file"]
        text = file.FILE.text_of(upload.read(), upload.name)
        return text, operations.plan(text, **self.acting)

    def done(self, words):
        text, lines = self.result
        bad, good = [each for each in lines if each.fault], [each for each in lines if not each.fault]
        named = forms.wards.of_area(self.request.actor.membership.team.area.code)
        shown = {"form": forms.TakeInForm(initial={"text": text}), "bad": bad, "good": good, "wards": named}
        return render(self.request, "commissioning/needs/shown.html", shown)


class TakeIn(OfFile):
    """Record what was shown."""

    route, name, form_class = f"{NEEDS}file/take-in/", "needs_take_in", forms.TakeInForm
    http_method_names = ("post",)
    leads_to, success_message = ("commissioning:needs",), "Figures recorded: {result}"

    def operate(self, form):
        return operations.take_in(form.cleaned_data["text"], key=form.cleaned_data["idempotency"], **self.acting)


class Template(Page):
    """The columns of the file with one line as an example, to fill in."""

    route, name, permission, permission_of = f"{NEEDS}file/needs.csv", "needs_template", KEEP, ""

    def get(self, request, *args, **kwargs):
        made = HttpResponse(content_type="text/csv; charset=utf-8")
        made["Content-Disposition"] = 'attachment; filename="needs.csv"'
        csv.writer(made).writerows([file.COLUMNS, file.EXAMPLE])
        return made


class _Readable(SubjectView):
    """A measure that who asks may know of."""

    context_object_name, audited_as = "measure", "need_measure"

    @property
    def subjects(self):
        return lookup.readable(self.request.actor)


class OfMeasure(_Readable, StepView):
    when = staticmethod(stands)
    permission, steps_at, steps_named = KEEP, ONE, "need"
    leads_to, success_message = ("commissioning:need", "subject.public_id"), "Saved"


class RecordFigure(OfMeasure):
    route, name, heading, button = f"{ONE}figure/", "need_figure", "Record a figure", "Save"
    form_class, operation = forms.FigureForm, staticmethod(operations.record)
    success_message = "Saved. What was recorded before is kept"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"area_code": self.subject.area.code}

    def get_initial(self):
        """Of the figure that is corrected, where the address names one: all that was recorded of it."""
        one = lookup.recorded(self.subject).filter(public_id=self.request.GET.get("of", "")).first()
        return {name: getattr(one, name) for name in FigureFacts.__dataclass_fields__} if one else {}


class SayMetBy(OfMeasure):
    route, name, heading, button = f"{ONE}met/", "need_met", "Say what meets this need", "Save"
    form_class, operation = forms.MetByForm, staticmethod(operations.say_met_by)

    def get_form_kwargs(self):
        found = lookup.by_key(self.request.actor)
        others = {key: each for key, each in found.items() if each.pk != self.subject.pk}
        return super().get_form_kwargs() | {"measures": others}

    def get_initial(self):
        return {"met_by": self.subject.met_by.public_id if self.subject.met_by else ""}


OF_MEASURE = (RecordFigure, SayMetBy)


class MeasurePage(_Readable, Page):
    """A measure in one age band: by ward beside what is met, by group, and how unequal it is. Small numbers are hidden from everybody."""

    route, name, template_name = ONE, "need", "commissioning/needs/need.html"

    def get_context_data(self, **more):
        measure = self.subject
        found = lookup.together(measure)
        need = reading.read(measure, found)
        met_by = lookup.readable(self.request.actor).standing().filter(pk=measure.met_by_id).first()
        met = reading.read(met_by, found) if met_by else None
        asked = self.request.GET.get("age", "")
        age = AgeBand(asked) if asked in AgeBand.values else next(iter(need.ages), AgeBand.ALL)
        by_ward, groups = need.by_ward(age), need.groups(age)
        return super().get_context_data(
            need=need,
            met_by=met_by,
            age=age,
            rows=reading.beside(need, met, age),
            groups=groups,
            inequality=reading.inequality(by_ward, more_is_need=measure.more_is_need),
            unequal={
                label: found
                for label, shown in groups.items()
                if (found := reading.inequality(shown, more_is_need=measure.more_is_need))
            },
            steps=offered(OF_MEASURE, measure, "commissioning", self.request.actor),
            **more,
        )


class Recorded(_Readable, Page):
    """Every figure as it was recorded, for whoever records them."""

    route, name, template_name = f"{ONE}recorded/", "need_recorded", "commissioning/needs/recorded.html"
    permission = KEEP

    def get_context_data(self, **more):
        named = forms.wards.of_area(self.subject.area.code)
        return super().get_context_data(figures=list(lookup.recorded(self.subject)), wards=named, **more)


VIEWS = (Needs, AddMeasure, Template, ShowFile, TakeIn, MeasurePage, *OF_MEASURE, Recorded)
