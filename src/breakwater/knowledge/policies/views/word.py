"""A manual comes in from Word; a version goes out on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission

from .. import chapter_pdf, finding, presenting
from ..forms import WordForm
from ..operations import importing
from .keeping import IntoManual, area_of
from .public import day_of

FILE = "policies/import/<str:public_id>/"


class Bring(IntoManual, OperationView):
    """A Word file comes in; what it holds is looked at next."""

    route, name = "policies/import/", "import"
    form_class, template_name = WordForm, "policies/import.html"
    leads_to = "policies:imported", "result.public_id"

    def operate(self, form):
        sent = form.cleaned_data["file"]
        facts = {"stream": sent, "name": sent.name, "declared": sent.content_type or ""}
        return importing.receive(manual=self.manual_of(form), **facts, **self.acting)


class TakeIn(RefusedAbove, OperationView):
    """What the file would make, chapter by chapter, and what is left out of it; then each chapter becomes a draft."""

    route, name = f"{FILE}", "imported"
    template_name, form_class, permission = "policies/imported.html", Form, Permission.POLICY_EDIT
    operation = staticmethod(importing.take)
    refused_to = ("policies:kept",)

    @property
    def subjects(self):
        return importing.waiting(area_of(self.request))

    @property
    def success_message(self):
        made = len(self.result.new) + len(self.result.next_version)
        drafts = "chapter is a draft" if made == 1 else "chapters are drafts"
        return f"{made} {drafts} now. Read each before you finalise it"

    def get_success_url(self):
        if left_out := self.result.left_out:
            messages.info(self.request, f"Left as they are, because a draft was open: {', '.join(left_out)}")
        if refused := self.result.pictures:
            messages.info(self.request, f"Pictures that could not be taken: {'; '.join(refused)}")
        return reverse("policies:kept")

    def get_context_data(self, **more):
        file = importing.opened(self.subject)
        planned = importing.plan(manual=self.subject.manual, file=file)
        drawn = [(each, presenting.looked_at(each.found, file.pictures)) for each in planned]
        return super().get_context_data(planned=drawn, left_out=file.left_out, entry=self.subject, **more)


class Drop(ButtonView):
    """Take nothing of the file in."""

    route, name = f"{FILE}drop/", "drop_import"
    permission, success_message = Permission.POLICY_EDIT, "Nothing was taken from the file"
    operation = staticmethod(importing.drop)
    leads_to = ("policies:kept",)

    @property
    def subjects(self):
        return importing.waiting(area_of(self.request))


@public_page
@require_safe
def paper(request, manual, number, area, version, on=""):
    """Any version as one area has it, or had it on a day."""
    today = london_date(timezone.now())
    day = day_of(on) if on else today
    chapter = finding.chapter_at(manual, number)
    here = finding.area_at(finding.areas_of(chapter.manual), area)
    found = finding.version_of(chapter, version)
    made = chapter_pdf.paper(chapter, found, finding.period_of(found, here, day), here, on=day, printed_on=today)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{chapter.number}-{found.number}-{area}.pdf")
    return answer


VIEWS = (Bring, TakeIn, Drop)
