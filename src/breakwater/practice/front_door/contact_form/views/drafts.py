"""The professional's contact form: a task list of sections that keeps itself, and a call written down for its caller."""

from collections import Counter
from collections.abc import Sequence
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording import taken_out
from breakwater.casework.recording.models import Answers
from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.operation_view import OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission, allows, require

from ...arrivals.cannot_wait import words_to_sender
from ...arrivals.from_answers import CALLERS, told_by_professional
from ...arrivals.operations import allegation_intake
from ...calls import operations as calls
from ...calls.operations import awaiting_form_of
from ...emergency_duty import operations as duty
from ...feedback.operations import receipt_of_key
from ...models import Receipt
from ...who_to_call import reach_now
from .. import lookup
from ..forms.drafts import CallForm, SureForm
from ..operations import agreements, approvals, attachments, other_forms, roll, sending
from ..operations.sending import CALL
from ..summaries import draft_row, read_over

HEADINGS = {
    "Start here": ("safety", "purpose", "you"),
    "The children": ("children", "home", "background", "voice"),
    "Concerns": ("worry", "known", "injuries"),
    "The family": ("family",),
    "Help and agreement": ("help", "support", "agreement", "dispensing", "refusal"),
    "Before you send": ("professionals", "declaration"),
}
MOST_NAMED = 10  # answers still needed that the last page names one by one
NOT_ON_THE_COPY = (
    "What you wrote about extremism goes by the specialist route alone. It is not on your copy, and no colleague of yours or of "
    "the MASH reads it"
)


def receipt_when_sent(view):
    """Who goes back to a form after sending it is led to its receipt, and not told that there is no such page."""

    @wraps(view)
    def led(request, public_id, **more):
        try:
            return view(request, public_id, **more)
        except Http404:
            sent = _of_form_sent(request, public_id) if request.method == "GET" else None
            if sent is None:
                raise
            return sent

    return led


class Start(RefusedAbove, OperationView):
    """Before the form: danger first, what it asks, and the drafts that wait."""

    route, name, template_name = "contacts/new/", "contact_start", "front_door/sending/start.html"
    permission, form_class = Permission.CONTACT_MAKE, Form
    leads_to, refused_to = ("front_door:draft", "result.public_id"), ("front_door:contact_start",)

    def operate(self, form):
        return sending.begin_contact(**self.acting)

    def refusal_words(self, refusal):
        area = self.request.post.team.area.name
        return f"Nobody receives contacts for {area} here yet. Call {area}'s own MASH"

    def get_context_data(self, **more):
        post = self.request.post
        return super().get_context_data(
            **more,
            reach=reach_now(self.at, area=post.team.area),
            parts=list(HEADINGS),
            drafts=[draft_row(answers) for answers in sending.drafts_of(self.request.actor)[:5]],
            may_log_calls=allows(post.role_id, Permission.CONTACT_ADD),
        )


class StartCall(OperationView):
    """A call-handler notes who rang and when, then fills in the same form for the caller (FD-05)."""

    route, name, template_name = "contacts/new/call/", "call_start", "front_door/sending/call.html"
    permission, form_class = Permission.CONTACT_ADD, CallForm
    leads_to = "front_door:draft", "result.public_id"

    def get_initial(self):
        here = to_london(self.at)
        return {"told_on": here.date(), "told_time": here.time()}

    def operate(self, form):
        calls.check_call(told_at=form.told_at, at=self.at, on_paper=bool(form.cleaned_data["paper_by"]))
        call = {name: form.cleaned_data[name] for name in ("who", "source", "paper_by")} | {
            "told_at": form.told_at.isoformat()
        }
        return sending.begin_contact(call=call, **self.acting)


@require_safe
@receipt_when_sent
def draft(request, public_id):
    """The sections, with what is done."""
    answers = draft_or_404(request, public_id)
    form = recording.definition_of(answers.version)
    left = list(dict.fromkeys(each.page for each in agreements.in_the_way(form, answers.values)))
    titles = {each.key: each.title for each in form.pages}
    context = {
        "answers": answers,
        "call": _call_words(answers),
        "parts": in_parts(
            recording_answers.tasks(form, answers.values, lambda page: _at("draft_page", answers, page)),
            files=len(attachments.attachments_of(answers)),
            files_at=_at("draft_files", answers),
        ),
        "in_danger": form.says_danger(answers.values),
        "cannot_wait": words_to_sender(answers.values),
        "left": len(left),
        "following": {"title": titles[left[0]], "href": _at("draft_page", answers, left[0])} if left else None,
        "approval": _approval_words(answers),
        "other": other_forms.all_of(request.actor).get(answers.public_id),
        "reach": reach_now(timezone.now(), area=answers.area),
        "is_at_night": duty.is_theirs(request.actor),
    }
    return render(request, "front_door/sending/draft.html", context)


