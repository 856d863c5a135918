"""The scorecard, one indicator, areas beside one another; values, benchmarks and comments typed; files taken in and undone."""

from django.http import Http404
from django.shortcuts import render
from django.views.generic import TemplateView

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, may

from . import codes, file, forms, lookup, operations, presenting
from .models import Dimension
from .of_period import OfPeriod

READ, KEEP, COMMENT = Permission.PARTNERSHIP_READ, Permission.SCORECARD_KEEP, Permission.SCORECARD_COMMENT
AT = "scorecard/"
ONE, FILES = f"{AT}indicators/<slug:code>/", f"{AT}files/"
PERIOD = f"{ONE}<str:first>/"
WORDS_STAY = "the scorecard is about an area and names no child"


class OfArea(SubjectView):
    """Of the role's own area, and of no one thing."""

    permission, permission_of = READ, ""

    @property
    def area(self):
        return self.request.post.team.area

    @property
    def today(self):
        return london_date(self.at)


class Card(OfArea, SubjectPage):
    """Every indicator by theme, on a page or as a file."""

    route, name, template_name = AT, "card", "scorecard/card.html"

    def get(self, request, *args, **kwargs):
        form = forms.CardForm(request.GET or None)
        form.fields["theme"].choices = [("", "All themes"), *codes.THEMES.items()]
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        rows = presenting.card_of(self.area, self.today)
        shown = presenting.kept(rows, said, codes.AUTHOR_ROLES.get(request.post.role_id, ""))
        if request.GET.get("file") == "csv":
            audit.did("downloaded the scorecard of", "area", self.area.pk)
            name = f"scorecard-{self.area.code}-{self.today:%Y-%m-%d}.csv"
            return csv_answer(name, presenting.csv_of(shown, self.area))
        audit.saw("scorecard", self.area.pk)
        context = {
            "form": form,
            "themes": presenting.by_theme(shown),
            "late": sum(1 for row in rows if row.late),
            "is_narrowed": bool(said.get("theme") or said.get("show")),
            "query": request.GET.urlencode(),
            "area": self.area,
            "keeps": may(request.actor, KEEP),
            "review_by": codes.REVIEW_BY,
            "source": codes.SOURCE,
            "now": self.at,
        }
        return self.render_to_response(self.get_context_data(**context))


class Areas(OfArea, SubjectPage):
    """Rates of every area beside one another."""

    route, name, template_name = f"{AT}areas/", "areas", "scorecard/areas.html"

    def get_context_data(self, **more):
        areas = lookup.areas()
        audit.saw("scorecard", *(area.pk for area in areas))
        themes = presenting.by_theme(presenting.areas_beside(areas, self.today))
        return super().get_context_data(areas=areas, themes=themes, now=self.at, **more)


class OfIndicator(OfArea):
    def find_subject(self):
        found = codes.INDICATORS.get(self.kwargs["code"])
        if found is None:
            raise Http404
        return found


class IndicatorPage(OfIndicator, SubjectPage):
    """An indicator: its run chart with the table behind it, what it counts, what was said of it, every revision."""

    route, name, template_name = ONE, "indicator", "scorecard/indicator.html"

    def get_context_data(self, **more):
        audit.saw("scorecard", self.area.pk)
        actor, indicator = self.request.actor, self.subject
        page = presenting.page_of(self.area, indicator, actor, self.today)
        steps = [
            {"view": f"scorecard:{step.name}", "text": step.heading, "permission": step.permission} for step in STEPS
        ]
        return super().get_context_data(
            page=page,
            indicator=indicator,
            area=self.area,
            steps=[step for step in steps if may(actor, step["permission"])],
            codes=codes,
            now=self.at,
            **more,
        )


class PeriodStep(OfArea, StepView):
    """Something given of an indicator for a period."""

    words_stay, leads_to = WORDS_STAY, ("scorecard:indicator", "subject.public_id")
    steps_at, steps_named = PERIOD, ""

    def find_subject(self):
        found = OfPeriod.found(self.kwargs["code"], self.kwargs["first"], self.today)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"of": self.subject}

    @property
    def lead(self):
        return f"{self.subject.indicator.code} {self.subject.indicator.title}: {self.subject.words}"

    def operate(self, form):
        said = form.cleaned_data
        more = {"revision": said["revision"]} if "revision" in said else {}
        return self.operation(self.subject.indicator, form.facts(), key=said["idempotency"], **more, **self.acting)


class GiveValue(PeriodStep):
    """A value, or over one that is there a revision."""

    route, name, heading, button = f"{PERIOD}value/", "value", "Give or revise a value", "Save"
    permission, form_class, operation = KEEP, forms.ValueForm, staticmethod(operations.give)
    success_message = "Saved as revision {result.revision}"

    def get_initial(self):
        rows = lookup.revisions(self.area.pk, self.subject.indicator.code, self.subject.first)
        if not rows:
            return {"revision": 0}
        last = lookup.that_stands(rows)
        if last is None:
            return {"revision": rows[0].revision}
        said = {"of_edition": last.of_edition, "average": last.average, "source_words": last.source_words}
        if given := lookup.given(last):
            names = dict(Dimension.choices)
            said |= {"some": given.some, "of": given.of}
            said["parts"] = "\n".join(f"{names[each]}; {name}; {number}" for each, name, number in given.parts)
        return said | {"revision": rows[0].revision}


