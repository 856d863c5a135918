"""Notices: the file police send, looked at before it is taken in, and what comes one by one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit, storage
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import NobodyReceives

from ..models import Contact, Notice, NoticeBatch
from ..who_to_call import reach_now
from . import by_mail, notice_file
from . import operations as notices_operations
from .forms import NoticeFileForm, NoticeForm

A_PAGE = 25


@require_safe
def notices(request):
    """The files that came, and the notices written down one by one, the newest first."""
    require(request.actor, Permission.NOTICE_TAKE)
    batches = list(NoticeBatch.objects.order_by("-uploaded_at", "-pk")[:10])
    found = Notice.objects.filter(batch=None).order_by("-received_at", "-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    audit.saw("notice", *(notice.pk for notice in page))
    return render(request, "front_door/notices/notices.html", {"batches": batches, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Choose a file; it is looked at, and nothing is taken in yet."""
    require(request.actor, Permission.NOTICE_TAKE)
    form = NoticeFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            batch = notices_operations.upload(
                stream=chosen,
                name=chosen.name,
                declared_type=chosen.content_type or "",
                by=request.actor,
                at=timezone.now(),
            )
        except (notice_file.NotNotices, storage.Refused) as fault:
            form.add_error("file", getattr(fault, "words", str(fault)))
        except NobodyReceives:
            form.add_error("file", "No team is named to receive contacts here, so nothing can be taken in")
        else:
            return redirect("front_door:notice_batch", batch.public_id)
    return render(request, "front_door/notices/upload.html", {"form": form, "columns": notice_file.COLUMNS})


@require_safe
def sample(request):
    """A file with the columns and one row to write over."""
    require(request.actor, Permission.NOTICE_TAKE)
    return HttpResponse(
        notice_file.sample(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="police-notices-sample.csv"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request, public_id):
    """What a file holds, in five numbers, before it is taken in; and what was taken in afterwards."""
    require(request.actor, Permission.NOTICE_TAKE)
    found = (
        NoticeBatch.objects.select_related("uploaded_by__membership__user", "uploaded_by__membership__role")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            found = notices_operations.take_in(batch=found, by=request.actor, at=timezone.now())
        except notices_operations.FileGone as refusal:
            messages.error(request, refusal.words)
        else:
            messages.success(request, f"Taken in: {found.fresh} new. What was there before is as it was")
        return redirect("front_door:notice_batch", found.public_id)
    contacts = (
        Contact.objects.filter(submission__notices__batch=found).distinct()
        if found.taken_in_at
        else Contact.objects.none()
    )
    page = Paginator(contacts.select_related("child", "case").order_by("received_at", "pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    audit.saw("case", *(contact.case_id for contact in page))
    context = {
        "batch": found,
        "page": page,
        "faults": found.faults[:200],
        "danger": [fault["line"] for fault in found.faults if fault.get("in_danger")],
        "reach": reach_now(timezone.now(), area=request.post.team.area),
        "more_faults": max(0, len(found.faults) - 200),
    }
    return render(request, "front_door/notices/batch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request):
    """One notice from health, another area or a court."""
    require(request.actor, Permission.NOTICE_TAKE)
    form = NoticeForm(request.POST or None)
    if form.is_valid():
        key = f"notice-{form.cleaned_data['idempotency']}"
        made = by_mail.write_down(form.facts(), key=key, by=request.actor, at=timezone.now())
        messages.success(request, f"On record: {made.get_result_display().lower()}")
        contact = Contact.objects.filter(submission=made.submission_id).first() if made.submission_id else None
        return (
            redirect("front_door:contact", contact.reference)
            if contact
            else redirect("front_door:notice", made.public_id)
        )
    return render(request, "front_door/notices/write_down.html", {"form": form})


@require_safe
def notice(request, public_id):
    """One notice that made no contact, or the way to the contact it made."""
    require(request.actor, Permission.NOTICE_TAKE)
    found = (
        Notice.objects.select_related("case", "by__membership__user", "by__membership__role")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    audit.saw("notice", found.pk)
    contact = Contact.objects.filter(submission=found.submission_id).first() if found.submission_id else None
    return render(request, "front_door/notices/notice.html", {"notice": found, "contact": contact})
