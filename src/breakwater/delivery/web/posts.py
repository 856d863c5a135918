"""Which posts a person holds today, and in which one they act."""

from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor, Membership, User

DEMO_MAIL = "@demo.invalid"
SESSION = "acting"
A_YEAR = 365 * 24 * 3600


def held_by(user: User) -> list[Membership]:
    """The posts that hold today, with what the header and the wall ask of them, by area, team and role."""
    held = list(
        Membership.objects.filter(user=user)
        .in_force(timezone.localdate())
        .select_related("role", "team__area", "team__organisation", "actor")
        .order_by("team__area__name", "team__name", "role__title", "pk")
    )
    for post in held:
        post.user = user
    return held


def invented(on: date) -> QuerySet[Membership]:
    """The posts of the demonstration's people, who have no mailbox that anyone could read."""
    found = Membership.objects.in_force(on).filter(user__email__endswith=DEMO_MAIL, user__is_active=True)
    return found.select_related("user", "role", "team__organisation", "team__area")


def chosen(request) -> Membership | None:
    """The post chosen in this session; else the one last used on this device; else the first."""
    by_id = {post.public_id: post for post in request.posts}
    for named in (request.session.get(SESSION) if by_id else None, request.COOKIES.get(settings.POST_COOKIE_NAME)):
        if named in by_id:
            return by_id[named]
    return request.posts[0] if request.posts else None


def actor_in(post: Membership) -> Actor:
    """The actor behind a post, already read with it except at its very first use."""
    try:
        actor = post.actor
    except Actor.DoesNotExist:
        actor = actor_of(post)
    actor.membership = post
    return actor


def choose(request, post: Membership) -> None:
    """Act in this post from the next page on."""
    request.session[SESSION] = post.public_id


def remember(request, response) -> None:
    """Let this device open with the post last used. The cookie holds a random id and nothing of the person."""
    if len(request.posts) > 1 and request.COOKIES.get(settings.POST_COOKIE_NAME) != request.post.public_id:
        response.set_cookie(
            settings.POST_COOKIE_NAME,
            request.post.public_id,
            A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.HTTPS,  # whatever the proxy before the service says of itself
        )
