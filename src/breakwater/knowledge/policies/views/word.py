"""A manual comes in from Word; a version goes out on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.kit.operation_view import OperationView

from .. import chapter_pdf, finding
from ..forms import WordForm
from ..operations import importing
from .keeping import IntoManual
from .public import day_of


class TakeIn(IntoManual, OperationView):
    """Each chapter of the file becomes a draft."""

    route, name = "policies/import/", "import"
    form_class, template_name = WordForm, "policies/import.html"

    def operate(self, form):
        sent = form.cleaned_data["file"]
        found = importing.read(sent, sent.name, sent.content_type or "")
        return importing.take(manual=self.manual_of(form), found=found, **self.acting)

    @property
    def success_message(self):
        made = len(self.result.new) + len(self.result.next_version)
        drafts = "chapter is a draft" if made == 1 else "chapters are drafts"
        return f"{made} {drafts} now. Read each over before you finalise it"

    def get_success_url(self):
        if left_out := self.result.left_out:
            messages.info(self.request, f"Left as they are, because a draft was open: {', '.join(left_out)}")
        return reverse("policies:kept")


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
    answer["Content-Disposition"] = f'attachment; filename="{chapter.number}-{found.number}-{area}.pdf"'
    return answer


VIEWS = (TakeIn,)
