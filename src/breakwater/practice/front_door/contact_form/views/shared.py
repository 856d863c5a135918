"""What every public page of the front door has in common: who answers now, the way out, the token of a draft."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from breakwater.foundation.design import cookies, search_results
from breakwater.foundation.design.pages import public_page
from breakwater.foundation.design.senders import address_of, is_from_elsewhere

from ...who_to_call import NoFrontDoor
from ..operations import drafts, limits

COOKIE = "tell_us"
GUEST_COOKIE = "contact_form"  # of the professional without an account
AGAIN_COOKIE = "tell_more"  # of the page that tells us more, which works without cookies too
TITLE = "Help and advice"  # what a browser's history keeps: neutral on purpose (SG-24)
TRAP = "homepage"  # a box no person sees; whoever fills it in is asked to wait, never refused
ELSEWHERE = "https://www.bbc.co.uk/weather"


def open_to_all(view):
    """A page of the public routes. No cross-site token is asked for: nobody acts by a cookie of an account here, a draft's
    cookie does not travel from other sites, and a page left open for hours must still send a frightened person's words. Where nobody receives contacts yet, every page gives the national numbers."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except NoFrontDoor:
            return render(request, "front_door/public/unset.html", {"title": TITLE, "exit_url": ELSEWHERE}, status=503)

    return public_page(csrf_exempt(answered))


def draw(request, template: str, context: dict, status: int = 200, folder: str = "public"):
    """A public page, in the area's name, with its way out."""
    area = context.get("area") or context["reach"].area
    return render(
        request,
        f"front_door/{folder}/{template}",
        {
            "partnership": area.partnership_name,
            "title": TITLE,
            **context,
            "area": area,
        },
        status=status,
    )


def token_of(request, cookie: str = COOKIE) -> str:
    return cookies.held(request, cookie)[:64]


def _pages_of(cookie: str) -> str:
    """The address under which a cookie is sent."""
    return reverse("front_door:guest_start" if cookie == GUEST_COOKIE else "front_door:tell_us")


def hold(response, token: str, cookie: str = COOKIE):
    """Keep the token in a cookie that ends with the browser's session."""
    return cookies.hold(response, cookie, token, path=_pages_of(cookie))


def drop_cookie(response, cookie: str):
    return cookies.drop(response, cookie, path=_pages_of(cookie))


def hold_ready(request, response, cookie: str = COOKIE):
    """Give the browser a token before anything is typed: what is sent with it keeps cookies, so a page that was not taken
    is kept here and opened again by its address. And leaving takes the token away, at which browsers forget
    pages they would have shown on going back."""
    return response if token_of(request, cookie) else hold(response, drafts.fresh_token(), cookie)


def let_go(request, response):
    """Delete what was typed, here and into a search, and its tokens."""
    for cookie in (COOKIE, AGAIN_COOKIE):
        drafts.forget(token=token_of(request, cookie))
        drop_cookie(response, cookie)
    return search_results.forget(response)


def came_back(request) -> bool:
    """The page was opened from outside (typed, a bookmark, the history), so someone else may sit here now. Old browsers
    do not say; for them a draft closes after an hour."""
    return request.method == "GET" and request.headers.get("Sec-Fetch-Site", "") in ("none", "cross-site")


def must_wait(request, key, now) -> bool:
    """A flood from one address, or a machine that fills in every box, waits a minute for each thing it sends."""
    if limits.has_waited(key, request.POST.get("waited", ""), at=now):
        return False
    flood = limits.too_many(address=address_of(request), purpose="send", at=now)
    return flood or bool(request.POST.get(TRAP))


def refuse_other_sites(request) -> None:
    if is_from_elsewhere(request):
        raise PermissionDenied
