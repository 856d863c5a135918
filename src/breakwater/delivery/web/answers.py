"""Answers that are not the page asked for: signed out, no post, no second factor, and the pages of errors."""

import sys
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from breakwater.delivery.api.problems import ROOT, Problem, urgent_in
from breakwater.foundation.lost_database import has_lost_the_database
from breakwater.partnership.organisations.access import Permission, Role
from breakwater.partnership.organisations.operations import who_hold

from . import again, sessions
from .busy import busy

NO_WAY_BACK = ("/account/login/", "/account/logout/")
WORRIED = (
    "Your role does not make contacts, but you can still tell us of a child, named as yourself. If a child is in danger now, "
    "call 999."
)
HARM_BETWEEN_CHILDREN = (
    "A school’s own staff report harm between children here. If you know of any, tell the school’s safeguarding lead, or tell us. If a "
    "child is in danger now, call 999."
)


def signed_out(request, *, kept: bool):
    """Ask to sign in, then go on where the person was; what they were sending waits for them."""
    if request.headers.get("X-Requested-With") == "fetch":
        if request.user.is_authenticated:
            sessions.end(request)
        return HttpResponse("Sign in again", status=401, content_type="text/plain; charset=utf-8")
    was_here = request.user.is_authenticated
    if was_here:
        sessions.end(request)
    onwards = reverse("web:kept") if kept else way_back(request)
    query = {"next": onwards} | ({"why": "kept" if kept else "away"} if was_here or kept else {})
    return _onwards(request, f"{reverse('account_login')}?{urlencode(query)}")


def way_back(request) -> str:
    """Where to go on after signing in again: the page that was open, never the sign-in itself.

    An address that something was sent to may answer nothing when it is merely opened, so the page it was sent from is meant.
    """
    if getattr(request, "leads_nowhere", False):
        return reverse("web:today")
    opened = request.build_absolute_uri()
    if getattr(request, "htmx", False):
        opened = request.htmx.current_url or ""
    elif request.method not in ("GET", "HEAD"):
        opened = request.headers.get("Referer", "")
    page = urlsplit(opened)
    if page.netloc != request.get_host() or page.path.startswith(NO_WAY_BACK):
        return reverse("web:today")
    return f"{page.path}?{page.query}" if page.query else page.path


def needs_second_factor(request):
    """Send the person to set up a passkey or a code; nothing else opens before."""
    return _onwards(request, reverse("web:second_factor"))


def no_post(request):
    """Say that the person holds no post today and whom to ask."""
    request.actor = request.post = None
    return _error(
        request,
        403,
        "You have no role here today",
        "Your role has ended or has not begun. Ask the person who invited you, or your partnership's business manager, "
        "to put its dates right. Then sign in again.",
        links=[{"text": "My settings and sign-ins", "href": reverse("web:me")}],
    )


def refused(request, exception=None):
    """403: what the post does not allow, and what to do next."""
    words = getattr(exception, "words", "") or (
        "Your role does not allow this. If you need it, ask your manager, or act in another role."
    )
    links = [{"text": "Act in another role", "href": reverse("web:posts")}] if len(_posts(request)) > 1 else []
    if (
        getattr(exception, "permission", None) is Permission.CONTACT_MAKE
    ):  # a worry about a child stops at nobody's post
        words = WORRIED
        links.insert(0, {"text": "Make a contact without your role", "href": reverse("front_door:guest_start")})
    if getattr(exception, "permission", None) is Permission.INCIDENT_REPORT:
        words = HARM_BETWEEN_CHILDREN
        links.insert(0, {"text": "Who to call now, and how to tell us", "href": reverse("front_door:worried")})
    return _error(request, 403, "You cannot do this in your role", words, links=links + _home(request))


def not_in_use(request, name: str):
    """404: the room is not in use in this area yet. Staff read whom to ask, everybody else where to tell us of a child."""
    if request.is_public_page:
        links = [
            {"text": "Worried about a child? Who to call, and how to tell us", "href": reverse("front_door:worried")}
        ]
        words = "This part of the service is not open yet. If a child is in danger now, call 999."
        return _error(request, 404, "Not in use here yet", words, links=links)
    area = request.post.team.area
    keepers = " or ".join(user.name for user in who_hold(Role.BUSINESS_MANAGER, area=area, at=timezone.now())[:3])
    words = f"{name} is not in use in {area.name} yet. {keepers or 'The partnership’s business manager'} can say when it will be."
    return _error(request, 404, "Not in use here yet", words, links=_home(request))


def not_found(request, exception=None):
    """404: the same page to the letter for what is hidden, what is gone and what never was; not even its own address."""
    if request.path_info.startswith(ROOT):  # what is not there is said by the interface itself; this came no further
        return Problem(400, "The address holds a character that cannot be read").answer()
    request.leads_nowhere = True
    return _error(
        request,
        404,
        "There is no such page here for you",
        "Check the address or the reference. If someone sent you the link, the record may belong to another team, or it "
        "may have moved. Ask them, or search for it.",
        links=_home(request),
    )


