"""When somebody last showed that it is them, and where they do so again: before the wall is opened in an emergency."""

from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from . import sessions


@dataclass(frozen=True)
class Proof:
    """Whether a signed-in person has lately given a password, a code or a passkey; rooms read it as `request.proof`."""

    request: HttpRequest

    def is_within(self, minutes: int) -> bool:
        """Whether they have, within so many minutes. In the demo nobody has any of these."""
        if settings.BREAKWATER_DEMO and not get_reauthentication_flows(self.request.user):
            return True
        given = [int(record["at"]) for record in get_authentication_records(self.request, self.request.user)]
        latest = max([self.request.session.get(sessions.BEGAN, 0), *given])
        return sessions.now() - latest < minutes * 60

    def address(self, back: str) -> str:
        """The page that asks for it, coming back to `back`. With an organisation's own account one signs in there again."""
        if not get_reauthentication_flows(self.request.user):
            return reverse("account_logout")
        return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
