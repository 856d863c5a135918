"""What every operation of a request leaves: a step in words and a line of the audit; and how somebody is told of it, without a name."""

from collections.abc import Iterable
from datetime import datetime

from breakwater.foundation import audit
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, User

from .models import RightsRequest, RightsStep


def record(request: RightsRequest, what: str, words: str = "", *, by: Actor, at: datetime) -> None:
    RightsStep.objects.create(request=request, team_id=request.team_id, what=what, words=words, at=at, by=by)
    audit.did(what.lower(), "rights_request", request.pk)


def path_of(request: RightsRequest, page: str = "") -> str:
    return f"/information-requests/{request.public_id}/{f'{page}/' if page else ''}"


def tell(request: RightsRequest, words: str, *, users: Iterable[User], page: str = "", by: Actor, at: datetime) -> None:
    notifications.tell(words=words, path=path_of(request, page), reference=request.reference, users=users, by=by, at=at)