def in_parts(
    tasks: Sequence[recording_answers.Task], *, files: int, files_at: str
) -> list[tuple[str, list[recording_answers.Task]]]:
    """The tasks under their headings; the files, which are no questions, stand before the declaration."""
    by_key = {task.key: task for task in tasks}
    made = [(heading, [by_key[key] for key in keys if key in by_key]) for heading, keys in HEADINGS.items()]
    placed = {key for keys in HEADINGS.values() for key in keys}
    words = f"{files} added" if files else "Optional"
    made[-1][1][-1:-1] = [recording_answers.Task("files", "Files", files_at, words, "done")]
    made[-1][1].extend(task for task in tasks if task.key not in placed)
    return [(heading, part) for heading, part in made if part]


@require_http_methods(["GET", "HEAD", "POST"])
@receipt_when_sent
def page(request, public_id, page):
    """One section."""
    answers = draft_or_404(request, public_id)
    form = recording.definition_of(answers.version)
    opened = _open(form, page, answers, request, request.POST if request.method == "POST" else None)
    stale = None
    if "roll" in request.POST:  # what was typed is kept before the roll is opened, with script or without
        answers, stale = _kept_all_the_same(form, page, answers, request, opened)
        if not stale:
            return redirect("front_door:draft_roll", answers.public_id)
    elif opened.is_valid():
        revision = opened.revision or answers.revision
        answers, stale = _saved(request, answers, page, opened.cleaned, revision=revision)
        if not stale:
            if page == agreements.APPROVED_ON:
                approvals.ask(answers=answers, by=request.actor, at=timezone.now())
            return redirect(_after(form, answers, page, opened, changing="change" in request.GET))
    elif opened.sent:
        answers, stale = _kept_all_the_same(form, page, answers, request, opened)
    context = {
        "answers": answers,
        "form": opened,
        "stale": stale.in_words if stale else [],
        "call": _call_words(answers),
        "keep_url": _at("draft_keep", answers, page),
        "changing": "change" in request.GET,
        "in_danger": form.says_danger(answers.values),
        "cannot_wait": words_to_sender(answers.values),
        "reach": reach_now(timezone.now(), area=answers.area),
        "has_roll": page == "children" and bool(roll.letters_of(request.actor)),
        "approval": _approval_words(answers) if page == agreements.APPROVED_ON else None,
        "untold": agreements.untold_in(form, answers.values) if page == agreements.APPROVED_ON else (),
    }
    return render(request, "front_door/sending/page.html", context, status=409 if stale else 200)


def _kept_all_the_same(form, page, answers, request, opened):
    """Keep what stands in the boxes beside what is wrong or not finished: who leaves now loses nothing. What is stale is told."""
    kept = _open(form, page, answers, request, opened.as_it_stands)
    revision = opened.revision or answers.revision
    return _saved(request, answers, page, kept.cleaned, revision=revision, seen=False)


def _saved(request, answers, page, cleaned, *, revision, seen=True):
    """The answers as they stand now, and the refusal where someone else saved meanwhile, and differently."""
    acting = {"by": request.actor, "at": timezone.now()}
    try:
        return recording.save_page(answers, page, cleaned, revision=revision, seen=seen, **acting), None
    except recording.StaleAnswers as stale:
        return stale.answers, stale


def _after(form, answers, page, opened, *, changing) -> str:
    if opened.asked == "save":
        return _at("draft", answers)
    if changing:
        return _at("draft_check", answers)
    following = recording_answers.next_page(form, answers.values, after=page)
    return _at("draft_page", answers, following.key) if following else _at("draft_check", answers)


@require_POST
def keep(request, public_id, page):
    """Keep what has been typed so far, a moment after it was typed. What cannot be read yet is kept as it stands."""
    answers = draft_or_404(request, public_id)
    form = recording.definition_of(answers.version)
    data = request.POST.copy()
    data["keep"] = "1"
    opened = _open(form, page, answers, request, data)
    kept, stale = _saved(request, answers, page, opened.cleaned, revision=answers.revision, seen=False)
    if stale:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-Revision": str(kept.revision)})


@require_safe
@receipt_when_sent
def check(request, public_id):
    """Read it over before sending: what is missing, and nothing in the way when a child is in danger (FD-07)."""
    answers = draft_or_404(request, public_id)
    return _check_page(request, answers)


def _check_page(request, answers, status=200, refused=""):
    other = other_forms.all_of(request.actor).get(answers.public_id)
    stops = other.stops() if other else []
    form = recording.definition_of(answers.version)
    missing = agreements.in_the_way(form, answers.values)
    sections = recording_answers.summary(
        form, answers.values, href=lambda page: f"{_at('draft_page', answers, page)}?change"
    )
    titles = {each.key: each.title for each in form.pages}
    context = {
        "answers": answers,
        "call": _call_words(answers),
        # What may be left out and was is not read over: it stands in its section. What may not be is named above.
        "sections": read_over(sections, unanswered=False),
        "missing": _missing_shown(answers, missing, titles),
        "needed": len(missing),
        "in_danger": form.says_danger(answers.values),
        "cannot_wait": words_to_sender(answers.values),
        "left_out": recording_answers.left_out(form, answers.values),
        "not_approved": refused or approvals.what_is_missing(answers),
        "approval_at": _at("draft_page", answers, agreements.APPROVED_ON),
        "files": [attachments.words_of(each) for each in attachments.attachments_of(answers)],
        "files_at": _at("draft_files", answers),
        "goes_apart": allegation_intake.allegation_in(answers.values) is not None,
        "not_on_the_copy": NOT_ON_THE_COPY if taken_out.take_out(answers.values) else "",
        "other": other,
        "stops": stops,
        "sure": SureForm(request.POST if request.method == "POST" else None, stops=stops),
        "is_stopped": not all(each.may_stay for each in stops),
        "rang": _call_it_may_follow(request, answers),
        "reach": reach_now(timezone.now(), area=answers.area),
        "is_at_night": duty.is_theirs(request.actor),
    }
    return render(request, "front_door/sending/check.html", context, status=status)


