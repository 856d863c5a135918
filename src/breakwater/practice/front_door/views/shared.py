"""What every public page of the front door has in common: who answers now, the way out, the token of a draft."""

from functools import wraps

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from breakwater.foundation.design.pages import public_page

from ..operations import drafts
from ..reaching import NoFrontDoor

COOKIE = "tell_us"
TITLE = "Help and advice"  # what a browser's history keeps: neutral on purpose (SG-24)
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


def draw(request, template: str, context: dict, status: int = 200):
    """A public page, in the area's name, with its way out."""
    area = context.get("area") or context["reach"].area
    return render(
        request,
        f"front_door/public/{template}",
        {
            "partnership": area.partnership_name,
            "exit_url": reverse("front_door:leave"),
            "title": TITLE,
            **context,
            "area": area,
        },
        status=status,
    )


def token_of(request) -> str:
    return request.COOKIES.get(COOKIE, "")[:64]


def hold(response, token: str):
    """Keep the token in a cookie that ends with the browser's session."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=settings.HTTPS, path=reverse("front_door:tell_us")
    )
    return response


def let_go(request, response):
    """Delete the draft and its token."""
    drafts.forget(token=token_of(request))
    response.delete_cookie(COOKIE, path=reverse("front_door:tell_us"), samesite="Lax")
    return response


def came_back(request) -> bool:
    """The page was opened from outside (typed, a bookmark, the history), so someone else may sit here now. Old browsers
    do not say; for them a draft closes after an hour."""
    return request.method == "GET" and request.headers.get("Sec-Fetch-Site", "") in ("none", "cross-site")
