"""The papers for the national panel: read, written section by section, printed."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views import View

from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission, may

from ...models import Paper
from .. import forms, lookup, paper, papers_asked
from ..operations import notifying
from .of_incident import ONE, WORDS_STAY, OfIncident

PAPER = f"{ONE}papers/<slug:kind>/"
KINDS = {"notification": Paper.Kind.NOTIFICATION, "rapid-review": Paper.Kind.RAPID_REVIEW}


class OfPaper(OfIncident):
    @property
    def kind(self) -> str:
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["kind"]]

    @property
    def paper(self) -> str:
        return self.kind.lower()


class PaperPage(OfPaper, SubjectPage):
    """What stands in each section, and what is missing."""

    route, name, template_name = PAPER, "paper", "learning/incidents/paper.html"

    def get_context_data(self, **more):
        answers = lookup.answers_of(self.subject, self.kind)
        return super().get_context_data(
            **more,
            heading=papers_asked.title(self.paper),
            source=papers_asked.source(self.paper),
            slug=self.kwargs["kind"],
            sections=[
                (key, title, [(box, answers.get(box.name, "")) for box in boxes])
                for key, title, boxes in papers_asked.sections(self.paper)
            ],
            missing=papers_asked.missing(self.paper, answers),
            works=may(self.request.actor, Permission.SERIOUS_WORK, self.subject),
        )


class PrintedPaper(OfPaper, View):
    """The paper as a PDF."""

    route, name, http_method_names = f"{PAPER}paper.pdf", "paper_pdf", ("get", "head")

    def get(self, request, *args, **kwargs):
        self.record_sight()
        answer = HttpResponse(paper.paper_of(self.subject, self.kind), content_type="application/pdf")
        answer["Content-Disposition"] = content_disposition_header(True, f"{self.kwargs['kind']}.pdf")
        return answer


class WriteSection(OfPaper, OperationView):
    """The boxes of one section."""

    route, name, template_name = f"{PAPER}<slug:section>/", "paper_section", "design/step.html"
    permission, form_class, words_stay = Permission.SERIOUS_WORK, forms.SectionForm, WORDS_STAY
    leads_to, success_message = ("learning:paper", "subject.public_id", "slug"), "Saved"

    @property
    def slug(self) -> str:
        return self.kwargs["kind"]

    @property
    def boxes(self):
        found = papers_asked.boxes_of(self.paper, self.kwargs["section"])
        if not found:
            raise Http404
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"boxes": self.boxes}

    def get_initial(self):
        answers = lookup.answers_of(self.subject, self.kind)
        revision = lookup.revision_of(self.subject, self.kind)
        return {box.name: answers.get(box.name, "") for box in self.boxes} | {"revision": revision}

    def operate(self, form):
        said = dict(form.cleaned_data)
        revision = said.pop("revision")
        return notifying.save_section(self.subject, self.kind, said, revision=revision, **self.acting)

    def get_context_data(self, **more):
        title = next(title for key, title, _ in papers_asked.sections(self.paper) if key == self.kwargs["section"])
        shown = {"heading": title, "button": "Save", "lead": "", "kind": "", "back": self.get_success_url()}
        return super().get_context_data(**shown | more)


VIEWS = (PaperPage, PrintedPaper, WriteSection)
