"""An area's whole configuration by a file in the browser: what it would change, line by line, then one word for all of it."""

from django.shortcuts import render
from django.utils import timezone

from breakwater.delivery import area_file
from breakwater.delivery.web.forms import AreaFileForm, TakeInAreaFileForm
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission


class OfAreaFile(OperationView):
    """What both pages share: the area of whoever acts, and how a file is looked at."""

    permission = Permission.ORGANISATIONS_EDIT
    words_stay = "An area's configuration, which no child is named in"

    def find_subject(self):
        return self.request.actor.membership.team.area

    def get_context_data(self, **more):
        of = self.request.actor.membership.team.organisation
        council = of.name if of.kind == of.Kind.COUNCIL else "The council, as it is called here"
        return super().get_context_data(area=self.subject, council=council, **more)

    def taken_in(self, text: str, *, apply: bool) -> area_file.Outcome:
        """What the file changes, or would. Raises area_file.Unreadable."""
        return area_file.take_in_text(
            text, area=self.subject, actors=[self.request.actor], at=timezone.now(), apply=apply
        )

    def shown(self, text: str, outcome: area_file.Outcome):
        """The page of what would happen, with the file in it: nothing is kept here."""
        context = {"form": TakeInAreaFileForm(initial={"text": text}), "outcome": outcome, "area": self.subject}
        return render(self.request, "web/area_file_shown.html", context)


class ShowAreaFile(OfAreaFile):
    """Choose a file, and see what it would change."""

    route, name, template_name = "area/file/", "area_file", "web/area_file.html"
    form_class = AreaFileForm

    def operate(self, form):
        text = area_file.text_of(form.cleaned_data["file"].read())
        return text, self.taken_in(text, apply=False)

    def done(self, words):
        return self.shown(*self.result)


class TakeInAreaFile(OfAreaFile):
    """Take in what was shown: it is read and checked again, and all of it or nothing is changed."""

    route, name, template_name = "area/file/take-in/", "area_file_take_in", "web/area_file.html"
    http_method_names = ("post",)
    form_class, leads_to = TakeInAreaFileForm, ("web:going_live",)

    def operate(self, form):
        return self.taken_in(form.cleaned_data["text"], apply=True)

    def done(self, words):
        if self.result.faults:
            return self.shown(self.request.POST.get("text", ""), self.result)
        return super().done(words)

    @property
    def success_message(self):
        many = len(self.result.changes)
        return f"{many} change{'' if many == 1 else 's'} made from the file" if many else "Nothing was changed"


VIEWS = (ShowAreaFile, TakeInAreaFile)