def bad_request(request, exception=None):
    """400: what came in could not be read, perhaps not even the host that was asked for."""
    if has_lost_the_database(exception):
        return fault(request, exception)
    request.leads_nowhere = True
    return _error(
        request,
        400,
        "We could not read what was sent",
        "Nothing was saved. Go back to the page, open it again, and send it once more.",
        links=_home(request),
    )


def csrf_failure(request, reason=""):
    """The page that was sent was opened too long ago, or in another sign-in."""
    return _error(
        request,
        403,
        "Open the page again, then send it",
        "The page was open for a long time, or was opened before you signed in. Nothing was saved. Go back, copy what you "
        "wrote, open the page again and send it.",
        links=_home(request),
    )


def at_the_same_moment(request):
    """503: someone else wrote the same rows, twice over. What was typed stands on the page, to be sent again."""
    words = "Someone saved at the same moment, and theirs came first. Yours is not saved yet."
    if getattr(request, "htmx", False) and request.headers.get("X-Requested-With") != "fetch":
        messages.warning(request, f"{words} Do it again.")
        return HttpResponseClientRefresh()
    if request.method == "POST":
        answer = _not_saved(request, "Send it again", words)
    else:
        answer = _not_saved(request, "Open it again", "Someone was saving here at the same moment.")
    answer.headers["Retry-After"] = "1"
    return answer


def no_room(request):
    """503: a disk is full. Nothing was saved, and what was typed stands on the page; nothing opens, for looks are recorded too."""
    about = "Nothing you sent was saved." if request.method == "POST" else "It can record nothing, so it opens no page."
    return _not_saved(
        request,
        "The service has no room left",
        f"The disk of this service is full. {about} Tell those who keep it running, and call the people you would have written to. If a "
        "child is in danger now, call 999.",
    )


def _not_saved(request, title: str, words: str):
    """503, with what was typed to be sent again."""
    if request.path_info.startswith(ROOT):
        urgent = urgent_in(request.body) if request.method == "POST" else None
        more = {"urgent": urgent} if urgent else {}
        return Problem(503, f"{words} Send it again.", headers={"Retry-After": "1"}, more=more).answer()
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    is_staff = request.user.is_authenticated and not request.is_public_page
    context = {
        "shell_template": f"design/{'staff' if is_staff else 'public'}.html",
        "title": title,
        "words": words,
        "path": request.get_full_path(),
        "was_sent": request.method == "POST",
        "fields": again.typed(request),
        "files": request.method == "POST" and bool(request.FILES),
    }
    return render(request, "web/again.html", context, status=503)


def sent_before(request):
    """409: the form was sent before with other words. They stand on the page, to be sent as something of its own."""
    words = (
        "This page was sent once already, and what it sent then is kept. If you mean to send this as well, send it now."
    )
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(words, status=409, content_type="text/plain; charset=utf-8")
    is_staff = request.user.is_authenticated and not request.is_public_page
    fields = [(name, str(uuid4()) if name == "idempotency" else value) for name, value in again.typed(request)]
    context = {
        "shell_template": f"design/{'staff' if is_staff else 'public'}.html",
        "title": "You have sent this page already",
        "words": words,
        "path": request.get_full_path(),
        "was_sent": True,
        "fields": fields,
        "files": bool(request.FILES),
    }
    return render(request, "web/again.html", context, status=409)


def fault(request, exception=None):
    """500, or 503 where the database is away: drawn without asking it anything."""
    request.__dict__.pop("_messages", None)  # they wait in the session, which is in the database
    if has_lost_the_database(exception or sys.exception()):
        return busy.away(request)
    template = engines["jinja2"].env.get_template("web/fault.html")
    return HttpResponse(template.render(request=request), status=500)


def _error(request, status: int, title: str, words: str, links=()):
    """An error page in the shell the person is in; another system is answered in its own way."""
    if request.path_info.startswith(ROOT):
        return Problem(status, words).answer()
    is_staff = bool(getattr(request, "user", None) and request.user.is_authenticated)
    context = {
        "shell_template": f"design/{'staff' if is_staff else 'public'}.html",
        "title": title,
        "words": words,
        "links": list(links),
    }
    return render(request, "web/error.html", context, status=status)


def _home(request) -> list[dict]:
    if getattr(request, "post", None):
        return [{"text": "Go to Today", "href": reverse("web:today")}]
    return [{"text": "Go to the start", "href": "/"}]


def _posts(request) -> list:
    return getattr(request, "posts", [])


def _onwards(request, address: str):
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    if request.method == "GET":
        return redirect(address)
    return HttpResponseRedirect(address, status=303)
