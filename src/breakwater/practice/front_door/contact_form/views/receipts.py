"""What senders hold: the contacts their team made, each with its stage and outcome in the words allowed."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.escalations import operations as escalations
from breakwater.casework.recording import operations as recording
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import finished_page
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.organisations.access import Permission, allows, may, require

from ...arrivals.operations import allegation_intake, arrivals
from ...feedback import operations as receipts_operations
from ...feedback.forms import ReceiptFilter
from ...feedback.lines import SHOWS, lines_of_team, shown
from ...models import Receipt
from ...who_to_call import reach_now
from .. import lookup
from ..forms.drafts import MoreForm
from ..operations import additions, other_forms, sending, urgent_words
from ..summaries import draft_row, summary_rows

A_PAGE = 25


@require_safe
def receipts(request):
    """Contacts we made: drafts on top, then a row for each child, unread answers first."""
    require(request.actor, Permission.RECEIPT_READ)
    post = request.post
    form = ReceiptFilter(request.GET)
    wanted = form.wanted()
    found = lines_of_team(post, wanted.get("shows", "")).select_related("sender_user")
    page = finished_page(found, A_PAGE, request.GET.get("page"))
    audit.saw("receipt", *(line.receipt_id for line in page))
    context = {
        "drafts": [draft_row(answers) for answers in sending.drafts_of(request.actor)[:A_PAGE]],
        "page": page,
        "page_link": f"?{urlencode({**wanted, 'page': '{}'}, safe='{}')}",
        "acknowledged": list(lookup.acknowledged(post.team)[:A_PAGE]),
        "rows": shown(page, post),
        "filter_form": form,
        "chosen": [{"text": SHOWS[wanted["shows"]][0], "remove_url": "?"}] if wanted.get("shows") else [],
        "reach": reach_now(timezone.now(), area=post.team.area),
        "may_make": allows(post.role_id, Permission.CONTACT_MAKE),
    }
    return render(request, "front_door/sending/receipts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request, reference):
    """One receipt: what was sent, where each child's contact has got to, the letter of each, and a box to add more.

    It is drawn from the lines that this post may read. The receipt itself is hidden with any one child who is restricted;
    then what was sent is not shown, and more is told by telephone.
    """
    require(request.actor, Permission.RECEIPT_READ)
    named = parse_reference(reference) or ""
    held = lookup.lines_named(named)
    if not held:
        return _acknowledged(request, named)
    found = lookup.receipt_named(named)
    is_ours = held[0].sender_team_id == request.post.team_id
    now = timezone.now()
    form = MoreForm(request.POST if request.method == "POST" else None, initial={"idempotency": uuid4()})
    if request.method == "POST" and found and form.is_valid() and _added(request, found, form, now):
        return redirect("front_door:receipt", found.reference)
    lines = shown(held, request.post)
    if request.method != "POST" and is_ours and all(line.is_whole for line in lines):
        receipts_operations.read_lines(lines=held, by=request.actor, at=now)
    audit.saw("receipt", held[0].receipt_id)
    is_whole = all(line.is_whole for line in lines)
    context = {
        "receipt": found,
        "first": held[0],
        "lines": lines,
        "is_open": any(line.is_open for line in lines),
        "form": form,
        "sections": _what_was_sent(found) if found and is_ours and is_whole else [],
        "is_ours": is_ours,
        "other": other_forms.all_of(request.actor).get(found.submission.answers.public_id)
        if found and is_ours and found.submission.answers
        else None,
        "may_add": found is not None and is_ours and is_whole,
        "told_at": found.submission.told_at if found else None,
        "may_start": is_ours and may(request.actor, Permission.EPISODE_START),
        "may_disagree": is_ours and is_whole and may(request.actor, Permission.ESCALATION_RAISE),
        "disagreement": escalations.open_about(named, team=request.post.team) if is_ours else None,
        "said": urgent_words.said_under(named, area=held[0].area) if is_ours else None,
        "reach": reach_now(now, area=held[0].area),  # whoever has it, which may be another area than the sender's
        "mash": f"{held[0].area.name} MASH",
    }
    return render(request, "front_door/sending/receipt.html", context)


def _acknowledged(request, named: str):
    """What was set apart says to its sender alone that it was received (SG-11)."""
    held = lookup.acknowledged(request.post.team).filter(reference=named).first()
    if held is None:
        raise Http404
    now = timezone.now()
    form = MoreForm(request.POST if request.method == "POST" else None, initial={"idempotency": uuid4()})
    if request.method == "POST" and form.is_valid():
        allegation_intake.add_as_sender(
            held=held,
            key=f"more-{form.cleaned_data['idempotency']}",
            words=form.cleaned_data["words"],
            in_danger=form.says_danger,
            by=request.actor,
            at=now,
        )
        if form.says_danger:
            messages.warning(request, "You said that a child is in danger now: call 999. Writing here sends nobody")
        messages.success(request, f"Added to {held.reference}")
        return redirect("front_door:receipt", held.reference)
    sent = lookup.form_of(held)
    area = sent.area if sent else request.post.team.area
    said = urgent_words.said_under(held.reference, area=area)
    said = said if said.due_on and london_date(now) <= said.due_on else None  # for as long, whatever becomes of it
    context = {"held": held, "form": form, "said": said, "reach": reach_now(now, area=area)}
    return render(request, "front_door/compartments/acknowledged.html", context)


def _added(request, found: Receipt, form: MoreForm, now) -> bool:
    try:
        taken_in = additions.add_after_decision(
            submission=found.submission,
            key=f"more-{form.cleaned_data['idempotency']}",
            words=form.cleaned_data["words"],
            immediate_danger=form.says_danger,
            by=request.actor,
            at=now,
        )
    except arrivals.NothingToAddTo:
        form.add_error("words", "It could not be added here. Make a new contact; what you wrote is still here to copy")
        return False
    words = f"Added to {found.reference}. The {found.submission.area.name} MASH has been told"
    if taken_in.is_task:
        words += ": it reads what you added by the end of the next working day, and passes it to whoever has the child"
    if taken_in.reopened_as:
        words += f". It is a new contact, {taken_in.reopened_as}, because the earlier one was decided: you hear of it in the same way"
    messages.success(request, words)
    return True


def _what_was_sent(found: Receipt):
    answers = found.submission.answers
    return [(each.title, summary_rows(each)) for each in recording.read(answers, unanswered=False)] if answers else []
