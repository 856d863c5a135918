"""The demonstration's door: one click signs in as anyone invented. Its addresses exist in a demonstration alone."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.delivery.web import demo_rolls, posts, sessions
from breakwater.delivery.web.first_steps import FIRST_STEPS, OTHER_SIDES, Another
from breakwater.foundation.design.pages import finished_page, public_page
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Role
from breakwater.partnership.organisations.models import Membership

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public_page
@require_safe
def first_steps(request):
    """Who one may be, and what to try as each."""
    held = list(posts.invented(timezone.localdate()).order_by("pk"))
    first_of_role = {}
    for post in held:
        first_of_role.setdefault(post.role_id, post)
    people = [
        {"post": first_of_role[role], "title": "", "purpose": ROLES[role].purpose, "steps": FIRST_STEPS.get(role, ())}
        for role in Role
        if role in first_of_role
    ]
    people += [
        {"post": post, "title": each.title, "purpose": each.purpose, "steps": each.steps}
        for each in OTHER_SIDES
        if (post := next((one for one in held if _is(one, each)), None))
    ]
    return render(
        request,
        "web/demo.html",
        {"people": people, "rolls": [kind for kind in demo_rolls.FILES if demo_rolls.path(kind).exists()]},
    )


def _is(post: Membership, wanted: Another) -> bool:
    works_there = wanted.works_at in ("", post.team.organisation.name)
    as_that = wanted.job_title in ("", post.job_title)
    return works_there and as_that and (post.role_id, post.team.area.code) == (wanted.role, wanted.area)


@public_page
@require_safe
def roll(request, kind):
    """A new roll of the demonstration's school, to download and send."""
    if not (settings.BREAKWATER_DEMO and kind in demo_rolls.FILES and demo_rolls.path(kind).exists()):
        raise Http404
    return FileResponse(
        demo_rolls.path(kind).open("rb"),
        as_attachment=True,
        filename=demo_rolls.FILES[kind],
        content_type=f"text/{kind}",
    )


@public_page
@require_POST
def sign_in_as(request, public_id):
    """Sign in as someone invented, in one of their posts, without password or second factor."""
    if not settings.BREAKWATER_DEMO:
        raise Http404
    post = get_object_or_404(posts.invented(timezone.localdate()), public_id=public_id)
    logout(request)
    login(request, post.user, backend=BACKEND)
    request.session[sessions.DEMO] = True
    posts.choose(request, post)
    UserSession.objects.create_from_request(request)
    return redirect("web:today")


@public_page
@require_safe
def outbox(request):
    """Every e-mail the demonstration would have sent."""
    page = finished_page(notifications.posted(), 20, request.GET.get("page"))
    return render(request, "web/outbox.html", {"page": page})
