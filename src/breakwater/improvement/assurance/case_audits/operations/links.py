"""An agency without an account audits its own record by a link, and a number that is said on the telephone (as learning asks agencies)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.improvement.learning import agency_links
from breakwater.improvement.learning.agency_links import Asked
from breakwater.partnership.organisations.access import acting_as, link_for
from breakwater.partnership.organisations.models import Actor, LinkKind
from breakwater.practice.early_help.models import LinkDoor

from ...models import CaseReturn
from .. import tool
from . import returns, safety


class SavedMeanwhile(Refusal):
    words = "Somebody saved this return in another window meanwhile. What you wrote is in the boxes: send it again to keep yours"


@transaction.atomic
def ask_by_link(one: CaseReturn, *, by: Actor, at: datetime) -> Asked[CaseReturn]:
    """A link and its number, in place of those before. Raises SentAlready, SetAside, IsOver."""
    held = returns.locked(one)
    audit.did("made a link for", "case_return", held.pk)
    if held.reader is not None:
        return agency_links.renew(held, at=at)
    held.reader = link_for(by.membership.team.area, LinkKind.AGENCY)
    held.save(update_fields=["reader"])
    return agency_links.opened(held, at=at)


def return_behind(door: LinkDoor) -> CaseReturn | None:
    """What a door shows, read as its link, while it is waited for."""
    found = agency_links.request_behind(CaseReturn, door, "case_return")
    return None if found is None or found.sent_at or found.closed_at or found.set_aside_at else found


@transaction.atomic
def raise_by_link(door: LinkDoor, words: str, *, key: UUID, at: datetime) -> safety.Raised:
    """A child may be at risk now: it goes to the case holder whatever becomes of the return. Raises NotTaken."""
    with acting_as(door.actor) as by:
        one = CaseReturn.objects.get(reader=door.actor)
        return safety.raise_concern(one, words, key=key, by=by, at=at)


@transaction.atomic
def save_by_link(
    door: LinkDoor,
    domains: dict[str, returns.DomainFacts],
    sent: returns.SentFacts | None,
    *,
    revision: int,
    key: UUID,
    at: datetime,
) -> CaseReturn:
    """Keep what the agency wrote; once it is `sent`, the link ends. Raises SavedMeanwhile, and what saving and sending a return raise."""
    with acting_as(door.actor) as by:
        held = returns.locked(CaseReturn.objects.get(reader=door.actor))
        if held.revision != revision:
            raise SavedMeanwhile(held.pk)
        before = tool.answers_of(held.answers)
        for domain, facts in domains.items():
            known = before.get(domain, {})
            if any(known.get(name, "") != value for name, value in vars(facts).items()):
                held = returns.save_domain(held, domain, facts, revision=int(known.get("revision", 0)), by=by, at=at)
        if sent:
            held = returns.send(held, sent, key=key, by=by, at=at)
    if sent:
        agency_links.end([door.actor], at=at)
    return held
