"""The contact form for professionals without an account. Nothing typed stays on the device (SG-24, SG-25)."""

from functools import partial

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.casework.recording import answers
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.senders import address_of

from ...arrivals.cannot_wait import words_to_sender
from ...arrivals.operations import allegation_intake
from ...feedback.lines import STAGES, letter_rows
from ...models import ReceiptLine
from ...who_to_call import area_here, reach_now
from ..forms.guests import CodeForm, WhoForm
from ..operations import agreements, drafts, guests, limits, urgent_words
from ..operations.approvals import NOT_SENT, why_not_sent
from ..operations.sending import receipt_of
from ..summaries import read_over
from .shared import (
    GUEST_COOKIE,
    TRAP,
    came_back,
    draw,
    drop_cookie,
    hold,
    must_wait,
    open_to_all,
    refuse_other_sites,
    token_of,
)

COOKIE = GUEST_COOKIE
_draw, _token = partial(draw, folder="guests"), partial(token_of, cookie=COOKIE)
_hold, _let_go_of_cookie = partial(hold, cookie=COOKIE), partial(drop_cookie, cookie=COOKIE)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    """Danger first, whom to ring; then who they are. The code is shown once, and nothing of it is kept."""
    now = timezone.now()
    form = WhoForm(request.POST or None)
    if form.is_valid():
        refuse_other_sites(request)
        begun = guests.begin(**form.cleaned_data, at=now)
        context = {"reach": reach_now(now), "code": begun.code}
        return _hold(_draw(request, "code.html", context), begun.draft.token)
    response = _draw(request, "start.html", {"reach": reach_now(now), "form": form})
    return response if request.method == "POST" else _let_go_of_cookie(response)


