"""What agencies think of a draft: theirs to say, and the officers' to answer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, may, require

from .. import differences, waiting
from ..forms import AnswerForm, CommentForm
from ..models import Comment, Version
from ..operations import consulting
from ..presenting import notes_of

P = Permission
OVER = "The consultation is over. Ring whoever keeps the chapter."


@require_safe
def asked(request):
    """The drafts on which one's agency may say what it thinks."""
    require(request.actor, P.POLICY_COMMENT)
    found = waiting.consultations(request.actor.membership.team.area, london_date(timezone.now()))
    rows = [(each, max(asked.closes_on for asked in each.consultations.all())) for each in found]
    return render(request, "policies/asked.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def comments(request, public_id):
    """The draft, what agencies said of it and what became of that, and one's own agency's say."""
    version = get_object_or_404(Version.objects.select_related("chapter__manual", "follows"), public_id=public_id)
    require(request.actor, P.POLICY_COMMENT, version)
    consultation = version.consultations.order_by("-opened_at", "-pk").first()
    today = london_date(timezone.now())
    is_open = bool(consultation) and consultation.closed_at is None and today <= consultation.closes_on
    form = CommentForm(request.POST or None, places=_places(version))
    is_sent = form.is_valid()
    if is_sent and consultation is None:
        form.add_error(None, OVER)
    elif is_sent:
        said = form.cleaned_data
        try:
            consulting.comment(
                consultation=consultation,
                organisation=request.actor.membership.team.organisation,
                words=said["words"],
                anchor=said["anchor"],
                key=said["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except consulting.NotOpen:
            form.add_error(None, OVER)
        else:
            messages.success(request, "Thank you. You will read here what becomes of it")
            return redirect("policies:comments", public_id)
    audit.saw("policy_version", version.pk)
    said = (
        Comment.objects.filter(consultation__version=version).select_related("organisation").order_by("made_at", "pk")
    )
    return render(
        request,
        "policies/comments.html",
        {
            "version": version,
            "consultation": consultation,
            "is_open": is_open,
            "form": form,
            "said": said,
            "keeps": may(request.actor, P.POLICY_EDIT, version),
            "found": differences.between(version.follows.body if version.follows else version.body, version.body),
            "notes": notes_of(version),
            "places": dict(_places(version)),
        },
    )


def _places(version: Version) -> list[tuple[str, str]]:
    """Paragraphs by their first words."""
    return [
        (each["anchor"], f"{each['text'][:70]}…" if len(each["text"]) > 70 else each["text"]) for each in version.body
    ]


@require_http_methods(["GET", "POST"])
def answer(request, public_id):
    """What becomes of one comment, and why."""
    found = get_object_or_404(
        Comment.objects.select_related("organisation", "consultation__version__chapter__manual"), public_id=public_id
    )
    version = found.consultation.version
    require(request.actor, P.POLICY_EDIT, version)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            consulting.answer(
                comment=found,
                what=form.cleaned_data["answer"],
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=timezone.now(),
            )
        except consulting.AlreadyAnswered:
            messages.error(request, "Somebody has answered it already")
        return redirect("policies:comments", version.public_id)
    audit.saw("policy_comment", found.pk)
    return render(
        request,
        "policies/answer.html",
        {"form": form, "comment": found, "version": version, "place": dict(_places(version)).get(found.anchor, "")},
    )