def _missing_shown(answers, missing, titles) -> list[dict]:
    """Each answer that is needed, with its link; of a form hardly begun the sections alone, with how many each needs."""
    found = [
        {"text": each.label, "section": titles[each.page], "href": f"{_at('draft_page', answers, each.page)}?change"}
        for each in missing
    ]
    if len(found) <= MOST_NAMED:
        return found
    asked = Counter(each.page for each in missing)
    return [
        {
            "text": titles[page],
            "section": f"{number} answer{'' if number == 1 else 's'}",
            "href": f"{_at('draft_page', answers, page)}?change",
        }
        for page, number in asked.items()
    ]


def _call_it_may_follow(request, answers):
    """A call of the sender's own organisation whose written form this may be: when they rang and its reference, no more."""
    if _call_words(answers) or allegation_intake.allegation_in(answers.values) is not None:
        return None
    told_of = told_by_professional(answers.values, on=timezone.localdate()).children
    call = awaiting_form_of(
        organisation=request.post.team.organisation,
        area=answers.area,
        names=[child.named_as for child in told_of],
    )
    return call and {
        "at": call.submission.told_at or call.submission.received_at,
        "reference": call.submission.reference,
    }


@require_POST
def send(request, public_id):
    """Send, once; the same form again opens the receipt it has."""
    require(request.actor, Permission.CONTACT_MAKE)
    answers = sending.forms_of(request.actor).filter(public_id=public_id).first()
    if answers is None:
        if sent := _of_form_sent(request, public_id):
            return sent
        raise Http404
    apart = bool(taken_out.take_out(answers.values))
    try:
        receipt = sending.send_contact(
            answers=answers,
            by=request.actor,
            at=timezone.now(),
            meets=request.POST.get("meets", ""),
            sure=request.POST.get("sure") == "yes",
        )
    except approvals.NOT_SENT as refusal:
        nobody = "Nobody here could be named to read what you wrote about staff or extremism, so nothing was sent. Call the MASH"
        return _check_page(request, answers, status=422, refused=approvals.why_not_sent(refusal, nobody=nobody))
    messages.success(request, f"Sent. Your reference is {receipt.reference}")
    if apart:
        messages.info(request, NOT_ON_THE_COPY)
    return _to_receipt(receipt)


def _to_receipt(receipt: Receipt):
    if lookup.may_be_opened(receipt):
        return redirect("front_door:receipt", receipt.reference)
    return redirect("front_door:receipts")


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, public_id):
    """Throw a draft away, asked once."""
    answers = draft_or_404(request, public_id)
    if request.method == "POST":
        sending.discard(answers=answers, by=request.actor)
        messages.success(request, "The draft is deleted")
        return redirect("front_door:receipts")
    return render(request, "front_door/sending/discard.html", {"answers": answers, "title": draft_row(answers).title})


def _of_form_sent(request, public_id):
    """The way to the receipt of a form of one's own that was sent; None where there is none."""
    if sent := lookup.acknowledged(request.post.team).filter(form=public_id).first():
        return redirect("front_door:receipt", sent.reference)
    answers = sending.forms_of(request.actor).filter(public_id=public_id).exclude(status=Answers.Status.DRAFT).first()
    receipt = answers and receipt_of_key(f"answers-{answers.pk}")
    return receipt and _to_receipt(receipt)


def draft_or_404(request, public_id) -> Answers:
    require(request.actor, Permission.CONTACT_MAKE)
    return get_object_or_404(sending.drafts_of(request.actor), public_id=public_id)


def _approval_words(answers) -> dict | None:
    """Where a manager's approval stands, for the sections and the page that asks for it."""
    found = approvals.standing(answers)
    return found and {"words": approvals.words_of(found), "state": found.state}


def _open(form, page, answers, request, data):
    asking = recording_answers.Asking(by=request.actor)
    return recording_answers.open_page(form, page, answers.values, data=data, asking=asking)


def _at(name: str, answers, *more) -> str:
    return reverse(f"front_door:{name}", args=[answers.public_id, *more])


def _call_words(answers) -> dict | None:
    call = answers.values.get(CALL)
    return call and {"who": call["who"], "source": CALLERS.get(call["source"], ""), "told_at": call["told_at"]}
