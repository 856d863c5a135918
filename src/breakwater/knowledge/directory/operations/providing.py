"""Providers keep their own entries: a link to their address, what they propose, and the answer."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.organisations.registry import WORRIES

from ..models import KeeperLink, Proposal, Provider, Service, Status
from . import entries

LASTS = timedelta(days=30)
SUBJECT = "Are your services in the directory still right?"
BODY = """{provider} has {count} in our directory of services for families.

Please look whether they are still right. It takes a few minutes and needs no account:
{link}

The link is yours alone and works until {until}. Entries that nobody confirms go out of sight.
"""


class NoKeeper(Refusal):
    box, words = "keeper_email", "Enter an address to send the link to"


class LinkOver(Refusal):
    """The link has ended, was replaced, or never was."""


class AlreadyAnswered(Refusal):
    words = "Someone has answered this already"


@transaction.atomic
def send_link(*, provider: Provider, by: Actor, at: datetime, to: str | None = None) -> KeeperLink:
    """Mail the provider a new link to keep its entries, `to` an address of which it is the first time or to the known one.

    Links sent before end. Raises NoKeeper.
    """
    if to is not None:
        provider.keeper_email = to
        provider.save(update_fields=["keeper_email"])
    if not provider.keeper_email:
        raise NoKeeper(provider.pk)
    provider.keeper_links.filter(ended_at=None).update(ended_at=at)
    token = secrets.token_urlsafe(24)
    link = KeeperLink.objects.create(
        provider=provider,
        digest=_digest(token),
        sent_to=provider.keeper_email,
        made_at=at,
        made_by=by,
        expires_at=at + LASTS,
    )
    number = entries_of(provider).count()
    notifications.post(
        to=provider.keeper_email,
        subject=SUBJECT,
        body=BODY.format(
            provider=provider.name,
            count="one entry" if number == 1 else f"{number} entries",
            link=settings.SITE_URL + reverse("directory:keeper", args=[token]),
            until=f"{link.expires_at:%d %B %Y}",
        ),
        at=at,
        area=provider.area,
    )
    audit.did("sent a provider its link", "provider", provider.pk)
    return link


def waiting_in(area: Area) -> list[Proposal]:
    """The proposals for an area's entries that nobody has answered, the oldest first."""
    found = Proposal.objects.filter(service__area=area, state=Proposal.State.WAITING)
    return list(found.select_related("service__provider").order_by("made_at", "pk"))


def entries_of(provider: Provider) -> QuerySet[Service]:
    """What a provider may keep: all but what has closed for good."""
    return Service.objects.filter(provider=provider).exclude(status=Status.DEFUNCT)


def with_proposals(services: Iterable[Service]) -> set[int]:
    """Those for which something proposed waits."""
    found = Proposal.objects.filter(service__in=services, state=Proposal.State.WAITING)
    return set(found.values_list("service_id", flat=True))


def open_link(token: str, *, at: datetime) -> KeeperLink:
    """The link behind a token. Raises LinkOver."""
    link = (
        KeeperLink.objects.select_related("provider__area")
        .filter(digest=_digest(token), ended_at=None, expires_at__gt=at)
        .first()
    )
    if link is None:
        raise LinkOver
    return link


def actor_of(link: KeeperLink) -> Actor:
    """Who acts while a provider uses its link: the area's intake, which takes in what comes from outside."""
    return service_of(link.provider.area, ServiceName.INTAKE)


@transaction.atomic
def propose(*, link: KeeperLink, service: Service, facts: Mapping, key: UUID, at: datetime) -> Proposal | None:
    """Keep what a provider would have changed, to be approved. None where nothing differs: that confirms the entry."""
    if known := made_before(Proposal, key):
        return known
    new = {
        name: facts[name] for name in entries.BY_ITS_PROVIDER if name in facts and facts[name] != getattr(service, name)
    }
    if not new:
        entries.confirm(service=service, by=actor_of(link), at=at)
        return None
    proposal = Proposal.objects.create(service=service, link=link, key=key, facts=new, made_at=at)
    audit.did("proposed a change to a service", "service", service.pk)
    return proposal


@transaction.atomic
def approve(*, proposal: Proposal, by: Actor, at: datetime) -> Service:
    """Put a proposal into the entry. Raises AlreadyAnswered, entries.Withdrawn."""
    held = _waiting(proposal)
    service = entries.change(service=held.service, facts=held.facts, by=by, at=at)
    _answer(held, Proposal.State.APPROVED, "", by, at)
    return service


@transaction.atomic
def decline(*, proposal: Proposal, reason: str, by: Actor, at: datetime) -> None:
    """Leave the entry as it is; the provider is told why by mail. Raises AlreadyAnswered."""
    held = _waiting(proposal)
    _answer(held, Proposal.State.DECLINED, reason, by, at)
    notifications.post(
        to=held.link.sent_to,
        subject="Your change to the directory was not made",
        body=f"What you sent about an entry of yours in our directory of services was not put in.\n\nWhy: {reason}\n",
        at=at,
        area=held.service.area,
    )


@transaction.atomic
def pass_on(*, proposal: Proposal, by: Actor, at: datetime) -> str:
    """Make a contact now of what a provider wrote: its words go there and leave here (SG-28). Raises AlreadyAnswered.

    The provider is told nothing by mail. Returns the contact's reference.
    """
    held = _waiting(proposal)
    provider = held.service.provider
    reference = WORRIES["contact"](
        area=held.service.area,
        words="\n".join(str(said) for said in held.facts.values() if said not in ("", None)),
        key=f"directory-proposal-{held.public_id}",
        told_at=held.made_at,
        by=by,
        at=at,
        sender=f"Whoever keeps the entry “{held.service.name}” of {provider.name} in the directory of services, {held.link.sent_to}",
    )
    held.facts = {}
    held.save(update_fields=["facts"])
    _answer(
        held, Proposal.State.DECLINED, f"It was a worry about a child, and is with the MASH as {reference}.", by, at
    )
    return reference


def _waiting(proposal: Proposal) -> Proposal:
    held = (
        Proposal.objects.select_for_update()
        .select_related("service__area", "service__provider", "link")
        .get(pk=proposal.pk)
    )
    if held.state != Proposal.State.WAITING:
        raise AlreadyAnswered(held.public_id)
    return held


def _answer(held: Proposal, state: str, reason: str, by: Actor, at: datetime) -> None:
    held.state, held.reason, held.answered_at, held.answered_by = state, reason, at, by
    held.save(update_fields=["state", "reason", "answered_at", "answered_by"])
    audit.did("answered a proposal", "service", held.service_id, state=state)


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
