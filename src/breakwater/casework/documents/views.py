"""Adding a file to a case, and getting it back."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.documents import operations as documents
from breakwater.casework.documents.models import Document
from breakwater.foundation.storage.sniffing import BY_MEDIA_TYPE
from breakwater.partnership.organisations.access import Permission, require

from .forms import DocumentForm


class AddDocument(CaseOperation):
    route, name = "cases/<str:reference>/documents/new/", "document_new"
    permission = Permission.DOCUMENT_ADD
    form_class, template_name = DocumentForm, "casework/documents/document_new.html"
    operation = staticmethod(documents.add)

    def get_success_url(self):
        _report(self.request, self.result)
        return super().get_success_url()


def _report(request, document: Document) -> None:
    if document.state == Document.State.CLEAN:
        messages.success(request, "The file is kept with the case")
    elif document.state == Document.State.REFUSED:
        messages.error(
            request, "The virus scanner found something in the file. Nobody can open it. Tell your IT support."
        )
    else:
        messages.warning(
            request, "The file is kept, and held until it can be scanned. It is tried again every ten minutes."
        )


@require_safe
def document(request, public_id):
    """The file itself, as an attachment; never shown by the browser within the page."""
    found = get_object_or_404(Document, public_id=public_id)
    require(request.actor, Permission.CASE_READ, found.case)
    try:
        chunks = documents.open_document(document=found, by=request.actor)
    except documents.NotReady:
        return render(request, "casework/documents/document_held.html", {"document": found}, status=409)
    kind = BY_MEDIA_TYPE.get(found.media_type)
    ending = f".{kind.extensions[0]}" if kind else ""
    name = slugify(found.title.removesuffix(ending))[:80] or "document"
    answer = StreamingHttpResponse(chunks, content_type=found.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}{ending}")
    answer["Content-Length"] = str(found.size)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_POST
def scan_again(request, public_id):
    """Ask for a held file to be scanned now; the only way for a file of a restricted case."""
    found = get_object_or_404(Document, public_id=public_id)
    require(request.actor, Permission.CASE_READ, found.case)
    _report(request, documents.scan(document=found, by=request.actor, at=timezone.now()))
    return redirect("casework:case", found.case.reference)
