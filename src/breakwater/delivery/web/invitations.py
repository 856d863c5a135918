"""An invitation to a post: whom it is for, the link that opens it, and sending it to the mailbox."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Invitation, Membership, Team

LAPSES_AFTER = timedelta(days=7)
SUBJECT = "You are invited to Breakwater"
BODY = """{inviter} invites you to use Breakwater, the safeguarding system of the {partnership}.

Open this link to choose how you sign in. It works once, {until}:
{link}

If you have a question, ask {inviter}. If you did not expect this, do nothing: nobody can use the invitation without this message.
"""


@dataclass(frozen=True)
class Wanted:
    """A post to be given: to whom, in which team and role. `key` is of the form it came by, sent perhaps twice."""

    email: str
    name: str
    team: Team
    role: str
    job_title: str = ""
    key: UUID | None = None

    @property
    def mailbox(self) -> str:
        return self.email.strip().lower()


class KeyOfAnother(Refusal):
    """The form was sent before, with other words: nothing that it says now is kept under its key a second time."""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def one_of_key(key: UUID | None, by: Actor, *, mailbox: str, **post) -> Invitation | None:
    """The invitation that this form made before. Of two sent at once the second waits for the first. Raises KeyOfAnother."""
    if key is None:
        return None
    Membership.objects.select_for_update(no_key=True).get(pk=by.membership_id)
    known = Invitation.objects.filter(key=key, invited_by=by).first()
    if known and any(getattr(known, name) != value for name, value in ({"email": mailbox} | post).items()):
        raise KeyOfAnother
    return known


def send(invitation: Invitation, token: str, *, at: datetime) -> None:
    """Send the link to the mailbox it is for."""
    link = f"{settings.SITE_URL}{reverse('web:join', args=[token])}"
    until = "until the shift ends" if invitation.shift_ends_at else "for 7 days"
    area = invitation.team.area
    names = {"inviter": invitation.invited_by.membership.user.name, "partnership": area.partnership_name or area.name}
    body = BODY.format(link=link, until=until, **names)
    notifications.post(to=invitation.email, subject=SUBJECT, body=body, area=area, at=at)
