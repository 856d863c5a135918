"""Telling us of a worry, one question a page. Nothing typed stays on the device (SG-24)."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.recording import answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.conditions import as_word, is_given
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.field_components import storable

from ...emergency_duty import operations as duty
from ...who_to_call import area_here, reach_now
from ..operations import drafts, limits, sending
from ..operations.drafts import Typed
from ..operations.sending import FORM_OF_ROUTE, asks_for_school
from .shared import (
    TRAP,
    came_back,
    draw,
    hold,
    hold_ready,
    let_go,
    must_wait,
    open_to_all,
    refuse_other_sites,
    token_of,
)

DANGER = "danger"
AFRESH = "afresh"
ABOUT_STAFF = "about-staff"
CARRIED = 10_000


@open_to_all
@require_safe
def start(request, route):
    """Begin afresh: whatever was begun on this device before is deleted."""
    first = answers.next_page(_form(route, None, timezone.now()), {})
    where = _address(route, first.key)
    return let_go(request, redirect(f"{where}?{AFRESH}" if AFRESH in request.GET else where))


def _begin_afresh(route):
    """Begin again, and say that nothing written before is kept: the same whether anything was."""
    return redirect(f"{reverse('front_door:start', args=[route])}?{AFRESH}")


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, route, page):
    now = timezone.now()
    draft = drafts.find(token=token_of(request), route=route, at=now)
    if draft and came_back(request):
        return let_go(request, _begin_afresh(route))
    area = area_here()
    version = _version(route, draft, area, now)
    form, values = recording.definition_of(version), draft.values if draft else recording.begin_values(version, {})
    is_sent = request.method == "POST"
    opened = answers.open_page(form, page, values, data=request.POST if is_sent else _typed_on(draft, page))
    pages = [each.key for each in answers.visible_pages(form, values)]
    if draft is None and not is_sent and page != pages[0]:
        return _begin_afresh(route)
    if is_sent:
        refuse_other_sites(request)
    if is_sent and not opened.is_valid() and token_of(request):
        typed = Typed(page, dict(request.POST.lists()))
        if draft:
            drafts.save(draft=draft, values=values, at=now, typed=typed)
        else:
            draft = drafts.begin(route=route, at=now, values=values, typed=typed)
        return hold(redirect(request.get_full_path()), draft.token)
    if is_sent and opened.is_valid():
        values = answers.merge_page(form, page, values, opened.cleaned, on=london_date(now))
        draft = (
            drafts.save(draft=draft, values=values, at=now)
            if draft
            else drafts.begin(route=route, at=now, values=values)
        )
        return hold(redirect(_after(form, values, page, route, changing="change" in request.GET)), draft.token)
    before = answers.previous_page(form, values, page)
    back = "check" if "change" in request.GET else before.key if before else ""
    context = {
        "area": area,
        "form": opened,
        "route": route,
        "number": pages.index(page) + 1 if page in pages else 0,
        "count": len(pages),
        "back": _address(route, back) if back else reverse("front_door:worried"),
        "changing": "change" in request.GET,
        "afresh": AFRESH in request.GET and page == pages[0] and not opened.sent,
    }
    return hold_ready(request, draw(request, "question.html", context))


def _typed_on(draft, page: str):
    """What was sent of this page and is not taken yet."""
    return MultiValueDict(draft.typed.boxes) if draft and draft.typed and draft.typed.page == page else None


def _after(form, values, page, route, *, changing) -> str:
    """Danger, and not being sure of it, is answered with what to do now, before anything else is asked."""
    if page == DANGER and (form.says_danger(values) or _is_unsure(values)):
        return reverse("front_door:now", args=[route]) + ("?change" if changing else "")
    if changing:
        return reverse("front_door:check", args=[route])
    following = answers.next_page(form, values, after=page)
    return _address(route, following.key if following else "check")


def _is_unsure(values) -> bool:
    return as_word(values.get("immediate_danger")) == "not_known"


def _address(route: str, place: str) -> str:
    return (
        reverse("front_door:check", args=[route])
        if place == "check"
        else reverse("front_door:question", args=[route, place])
    )


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def carried(request, route):
    """A worry written in a box of the public site comes here with its words: nothing typed is lost (SG-28)."""
    words = storable(request.POST.get("words", "")).strip()[:CARRIED]
    if request.method != "POST" or not words:
        return redirect("front_door:start", route)
    refuse_other_sites(request)
    drafts.forget(token=token_of(request))
    now = timezone.now()
    version = _version(route, None, area_here(), now)
    draft = drafts.begin(route=route, at=now, values={**recording.begin_values(version, {}), "worry": words})
    return hold(redirect(_address(route, DANGER)), draft.token)


@open_to_all
@require_safe
def in_danger(request, route):
    """What to do now. It holds nobody up."""
    now = timezone.now()
    form, draft = _form(route, None, now), drafts.find(token=token_of(request), route=route, at=now)
    if draft is None:  # left, or never begun: nothing says that anybody is in danger
        return redirect("front_door:worried")
    onwards = "check" if "change" in request.GET else answers.next_page(form, {}, after=DANGER).key
    return draw(
        request,
        "now.html",
        {
            "reach": reach_now(now),
            "route": route,
            "onwards": _address(route, onwards),
            "unsure": _is_unsure(draft.values),
        },
    )


@open_to_all
@require_safe
def check(request, route):
    """Read it over before sending."""
    now = timezone.now()
    if came_back(request):
        return let_go(request, _begin_afresh(route))
    draft = drafts.find(token=token_of(request), route=route, at=now)
    if draft is None:
        return _already_sent_or_gone(request, route, now)
    return _check_page(request, route, draft, now)


def _check_page(request, route, draft, now, *, ticket=""):
    form = _form(route, draft, now)
    if lacking := answers.missing(form, draft.values):
        return redirect("front_door:question", route, lacking[0].page)
    context = {
        "reach": reach_now(now),
        "route": route,
        "sections": answers.summary(form, draft.values, href=lambda page: f"{_address(route, page)}?change"),
        "in_danger": form.says_danger(draft.values),
        "say_where": _address(route, "place") + "?change" if _says_nowhere(route, draft.values) else "",
        "ticket": ticket,
        "trap": TRAP,
        "about_staff": ABOUT_STAFF,
        "by_school": asks_for_school(route, draft.values) and f"{_address(route, 'safe_contact')}?change",
        "is_about_staff": bool(request.POST.get(ABOUT_STAFF)),
    }
    return draw(request, "check.html", context, status=429 if ticket else 200)


def _says_nowhere(route: str, values) -> bool:
    """Whether a member of the public gives neither a name, a school nor a place: an age finds nobody. The worry may say more."""
    rows = values.get("children")
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    told = [values.get("location"), *(row.get(part) for row in rows for part in ("child_name", "child_school"))]
    return route == "public" and not any(is_given(each) for each in told)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def send(request, route):
    """Send, once. What was sent already answers with the receipt it has."""
    if request.method != "POST":
        return redirect("front_door:check", route)
    refuse_other_sites(request)
    now, token = timezone.now(), token_of(request)
    draft = drafts.find(token=token, route=route, at=now)
    if draft and must_wait(request, drafts.key_of(token), now):
        return _check_page(request, route, draft, now, ticket=limits.ask_to_wait(drafts.key_of(token), at=now))
    try:
        receipt = sending.send_draft(token=token, route=route, at=now, about_staff=bool(request.POST.get(ABOUT_STAFF)))
    except recording.NotComplete as fault:
        return redirect("front_door:question", route, fault.missing[0].page)
    return redirect("front_door:sent", route) if receipt else _gone(request, route, now)


@open_to_all
@require_safe
def sent(request, route):
    """The last page: the reference, what happens next and when, and what to do if it gets worse."""
    if came_back(request):  # that someone told us is not for whoever sits here next
        return let_go(request, redirect("front_door:worried"))
    now = timezone.now()
    receipt = sending.receipt_of(token=token_of(request), at=now)
    if receipt is None:
        return _gone(request, route, now)
    context = {
        "reach": reach_now(now),
        "route": route,
        "reference": receipt.reference,
        "officer_by": receipt.officer_by,
        "due_on": receipt.answer_due_on,
        "in_danger": receipt.danger,
        "is_paged": receipt.danger and duty.has_been_paged(receipt.reference, area_here()),
        "may_contact": receipt.wants_feedback,
    }
    return draw(request, "sent.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, route):
    """The numbers before someone stops; then everything they wrote is deleted."""
    if request.method == "POST":
        return let_go(request, redirect("front_door:worried"))
    now = timezone.now()
    draft = drafts.find(token=token_of(request), route=route, at=now)
    if draft is None:
        return redirect("front_door:worried")
    values = draft.values
    seen = values.get(answers.SEEN, [])
    following = answers.next_page(_form(route, draft, now), values, after=seen[-1] if seen else None)
    back = _address(route, following.key if following else "check")
    return draw(request, "stop.html", {"reach": reach_now(now), "route": route, "back": back})


def _version(route, draft, area, at):
    """The version of the form that a draft was begun on; for one not begun yet, the one in force in the area."""
    return recording.version_begun(FORM_OF_ROUTE[route], draft.values if draft else {}, area=area, at=at)


def _form(route, draft, at):
    return recording.definition_of(_version(route, draft, area_here(), at))


def _already_sent_or_gone(request, route, now):
    receipt = sending.receipt_of(token=token_of(request), at=now)
    return redirect("front_door:sent", route) if receipt else _begin_afresh(route)


def _gone(request, route, now):
    return draw(request, "gone.html", {"reach": reach_now(now), "route": route}, status=410)
