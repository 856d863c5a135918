"""The way in for an agency without an account: a link, then a number that was said on the telephone, to the one row that names its link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.foundation.design import cookies
from breakwater.foundation.design.fields import Form, TextField
from breakwater.foundation.design.pages import NEUTRAL_TITLE, public_page
from breakwater.partnership.kit.public_page import PublicPage
from breakwater.partnership.organisations.models import LinkKind
from breakwater.practice.early_help.episodes.operations import links
from breakwater.practice.early_help.models import LinkDoor

SALT, MINUTES = "learning.agency", 60
SHARED = {"title": NEUTRAL_TITLE, "partnership": ""}


class NumberForm(Form):
    public = True
    number = TextField(label="The number with six digits", width=10, max_length=12, missing="Enter the number")


@dataclass(frozen=True)
class Doorway:
    """One kind of request by a link: `at` its address, `page` the name of the page behind it, `find` what a door shows, read as its link,
    `typed` the labels and words of what was sent to a page that is open no longer, so that nobody loses them; `app` whose page
    it is."""

    at: str
    page: str
    find: Callable[[LinkDoor], object | None]
    typed: Callable[[Mapping], list[tuple[str, str]]]
    app: str = "learning"

    def address(self, token: str) -> str:
        return f"{settings.SITE_URL}/{self.at}{token}/"

    def paths(self, view: Callable) -> tuple[PublicPage, PublicPage]:
        """The page behind the door, and the way in."""
        way_in = PublicPage(f"{self.at}<str:token>/", self.entrance(), f"{self.page}_enter")
        return PublicPage(self.at, view, self.page), way_in

    def closed(self, request: HttpRequest) -> HttpResponse:
        """The same words for a link that ended, that never was, and that somebody guessed at. What was typed is given back."""
        return render(request, "learning/agency/closed.html", SHARED | {"typed": self.typed(request.POST)})

    def entrance(self) -> Callable:
        """Ask for the number. Five wrong ones end the link; which of the two was wrong is never said."""

        @public_page
        @require_http_methods(["GET", "HEAD", "POST"])
        def enter(request, token):
            now = timezone.now()
            if door_behind(token, at=now) is None:
                return self.closed(request)
            form = NumberForm(request.POST if request.method == "POST" else None)
            if request.method == "POST" and form.is_valid():
                opened = links.check_number(token=token, number=form.cleaned_data["number"], at=now)
                if opened is not None:
                    return self._hold(redirect(f"{self.app}:{self.page}"), opened)
                if door_behind(token, at=now) is None:
                    return self.closed(request)
                form.add_error(
                    "number", "That is not the number. After five wrong ones the link ends; ask whoever sent it"
                )
            return render(request, "learning/agency/enter.html", SHARED | {"form": form})

        return enter

    def behind(self, view: Callable) -> Callable:
        """A view of (request, door, what it shows), for whoever opened the door in this browser within the hour."""

        @public_page
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answered(request):
            door = _held_open(cookies.held(request, self.page), at=timezone.now())
            found = self.find(door) if door else None
            if found is None or request.method == "POST" and request.POST.get("of") != found.public_id:
                return self.closed(request)  # or the page is of another request, whose link this browser opened before
            return self._hold(view(request, door, found), door)

        return answered

    def _hold(self, response: HttpResponse, door: LinkDoor) -> HttpResponse:
        sealed = signing.dumps(door.pk, salt=SALT)
        return cookies.hold(response, self.page, sealed, path=f"/{self.at}", samesite="Strict")


def door_behind(token: str, *, at) -> LinkDoor | None:
    """The door that an agency's token opens, while it stands."""
    return _of_an_agency(links.door_behind(token, at=at))


def _held_open(cookie: str, *, at) -> LinkDoor | None:
    try:
        pk = signing.loads(cookie, salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    return _of_an_agency(links.door_still_open(pk, at=at)) if isinstance(pk, int) else None


def _of_an_agency(door: LinkDoor | None) -> LinkDoor | None:
    return door if door is not None and door.actor.link == LinkKind.AGENCY else None
