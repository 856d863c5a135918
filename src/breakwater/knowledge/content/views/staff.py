"""What waits for whoever keeps the site: pages to read again, offers to check, what readers sent. And the editor's gate."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, may, require

from .. import presenting, waiting
from ..forms.site import DecideForm, ReadForm, ReplyForm
from ..models import Feedback, Resource
from ..models.resources import Check
from ..operations import editors, library, sent

# Wagtail writes styles and small scripts into its pages (decision 0010). Nothing from elsewhere, even so.
EDITOR_CSP = {
    **settings.SECURE_CSP,
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}


def editors_only(view):
    """Let in whoever may write, in the groups of the post they act in, under the editor's own content-security policy."""

    @csp_override(EDITOR_CSP)
    @wraps(view)
    def entered(request, *args, **kwargs):
        require(request.actor, Permission.CONTENT_EDIT)
        editors.stand_as(request.post)
        for kept in ("_group_perm_cache", "_perm_cache", "_user_perm_cache"):
            request.user.__dict__.pop(kept, None)
        return view(request, *args, **kwargs)

    return entered


def _area(request):
    return request.post.team.area


@require_safe
def site(request):
    """All that waits, and the way into the editor."""
    require(request.actor, Permission.CONTENT_EDIT)
    today = london_date(timezone.now())
    return render(
        request,
        "content/site.html",
        {
            "overdue": [(page, presenting.edit_address(page)) for page in waiting.overdue_pages(_area(request), today)],
            "offers": waiting.offers(_area(request))[: waiting.MOST],
            "page_links": [
                (each, presenting.edit_address(each.page)) for each in waiting.dead_page_links(_area(request))
            ],
            "feedback": waiting.named(waiting.feedback(_area(request))),
            "dead": waiting.dead_links(_area(request), timezone.now()),
            "soon": waiting.expiring(_area(request), today),
            "today": today,
            "pledges": waiting.pledges(_area(request)),
            "has_site": hasattr(_area(request), "site_home"),
        },
    )


@require_http_methods(["GET", "POST"])
def decide(request, public_id):
    """One resource: what was offered, what was done about it, what to do now."""
    found = get_object_or_404(Resource, public_id=public_id)
    require(request.actor, Permission.CONTENT_EDIT, found)
    publishes = may(request.actor, Permission.CONTENT_APPROVE, found)
    form = DecideForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["what"] == "worry":
            return _pass_on(request, found, form.cleaned_data["words"])
        what = Check(form.cleaned_data["what"])
        if what not in library.BEFORE_PUBLISHING:
            require(request.actor, Permission.CONTENT_APPROVE, found)
        try:
            library.decide(
                resource=found, what=what, words=form.cleaned_data["words"], by=request.actor, at=timezone.now()
            )
        except library.NotNow as refused:  # pressed twice, or a colleague was first
            messages.info(request, f"{refused}. Nothing more was recorded")
            return redirect("content:decide", public_id)
        except library.NotChecked as refused:
            form.add_error("what", str(refused))
        else:
            messages.success(request, f"{what.label}: {found.title}")
            return redirect(
                "content:site" if what in library.LEADS_TO else "content:decide",
                *([] if what in library.LEADS_TO else [public_id]),
            )
    audit.saw("resource", found.pk)
    can = library.can_be_done(resource=found, by=request.actor, publishes=publishes)
    can += ["worry"] if library.may_be_a_worry(found) else []
    form.fields["what"].choices = [each for each in form.fields["what"].choices if each[0] in can]
    steps = found.steps.select_related("by__membership__user", "by__membership__role", "by__membership__team").order_by(
        "at", "pk"
    )
    return render(
        request,
        "content/decide.html",
        {
            "resource": found,
            "form": form,
            "card": presenting.card(found),
            "steps": steps,
            "lacks": library.lacks(found),
            "has_checked": library.has_checked(resource=found, by=request.actor),
        },
    )


def _pass_on(request, found: Resource, words: str):
    """What came as a resource is a worry about a child: it becomes a contact now."""
    try:
        reference = library.pass_on(resource=found, words=words, by=request.actor, at=timezone.now())
    except library.NotNow as refused:
        messages.info(request, f"{refused}. Nothing more was recorded")
        return redirect("content:decide", found.public_id)
    messages.success(request, f"It is with the MASH now, as {reference}")
    return redirect("content:site")


@require_safe
def read_file(request, public_id):
    """The file of an offer, for whoever checks it. Only what a scanner let through."""
    found = get_object_or_404(Resource.objects.exclude(stored_as=""), public_id=public_id)
    require(request.actor, Permission.CONTENT_EDIT, found)
    if not found.is_scanned and not library.rescan(resource=found, at=timezone.now()):
        messages.error(request, "No virus scanner has answered for this file yet. It stays shut until one does.")
        return redirect("content:decide", public_id)
    audit.saw("resource", found.pk)
    response = StreamingHttpResponse(storage.open_stored(library.stored_of(found)), content_type=found.media_type)
    response.headers["Content-Disposition"] = FileResponse(filename=found.file_name, as_attachment=True).headers.get(
        "Content-Disposition", "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def read_feedback(request, public_id):
    """What a reader wrote: feedback to read, a question to answer, or a worry about a child, which becomes a contact now."""
    found = get_object_or_404(Feedback, public_id=public_id)
    require(request.actor, Permission.CONTENT_APPROVE, found)
    form = (ReplyForm if found.wants else ReadForm)(request.POST or None)
    if form.is_valid():
        try:
            messages.success(request, _answer(found, form.cleaned_data, request.actor))
        except sent.AlreadyAnswered:
            messages.error(request, "Somebody else has dealt with it already")
        return redirect("content:site")
    audit.saw("feedback", found.pk)
    return render(request, "content/read_feedback.html", {"feedback": waiting.named([found])[0], "form": form})


def _answer(found: Feedback, said: dict, by) -> str:
    """Do what was chosen; return it in words. Raises AlreadyAnswered."""
    if said["what"] == "reply":
        sent.reply(feedback=found, words=said["words"], by=by, at=timezone.now())
        return "The answer is on its way"
    is_worry = said["what"] == "worry"
    answered = sent.answer(feedback=found, is_worry=is_worry, by=by, at=timezone.now())
    return f"It is with the MASH now, as {answered.reference}" if is_worry else "Marked as read"