@open_to_all
@require_safe
def sections(request):
    """The sections, with what is done."""
    draft = _draft(request)
    if draft is None:
        return redirect("front_door:guest_resume")
    form = guests.form_of(draft, at=timezone.now())
    context = {
        "reach": reach_now(timezone.now()),
        "tasks": answers.tasks(form, draft.values, _page_at),
        "in_danger": form.says_danger(draft.values),
        "cannot_wait": words_to_sender(draft.values),
    }
    return _draw(request, "sections.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def page(request, page):
    """One section."""
    draft, now = _draft(request), timezone.now()
    if draft is None:
        return redirect("front_door:guest_resume")
    form = guests.form_of(draft, at=now)
    opened = answers.open_page(form, page, draft.values, data=request.POST if request.method == "POST" else None)
    if opened.is_valid():
        refuse_other_sites(request)
        values = answers.merge_page(form, page, draft.values, opened.cleaned, on=london_date(now))
        drafts.save(draft=draft, values=values, at=now)
        if "change" in request.GET:
            return redirect("front_door:guest_check")
        following = answers.next_page(form, values, after=page)
        return redirect(_page_at(following.key) if following else reverse("front_door:guest_check"))
    if opened.sent:
        refuse_other_sites(request)
        drafts.save(
            draft=draft, values=_with_what_was_typed(form, page, draft.values, opened, on=london_date(now)), at=now
        )
    context = {
        "area": area_here(),
        "form": opened,
        "untold": agreements.untold_in(form, draft.values) if page == agreements.APPROVED_ON else (),
        "in_danger": form.says_danger(draft.values),
        "cannot_wait": words_to_sender(draft.values),
        "reach": reach_now(now),
    }
    return _draw(request, "page.html", context)


def _with_what_was_typed(form, page, values, opened, *, on):
    """The answers with what stands beside one that is wrong or not finished: who leaves the page now loses nothing."""
    kept = answers.open_page(form, page, values, data=opened.as_it_stands)
    return answers.merge_page(form, page, values, kept.cleaned, on=on, seen=False)


@open_to_all
@require_safe
def check(request):
    """Read it over before sending."""
    draft = _draft(request)
    return redirect("front_door:guest_resume") if draft is None else _check_page(request, draft)


def _check_page(request, draft, *, ticket="", refused="", status=200):
    form = guests.form_of(draft, at=timezone.now())
    titles = {each.key: each.title for each in form.pages}
    parts = answers.summary(form, draft.values, href=lambda page: f"{_page_at(page)}?change")
    context = {
        "reach": reach_now(timezone.now()),
        "sections": read_over(parts, unanswered=False),
        "missing": [
            {"text": each.label, "section": titles[each.page], "href": f"{_page_at(each.page)}?change"}
            for each in agreements.in_the_way(form, draft.values)
        ],
        "in_danger": form.says_danger(draft.values),
        "cannot_wait": words_to_sender(draft.values),
        "goes_apart": allegation_intake.allegation_in(draft.values) is not None,
        "refused": refused,
        "ticket": ticket,
        "trap": TRAP,
    }
    return _draw(request, "check.html", context, status=status)


@open_to_all
@require_POST
def send(request):
    """Send, once. What was sent already answers with the receipt it has."""
    refuse_other_sites(request)
    now, token = timezone.now(), _token(request)
    draft = drafts.find(token=token, route=guests.ROUTE, at=now)
    if draft and must_wait(request, drafts.key_of(token), now):
        return _check_page(request, draft, ticket=limits.ask_to_wait(drafts.key_of(token), at=now), status=429)
    try:
        receipt = guests.send(token=token, at=now)
    except NOT_SENT as refusal:
        nobody = "Nobody here could be named to read this, so nothing was sent. Call the MASH"
        return _check_page(request, draft, refused=why_not_sent(refusal, nobody=nobody), status=422)
    return redirect("front_door:guest_sent" if receipt else "front_door:guest_resume")


@open_to_all
@require_safe
def sent(request):
    """The reference, and how to read the answer later."""
    if came_back(request):
        return _let_go_of_cookie(redirect("front_door:guest_start"))
    now = timezone.now()
    receipt = receipt_of(token=_token(request), at=now)
    if receipt is None:
        return redirect("front_door:guest_start")
    context = {
        "reach": reach_now(now),
        "reference": receipt.reference,
        "received_at": receipt.received_at,
        "due_on": receipt.answer_due_on,
        "officer_by": receipt.officer_by,
        "said": urgent_words.said_under(receipt.reference, area=area_here()),
    }
    return _draw(request, "sent.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request):
    """Come back to a form begun within 24 hours, with the code and the second fact."""
    now = timezone.now()
    form = CodeForm(request.POST or None)
    if form.is_valid():
        refuse_other_sites(request)
        if not _too_often(request, form, now):
            draft = guests.resume(code=form.cleaned_data["code"], fact=form.cleaned_data["reach"], at=now)
            if draft is not None:
                return _hold(redirect("front_door:guest_sections"), draft.token)
            form.refuse()
    return _draw(request, "resume.html", {"reach": reach_now(now), "form": form})


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request):
    """Where each child's contact has got to, and the letter, with the code and the second fact."""
    now = timezone.now()
    form = CodeForm(request.POST or None)
    lines = said = None
    if form.is_valid():
        refuse_other_sites(request)
        if not _too_often(request, form, now):
            both = {"code": form.cleaned_data["code"], "fact": form.cleaned_data["reach"], "at": now}
            lines = guests.lines_for(**both)
            if lines is None:
                form.refuse()
            else:
                waits = any(line.stage == ReceiptLine.Stage.RECEIVED for line in lines)
                said = guests.said_for(**both, waits=waits) if waits or not lines else None
    reach = reach_now(now, area=lines[0].area if lines else None)
    context = {"reach": reach, "form": form, "lines": _shown(lines), "said": said}
    return _draw(request, "receipt.html", context)


def _shown(lines):
    if lines is None:
        return None
    with_letters = guests.letters_for(lines)
    return [
        {
            "child": line.child,
            "stage": STAGES[line.stage][0],
            "kind": STAGES[line.stage][1],
            "due_on": line.answer_due_on,
            "letter": letter_rows(with_letters[line.pk], line) if line.pk in with_letters else [],
            "is_open": line.stage == "RECEIVED",
        }
        for line in lines
    ]


@open_to_all
@require_POST
def stop(request):
    """Delete everything that was written."""
    refuse_other_sites(request)
    drafts.forget(token=_token(request))
    return _let_go_of_cookie(redirect("front_door:worried"))


def _draft(request):
    """The draft this browser holds; nothing for who opens the page from outside, so that nobody else reads on."""
    if came_back(request):
        return None
    return drafts.find(token=_token(request), route=guests.ROUTE, at=timezone.now())


def _page_at(page: str) -> str:
    return reverse("front_door:guest_page", args=[page])


def _too_often(request, form, now) -> bool:
    if limits.too_many(address=address_of(request), purpose="resume", at=now):
        form.add_error(None, "Too many codes were tried from where you are. Wait an hour, or call us")
        return True
    return False