class Comment(PeriodStep):
    route, name, heading, button = f"{PERIOD}comment/", "comment", "Say what the value means", "Save"
    permission, form_class, operation = COMMENT, forms.CommentForm, staticmethod(operations.say)
    success_message = "Saved. What was said before is kept"

    def get_initial(self):
        said = lookup.commentary(self.area.pk, self.subject.indicator.code).get(self.subject.first)
        return {"so_what": said[0].so_what, "question": said[0].question} if said else {}


class AddBenchmark(PeriodStep):
    route, name, heading, button = f"{PERIOD}benchmark/", "benchmark", "Add a benchmark", "Save"
    permission, form_class, operation = KEEP, forms.BenchmarkForm, staticmethod(operations.set_beside)
    success_message = "Saved"


STEPS = (Comment, GiveValue, AddBenchmark)


class BringOver(OfArea, ButtonView):
    """Bring over now what rooms publish: the same numbers come again."""

    route, name, permission = f"{AT}bring-over/", "bring", KEEP
    leads_to = ("scorecard:card",)

    def operate(self, form):
        return operations.bring(self.area, in_post=True, **self.acting)

    def success_words(self):
        if not self.result:
            return "Nothing is new or changed"
        which = ", ".join(lookup.brought(self.area.pk, self.at))
        return f"Brought over, new or changed: {self.result} {'value' if self.result == 1 else 'values'} of {which}"


class Files(OfArea, ListPage):
    """The files that were taken in."""

    route, name, template_name, permission = FILES, "files", "scorecard/files.html", KEEP

    def get_queryset(self):
        return lookup.FILES.filter(area=self.area).order_by("-at", "-pk")


class Template(OfArea, TemplateView):
    """The headings of a file of values."""

    route, name, permission = f"{FILES}template.csv", "template", KEEP
    http_method_names = ("get", "head")

    def get(self, request, *args, **kwargs):
        return csv_answer("values.csv", [list(file.COLUMNS)])


class ShowFile(OfArea, OperationView):
    """Choose a file, and see what becomes of each line: nothing is written."""

    route, name, template_name = f"{FILES}new/", "file_new", "scorecard/file.html"
    permission, words_stay, form_class = KEEP, WORDS_STAY, forms.FileForm

    def operate(self, form):
        upload = form.cleaned_data["file"]
        text = file.FILE.text_of(upload.read(), upload.name)
        return text, operations.plan(text, **self.acting)

    def done(self, words):
        text, lines = self.result
        form = forms.TakeInForm(initial={"text": text, "name": self.get_form().data["name"], "which": "good"})
        return render(self.request, "scorecard/shown.html", _shown(form, lines))

    def get_context_data(self, **more):
        return super().get_context_data(columns=file.COLUMNS, needed=file.NEEDED, **more)


def _shown(form, lines) -> dict:
    return {
        "form": form,
        "bad": [each for each in lines if each.line.fault],
        "good": [each for each in lines if not each.line.fault and each.is_value],
    }


class TakeIn(OfArea, OperationView):
    """Take in what was shown; where nothing can be, it is shown again."""

    route, name, template_name = f"{FILES}take-in/", "take_in", "scorecard/shown.html"
    http_method_names = ("post",)
    permission, words_stay, form_class = KEEP, WORDS_STAY, forms.TakeInForm
    leads_to, success_message = ("scorecard:card",), "Taken in: {result.lines} values"

    def operate(self, form):
        said = form.cleaned_data
        return operations.take_in(said["name"], said["text"], said["which"], key=said["idempotency"], **self.acting)

    def get_context_data(self, **more):
        form = more.get("form") or self.get_form()
        lines = operations.plan(form.data["text"], **self.acting) if form.data.get("text") else []
        return super().get_context_data(**_shown(form, lines) | more)


class Undo(OfArea, StepView):
    route, name, heading, button = f"{FILES}<str:public_id>/undo/", "file_undo", "Undo a file", "Undo it"
    permission, form_class, operation = KEEP, forms.UndoForm, staticmethod(operations.undo)
    words_stay, leads_to, success_message = WORDS_STAY, ("scorecard:files",), "Undone. Its values stay on record"
    kind, when = "warning", staticmethod(lambda subject: subject.undone_at is None)

    def find_subject(self):
        found = lookup.FILES.filter(area=self.area, public_id=self.kwargs["public_id"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def lead(self):
        return f"{self.subject.name}: {self.subject.lines} values no longer count. What stood before them stands again."


VIEWS = (
    Card,
    Areas,
    BringOver,
    Files,
    Template,
    ShowFile,
    TakeIn,
    Undo,
    IndicatorPage,
    GiveValue,
    Comment,
    AddBenchmark,
)
