"""Two people save at the same moment and the database lets one of them wait for ever: it undoes the other, who goes again.

The whole view and its rendering stand in one transaction, and nothing leaves the house before it commits: e-mail waits in the
outbox, jobs in their table, events for the commit. So what was undone may be done again as if it had never begun.
"""

import errno
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, OperationalError, connection
from django.utils.crypto import salted_hmac
from psycopg.errors import DeadlockDetected, DiskFull, LockNotAvailable, SerializationFailure, UniqueViolation

from breakwater.delivery.settings.environment import PREPARE

from . import sessions

TOGETHER = (DeadlockDetected, SerializationFailure, LockNotAvailable)
OF_A_KEY = re.compile(r"_key_([0-9a-f]+_)?(key|uniq)$|idempotency")  # what the constraints on such keys are called
TIMES = 2
TURNS, A_TURN = (
    25,
    0.2,
)  # how often, and how many seconds apart, a second sending of a form asks whether the first is done
SAID = "said"  # of a form that was taken: what it said, and where


def was_together(fault: BaseException) -> bool:
    """Whether the database undid the request only because someone else wrote the same rows at the same moment."""
    return isinstance(fault, OperationalError) and isinstance(fault.__cause__, TOGETHER)


def has_no_room(fault: BaseException) -> bool:
    """Whether nothing could be saved because a disk is full: the database's, or that of the files."""
    is_full = isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT)
    return is_full or isinstance(fault.__cause__, DiskFull)


def was_sent_before(request, fault: IntegrityError) -> bool:
    """Whether the database refused the request only because its form's key was used before."""
    sent = request.POST.get("idempotency", "") if request.method == "POST" else ""
    if not sent or not isinstance(fault.__cause__, UniqueViolation):
        return False
    told = fault.__cause__.diag
    return sent in (told.message_detail or "") or bool(OF_A_KEY.search(told.constraint_name or ""))


def says_otherwise(request) -> bool:
    """Whether this sign-in sent the same form before, and it was taken, with other words than now.

    A page that asks of danger hears them itself (`hears_again`): an alarm waits for no second press of a button.
    """
    view = request.route.func if request.route else None
    if getattr(getattr(view, "view_class", view), "hears_again", False):
        return False
    form, said = _form_and_words(request)
    if not form:
        return False
    return _taken(request, form).get(SAID, said) != said  # as it stands now: see `one_at_a_time`


@contextmanager
def one_at_a_time(request) -> Iterator[bool]:
    """Answer the sendings of one form after each other: the second sees that the first was taken, and what it said. False where
    the first takes too long. Behind a pooler a connection is nobody's own, and nothing waits.
    """
    form, _ = _form_and_words(request)
    if not form or not PREPARE:
        yield True
        return
    number = int(_digest(form, request.session.session_key or "")[:15], 16)
    is_held = _held(number)
    try:
        yield is_held
    finally:
        if is_held and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [number])


def _held(number: int) -> bool:
    """Whether the lock of this number was free, or became so in a while."""
    for turn in range(TURNS):
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s)", [number])
            if cursor.fetchone()[0]:
                return True
        time.sleep(A_TURN * (turn + 1 < TURNS))
    return False


def remember(request, answer) -> None:
    """Keep of a form that was taken what tells it from another: after the way back in a browser the same key says other words,
    or says them of another record.

    A form that was drawn again was not taken. Digests alone are kept, a row for each form of the sign-in and beside it: two tabs
    that send at the same moment overwrite nothing of each other's. The rows go with those of old sign-ins.
    """
    form, said = _form_and_words(request)
    if form and answer.status_code in (302, 303):
        _taken(request, form).create_model_instance({SAID: said}).save()


def _taken(request, form: str) -> SessionBase:
    """What is kept of a form of this sign-in, under a key that nobody can make who has not the installation's secret."""
    return type(request.session)(_digest(form, request.session.session_key or ""))


def _form_and_words(request) -> tuple[str, str]:
    """A digest of the key of the form that is sent, none for one without a key; and one of all it says, and on which page."""
    if request.method != "POST" or not (key := request.POST.get("idempotency", "")):
        return "", ""
    key = "".join(sign for sign in key.lower() if sign.isalnum())  # the same key, however it is written
    files = sorted((name, one.name, one.size) for name, sent in request.FILES.lists() for one in sent)
    words = (sorted(typed(request)), files)
    return _digest(key), _digest(request.path, repr(words))


def _digest(*parts: str) -> str:
    return salted_hmac("breakwater.sent", "\n".join(parts), algorithm="sha256").hexdigest()[:32]


class Beginning:
    """How a request stood before its view began: what was typed, its session, what it was to say, the files it brings."""

    def __init__(self, request):
        self.request = request
        self._session = deepcopy(dict(request.session.items()))
        self._session_was_changed = request.session.modified

    def returns(self) -> bool:
        """Bring the request back to it. False where that cannot be: a file was read and is closed."""
        request = self.request
        if dict(request.session.items()) != self._session:
            request.session.clear()
            request.session.update(self._session)
        request.session.modified = self._session_was_changed
        if hasattr(request, "_messages"):
            request._messages = default_storage(request)  # the words of a success that was undone
        files = [file for _, sent in request.FILES.lists() for file in sent] if request.method == "POST" else []
        if any(file.closed for file in files):
            return False
        for file in files:
            file.seek(0)
        return True


def typed(request) -> list[tuple[str, str]]:
    """What the request was sending, to be sent again: every value but secrets. Files cannot be among it."""
    if request.method != "POST":
        return []
    return [(name, value) for name, values in request.POST.lists() if name not in sessions.NOT_KEPT for value in values]
