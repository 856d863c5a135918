"""Telling us more after telling us before, on one page that works without cookies. Nothing typed stays on the device (SG-24)."""

from uuid import UUID, uuid4, uuid5

from django.http import QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ...who_to_call import reach_now
from ..forms.concern import AgainForm
from ..operations import drafts, limits, sending
from ..operations.drafts import Typed
from .shared import (
    AGAIN_COOKIE,
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

AGAIN, TOLD = "again", "told"  # what a draft of this page is: not sent yet, or sent and about to be thanked for


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def again(request):
    """Tell us more, with a reference or without. The answer is the same whether the reference is one or not."""
    now, ticket = timezone.now(), ""
    if request.method != "POST":
        return _opened(request, now)
    refuse_other_sites(request)
    data = _with_key(request.POST)
    form = AgainForm(data)
    if form.is_valid():
        key = f"again-{form.cleaned_data['idempotency']}"
        if not must_wait(request, key, now):
            return _tell(request, form, now)
        ticket = limits.ask_to_wait(key, at=now)
    if token_of(request, AGAIN_COOKIE):
        return _kept(request, AGAIN, now, values={"ticket": ticket}, typed=Typed(AGAIN, dict(data.lists())))
    return _page(request, form, ticket, now)


def _opened(request, now):
    """The page empty, or with what was sent of it and not taken yet."""
    draft = drafts.find(token=token_of(request, AGAIN_COOKIE), route=AGAIN, at=now)
    if draft and came_back(request):
        return let_go(request, redirect("front_door:again"))
    data = None
    if draft and draft.typed:
        data = QueryDict(mutable=True)
        for name, texts in draft.typed.boxes.items():
            data.setlist(name, texts)
    return _page(request, AgainForm(data), draft.values.get("ticket", "") if draft else "", now)


def _page(request, form, ticket, now):
    context = {"reach": reach_now(now), "form": form, "ticket": ticket, "trap": TRAP}
    return hold_ready(request, draw(request, "again.html", context, status=429 if ticket else 200), AGAIN_COOKIE)


def _tell(request, form, now):
    sending.tell_again(
        reference=form.cleaned_data["reference"],
        words=form.cleaned_data["words"],
        immediate_danger=form.says_danger,
        unsure_of_danger=form.is_unsure,
        key=_key_of(form),
        at=now,
    )
    said = {"in_danger": bool(form.says_danger), "unsure": form.is_unsure}
    if token_of(request, AGAIN_COOKIE):
        return _kept(request, TOLD, now, values=said)
    return draw(request, "told_again.html", {"reach": reach_now(now)} | said)


def _kept(request, route: str, now, **what):
    """Keep it here under a new token and go on by an address, which says nothing of it."""
    drafts.forget(token=token_of(request, AGAIN_COOKIE))
    draft = drafts.begin(route=route, at=now, **what)
    return hold(redirect("front_door:again" if route == AGAIN else "front_door:told_again"), draft.token, AGAIN_COOKIE)


@open_to_all
@require_safe
def told_again(request):
    """Thanks, and what to do in danger. That someone told us is not for whoever opens the address later."""
    now = timezone.now()
    draft = drafts.find(token=token_of(request, AGAIN_COOKIE), route=TOLD, at=now)
    if draft is None:
        return redirect("front_door:worried")
    if came_back(request):
        return let_go(request, redirect("front_door:worried"))
    return draw(request, "told_again.html", {"reach": reach_now(now)} | draft.values)


def _key_of(form) -> str:
    """The same page sent twice is told once; with other words it is told as well, or they would be lost."""
    said = form.cleaned_data
    words = "\n".join((said["reference"], said["words"], str(form.says_danger), str(form.is_unsure)))
    return f"again-{uuid5(said['idempotency'], words)}"


def _with_key(posted):
    """What was posted; a key that was lost or spoilt is made again, so that the words are not."""
    data = posted.copy()
    try:
        UUID(data.get("idempotency", ""))
    except ValueError:
        data["idempotency"] = str(uuid4())
    return data
