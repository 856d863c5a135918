"""Who may have a school's list on paper, and the paper itself."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission
from breakwater.practice.education.answers import list_rows
from breakwater.practice.education.answers.operations import answers
from breakwater.practice.education.fortnights import readers
from breakwater.practice.education.models import PaperLeave, SchoolList

from . import list_pdf, operations
from .forms import PaperForm

PAPER = "lists/<str:public_id>/paper/"


class LetHavePaper(OperationView):
    """Who at the school may have it on paper, and the form that lets one more, until a day."""

    route, name = PAPER, "paper"
    model, related = SchoolList, ("team__organisation", "area")
    permission = Permission.LIST_CHECK
    form_class, template_name = PaperForm, "education/paper.html"
    success_message = "{result.post.user.name} may have the school’s list on paper"
    leads_to = "education:paper", "subject.public_id"

    @cached_property
    def posts(self):
        return readers.readers_of(self.subject.team, timezone.localdate())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"posts": self.posts, "today": timezone.localdate()}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("until", "because")}
        post = form.posts[form.cleaned_data["post"]]
        return operations.let(school_list=self.subject, post=post, **said, **self.acting)

    def get_context_data(self, **more):
        leaves = list(operations.in_force(self.subject.team_id, timezone.localdate()))
        return super().get_context_data(found=self.subject, posts=self.posts, leaves=leaves, **more)


class EndPaper(ButtonView):
    """End one leave now."""

    route, name = f"{PAPER}<int:number>/end/", "end_paper"
    model, permission = SchoolList, Permission.LIST_CHECK
    success_message = "Ended: no more paper from now on"
    leads_to = "education:paper", "subject.public_id"

    def operate(self, form):
        leave = get_object_or_404(PaperLeave, pk=self.kwargs["number"], school_team=self.subject.team_id)
        operations.end(leave=leave, **self.acting)


class PrintList(SubjectPage):
    """The list on paper, for a reader who was let: pupils by code and initials, marked with the reader and the moment."""

    route, name = "our-list/<str:public_id>/list.pdf", "our_list_pdf"
    model, related = SchoolList, ("team__organisation", "fortnight", "area")
    permission = Permission.LIST_READ

    def get(self, request, *args, **kwargs):
        found = self.subject
        if not operations.may_print(request.actor, found, at=self.at):
            raise Http404
        answers.open_list(school_list=found, **self.acting)
        page = list_rows.page_of(found, now=self.at)
        audit.did("printed", "school_list", found.pk)
        audit.saw("person", *(shown.row.person_id for shown in page.rows))
        made = list_pdf.paper(found, page, reader=request.actor.membership.user.name, at=self.at)
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="list.pdf"'
        return answer


VIEWS = (LetHavePaper, EndPaper, PrintList)
