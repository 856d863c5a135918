"""What a sender sent, on paper: a copy for the agency's own record (FD-08)."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.recording import operations as recording
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .. import lookup
from ..summaries import summary_rows


@require_safe
def copy(request, reference):
    """The answers as they were sent, to print or save. Whoever may not read them whole has no copy."""
    require(request.actor, Permission.RECEIPT_READ)
    found = lookup.receipt_to_copy(reference, request.post.team)
    if found is None or found.submission.answers is None:
        raise Http404
    audit.saw("receipt", found.pk)
    sections = recording.read(found.submission.answers, unanswered=False)
    context = {
        "receipt": found,
        "sections": [(each.title, summary_rows(each)) for each in sections if each.rows],
        "printed_at": timezone.now(),
    }
    return render(request, "front_door/sending/copy.html", context)
