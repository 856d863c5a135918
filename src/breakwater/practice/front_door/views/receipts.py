"""What senders hold: the contacts their team made, each with its stage and outcome in the words allowed."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.recording import operations as recording
from breakwater.foundation import audit
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.organisations.access import Permission, allows, require

from .. import operations
from ..forms.sending import MoreForm
from ..models import Receipt
from ..presenting import draft_row, receipt_lines, receipt_rows, summary_rows
from ..reaching import reach_now

A_PAGE = 25


@require_safe
def receipts(request):
    """Contacts we made, drafts on top."""
    require(request.actor, Permission.RECEIPT_READ)
    post = request.post
    ours = Receipt.objects.filter(sender_team=post.team).order_by("-received_at", "-pk")
    page = Paginator(ours, A_PAGE).get_page(request.GET.get("page"))
    audit.saw("receipt", *(receipt.pk for receipt in page))
    context = {
        "drafts": [draft_row(answers) for answers in operations.drafts_of(request.actor)[:A_PAGE]],
        "page": page,
        "rows": receipt_rows(page, mine=post.user_id),
        "reach": reach_now(timezone.now(), area=post.team.area),
        "may_make": allows(post.role_id, Permission.CONTACT_MAKE),
    }
    return render(request, "front_door/sending/receipts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request, reference):
    """One receipt: what was sent, where it has got to, what was decided in the words allowed, and a box to add more."""
    require(request.actor, Permission.RECEIPT_READ)
    found = (
        Receipt.objects.select_related("submission__answers__version__form", "submission__sender_user", "team")
        .filter(reference=parse_reference(reference) or "")
        .first()
    )
    if found is None:
        raise Http404
    is_ours = found.sender_team_id == request.post.team_id
    now = timezone.now()
    form = MoreForm(request.POST if request.method == "POST" else None, initial={"idempotency": uuid4()})
    if request.method == "POST" and form.is_valid():
        if _added(request, found, form, now):
            return redirect("front_door:receipt", found.reference)
    elif request.method != "POST" and is_ours:
        operations.read_receipt(receipt=found, by=request.actor, at=now)
    audit.saw("receipt", found.pk)
    lines = receipt_lines(found)
    context = {
        "receipt": found,
        "lines": lines,
        "is_open": any(line.is_open for line in lines),
        "form": form,
        "sections": _what_was_sent(found) if is_ours else [],
        "is_ours": is_ours,
        "reach": reach_now(now, area=request.post.team.area),
    }
    return render(request, "front_door/sending/receipt.html", context)


def _added(request, found: Receipt, form: MoreForm, now) -> bool:
    try:
        operations.add_to_open(
            submission=found.submission,
            key=f"more-{form.cleaned_data['idempotency']}",
            words=form.cleaned_data["words"],
            by=request.actor,
            at=now,
        )
    except operations.NothingToAddTo:
        form.add_error("words", "This contact is closed. Make a new contact; what you wrote is still here to copy")
        return False
    messages.success(request, f"Added to {found.reference}. The MASH has been told")
    return True


def _what_was_sent(found: Receipt):
    answers = found.submission.answers
    return [(each.title, summary_rows(each)) for each in recording.read(answers, unanswered=False)] if answers else []
