"""Notices: the file police send, looked at before it is taken in, and what comes one by one."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.design.fields import Form
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, RefusedAbove, SubjectPage
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.organisations.operations import NobodyReceives

from ..models import Notice, NoticeBatch
from ..who_to_call import reach_now
from . import by_mail, notice_file, operations
from .forms import NoticeFileForm, NoticeForm

A_PAGE = 25


class Notices(ListPage):
    """The files that came, and the notices written down one by one, the newest first."""

    route, name, template_name = "mash/notices/", "notices", "front_door/notices/notices.html"
    model, permission, audited_as = Notice, Permission.NOTICE_TAKE, "notice"
    ordering, paginate_by = ("-received_at", "-pk"), A_PAGE
    may_be_taken_away = False  # some became contacts or told of cases that are restricted now (SG-11, SG-18)

    def get_queryset(self):
        return super().get_queryset().filter(batch=None)

    def get_context_data(self, **more):
        return super().get_context_data(**more, batches=operations.newest_batches())


class Upload(OperationView):
    """Choose a file; it is looked at, and nothing is taken in yet."""

    route, name, template_name = "mash/notices/file/", "notice_upload", "front_door/notices/upload.html"
    permission, form_class, extra_context = Permission.NOTICE_TAKE, NoticeFileForm, {"columns": notice_file.COLUMNS}
    words_of = {NobodyReceives: ("file", "No team is named to receive contacts here, so nothing can be taken in")}
    leads_to = "front_door:notice_batch", "result.public_id"

    def operate(self, form):
        file = form.cleaned_data["file"]
        return operations.upload(stream=file, name=file.name, declared_type=file.content_type or "", **self.acting)


@require_safe
def sample(request):
    """A file with the columns and one row to write over."""
    require(request.actor, Permission.NOTICE_TAKE)
    return HttpResponse(
        notice_file.sample(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="police-notices-sample.csv"'},
    )


class Batch(RefusedAbove, OperationView):
    """What a file holds, in five numbers, before it is taken in; and what was taken in afterwards."""

    route, name = "mash/notices/files/<str:public_id>/", "notice_batch"
    template_name = "front_door/notices/batch.html"
    model, related = NoticeBatch, actor_relations("by")
    permission, permission_of, asks_first = Permission.NOTICE_TAKE, "", True
    form_class, operation, context_object_name = Form, staticmethod(operations.take_in), "batch"
    success_message = "Taken in: {result.fresh} new. What was there before is as it was"
    leads_to = "front_door:notice_batch", "subject.public_id"

    def get_context_data(self, **more):
        faults = self.subject.faults
        page = finished_page(operations.made_of(self.subject), A_PAGE, self.request.GET.get("page"))
        audit.saw("case", *(contact.case_id for contact in page))
        return super().get_context_data(
            **more,
            page=page,
            faults=faults[:200],
            danger=[fault["line"] for fault in faults if fault.get("in_danger")],
            reach=reach_now(self.at, area=self.request.post.team.area),
            more_faults=max(0, len(faults) - 200),
        )


class WriteDown(OperationView):
    """One notice from health, another area or a court."""

    route, name, template_name = "mash/notices/new/", "notice_new", "front_door/notices/write_down.html"
    permission, form_class = Permission.NOTICE_TAKE, NoticeForm

    def operate(self, form):
        return by_mail.write_down(form.facts(), key=f"notice-{form.cleaned_data['idempotency']}", **self.acting)

    @property
    def success_message(self):
        return f"On record: {self.result.get_result_display().lower()}"

    def get_success_url(self):
        if contact := self.result.contact():
            return reverse("front_door:contact", args=[contact.reference])
        return reverse("front_door:notice", args=[self.result.public_id])


class NoticePage(SubjectPage):
    """One notice that made no contact, or the way to the contact it made."""

    route, name, template_name = "mash/notices/<str:public_id>/", "notice", "front_door/notices/notice.html"
    model, related = Notice, ("case", "by__membership__user", "by__membership__role")
    permission, permission_of, asks_first = Permission.NOTICE_TAKE, "", True
    context_object_name = audited_as = "notice"

    def get_context_data(self, **more):
        return super().get_context_data(**more, contact=self.subject.contact())
