"""Ask for a list, see how far it is, download it, delete it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views import View

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView

from . import operations
from .forms import DownloadForm
from .models import Download
from .reading import is_list, require_list

OTHER_ROLE = "You asked for this list in another role. Change to that role to open it"


class Downloads(ListPage):
    """What I asked for."""

    route, name, template_name = "downloads/", "downloads", "downloads/downloads.html"
    may_be_taken_away = False

    def get_queryset(self):
        return operations.asked_by(self.request.actor)


class AskForDownload(OperationView):
    route, name, template_name = "downloads/new/", "new", "downloads/ask.html"
    permission, permission_of, form_class = None, "", DownloadForm
    operation = staticmethod(operations.ask)
    leads_to, words_stay = (
        ("downloads:download", "result.public_id"),
        "a reason names nobody, and is kept for the audit alone",
    )

    def answer_instead(self):
        """Whoever may not open the list is told before anything is asked."""
        asked = self.request.GET.get("of", "")
        if self.request.method != "POST" and is_list(asked):
            require_list(asked, self.request.actor)
        return super().answer_instead()

    def get_initial(self):
        return {"of": self.request.GET.get("of", "")}

    def get_context_data(self, **more):
        form = more.get("form") or self.get_form()
        asked = form["of"].value() or ""
        return super().get_context_data(
            **{"form": form, "back": asked if is_list(asked) else reverse("downloads:downloads")} | more
        )


class _OfOne(SubjectView):
    model, permission, permission_of = Download, None, ""
    audited_as, context_object_name = "download", "download"

    def answer_instead(self):
        if self.subject.by_id == self.request.actor.pk:
            return super().answer_instead()
        messages.error(self.request, OTHER_ROLE)
        return redirect("downloads:downloads")


class DownloadPage(_OfOne, SubjectPage):
    route, name, template_name = "downloads/<str:public_id>/", "download", "downloads/download.html"

    def get_context_data(self, **more):
        found = self.subject
        waits = found.state == Download.State.WAITING and self.at < found.received_at + operations.AN_HOUR
        done = operations.done_of(found)
        return super().get_context_data(waits=waits, done=done, until=found.received_at + operations.KEPT_FOR, **more)


class DownloadFile(_OfOne, View):
    route, name, http_method_names = "downloads/<str:public_id>/file/", "file", ("get", "head")

    def get(self, request, **kwargs):
        content, why_not = operations.give(self.subject)
        if why_not:
            messages.error(request, why_not)
            return redirect("downloads:download", self.subject.public_id)
        answer = HttpResponse(content, content_type="application/octet-stream")
        answer["Content-Disposition"] = content_disposition_header(True, self.subject.name)
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


class DeleteDownload(_OfOne, ButtonView):
    route, name = "downloads/<str:public_id>/delete/", "delete"
    operation, success_message = staticmethod(operations.delete), "The file is deleted"
    leads_to = ("downloads:downloads",)


VIEWS = (Downloads, AskForDownload, DownloadPage, DownloadFile, DeleteDownload)
