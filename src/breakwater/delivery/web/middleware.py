"""What stands around every page: headers, the rules of a session, and acting as somebody.

The whole view and its rendering run in one transaction, as the post the person acts in. A refusal undoes what was done,
is audited on the second connection, and becomes a page that says what to do next. Undone by the database for the sake of
someone who wrote the same rows, it is done again once.
"""

import re

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve

from breakwater.foundation import audit
from breakwater.foundation.design.pages import is_public
from breakwater.foundation.design.typed import carries_nul
from breakwater.partnership.organisations.access import NotAnActor, NotPermitted, acting_as
from breakwater.partnership.organisations.rooms import ROOMS
from breakwater.partnership.organisations.settled import settled

from . import again, answers, posts, rooms, sessions
from .proof import Proof

# Names of what stands for a record in an address, and what a reference or a public id looks like: never a word.
KEYS = ("reference", "public_id", "key", "other_id")
KEY = re.compile(r"[A-Z]{1,3}-\d\d-[0-9A-Z]{4,8}-[0-9A-Z]|[a-z2-7]{20}")
# The sign-in pages and the signs of life know no actor: a person without a post or a second factor must reach them.
WITHOUT_ACTOR = ("/account/", "/healthz", "/demo/")


class OverHttps:
    """Where people reach the service over HTTPS every request came so, whatever the proxy before it says or leaves out.

    Otherwise links in mail begin with http, browsers are never told to keep to HTTPS, and no form is taken from them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.HTTPS:
            request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)


class SessionRules:
    """15 minutes idle, 8 hours in all, and a second factor for everyone who signs in. Typed text is kept, not lost."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.route = _match(request)
        request.is_public_page = request.route is not None and is_public(request.route.func)
        request.is_sign_in_page = request.path_info.startswith(WITHOUT_ACTOR)
        request.proof = Proof(request)
        if request.user.is_authenticated:
            if sessions.has_expired(request):
                if not (request.is_public_page or request.is_sign_in_page):
                    return answers.signed_out(request, kept=sessions.keep_text(request))
                sessions.end(request)
            else:
                sessions.touch(request)
                opens_anyway = request.is_sign_in_page or request.is_public_page
                if not opens_anyway and not sessions.has_second_factor(request):
                    return answers.needs_second_factor(request)
        elif request.route and not (request.is_public_page or request.is_sign_in_page):
            return answers.signed_out(request, kept=sessions.keep_text(request))
        before = sessions.proofs(request)
        response = self.get_response(request)
        if before and sessions.proofs(request) > before:
            sessions.renew(request)
        return response


class Acting:
    """Resolve the post chosen in the session, enter the wall as it, and write one audit entry a request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = None
        request.posts = posts.held_by(request.user) if request.user.is_authenticated else []
        request.post = posts.chosen(request)
        if "\0" in request.path or carries_nul(request.GET):
            return answers.not_found(request)  # no record is called that, and the database takes no such word
        beginning = again.Beginning(request)
        for turn in range(again.TIMES):
            try:
                with settled():
                    return self._answer(request)
            except DataError:
                if connection.in_atomic_block or not carries_nul(request.POST):
                    raise
                return answers.bad_request(request)
            except IntegrityError as fault:
                if connection.in_atomic_block or not again.was_sent_before(request, fault):
                    raise
                beginning.returns()
                return answers.sent_before(request)
            except (OperationalError, OSError) as fault:
                if not connection.in_atomic_block and again.has_no_room(fault):
                    request.actor = None
                    return answers.no_room(request)
                if connection.in_atomic_block or not again.was_together(fault):
                    raise
                request.actor = None
                is_over = turn + 1 == again.TIMES or request.is_sign_in_page
                if not beginning.returns() or is_over:
                    break
        return answers.at_the_same_moment(request)

    def _answer(self, request):
        """The answer in one transaction, as the post or as nobody."""
        if room := rooms.off_here(request):
            return answers.not_in_use(request, ROOMS[room].name)
        if request.is_sign_in_page or request.is_public_page or not request.user.is_authenticated:
            with transaction.atomic():
                return self._whole(request)
        if request.post is None:
            return answers.no_post(request)
        with again.one_at_a_time(request) as is_in_turn:
            if not is_in_turn:
                return answers.at_the_same_moment(request)
            return answers.sent_before(request) if again.says_otherwise(request) else self._acted(request)

    def _acted(self, request):
        """The answer to somebody in their post, kept in mind where it took a form."""
        request.actor = posts.actor_in(request.post)
        try:
            with acting_as(
                request.actor,
                route=request.route.route if request.route else "",
                method=request.method,
                session=audit.digest(request.session.session_key or ""),
            ):
                response = self._whole(request)
        except NotAnActor:
            request.actor = None
            return answers.no_post(request)
        posts.remember(request, response)
        again.remember(request, response)
        return response

    def process_exception(self, request, exception):
        """Carry our own refusals and faults out of the transaction, so that what was begun is undone."""
        return None if _is_flow(exception) else _Fault(exception)

    def _whole(self, request):
        """The response, drawn. Raises what the view raised."""
        response = self.get_response(request)
        if isinstance(response, _Fault):
            if isinstance(response.exception, PermissionDenied):
                _audit_refusal(request, response.exception)
            if isinstance(response.exception, Http404):
                _audit_absence(request)
            raise response.exception
        if response.status_code == 404:
            _audit_absence(request)
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response


class _Fault(HttpResponse):
    """Holds the place of an answer while an exception is carried out of the transaction."""

    def __init__(self, exception: Exception):
        super().__init__(status=500)
        self.exception = exception


def _is_flow(exception: Exception) -> bool:
    """Whether the exception is the sign-in library's way of giving an answer; its own middleware turns it into one."""
    return type(exception).__module__.startswith("allauth.")


def _match(request):
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _audit_absence(request) -> None:
    """Somebody who signed in asked for a record that is not there for them: written alike for what is hidden and what never was.

    So that whoever is kept from a record by what they declared is found out, and nothing takes longer for it (TR-20).
    """
    key = next((value for name, value in (request.route.kwargs if request.route else {}).items() if name in KEYS), "")
    if request.actor is not None and key and KEY.fullmatch(str(key)):
        audit.outside("absence", method=request.method, key=str(key))


def _audit_refusal(request, refusal: PermissionDenied) -> None:
    permission = refusal.permission.name if isinstance(refusal, NotPermitted) else ""
    user = request.user.pk if request.user.is_authenticated and not request.is_public_page else None
    audit.outside(
        "refusal",
        human=user,
        route=request.route.route if request.route else "",
        method=request.method,
        permission=permission,
        arguments={
            name: str(value) for name, value in request.route.kwargs.items() if name in ("reference", "public_id")
        },
    )
