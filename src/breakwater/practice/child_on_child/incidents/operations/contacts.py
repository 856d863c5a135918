"""The contact with children's social care about one child of an incident: the ordinary one, begun with what the incident says (SG-01).

It is written on its own pages and sent from there. Until then nobody has been told; then the route has the reference of its receipt.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit, events
from breakwater.partnership.organisations.access import Permission, acting_as, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.organisations.registry import (
    CONTACT_FORM,
    OTHER_FORMS,
    ContactBegun,
    ContactPlace,
    ContactSent,
    KnownOfChild,
    OtherForm,
    Stop,
)

from ...models import Incident, IncidentChild, Route
from .. import lookup
from ..naming import names_another
from .of_child import kept_from
from .opening import locked
from .routes import Kind, RouteFacts, open_route

SEXES = {"F": "f", "M": "m"}
AGAIN = "It was not sent: the contact was begun again."
OF_STAFF = (
    "Your safeguarding team reads on the incident that this was sent. Answer No here, and make a contact of its own about the adult, "
    "which nobody at your school reads:"
)


@dataclass(frozen=True)
class ReferralFacts:
    """What the contact is begun with: the worry, what the child says and wants, whether the child is in danger now."""

    worry: str
    views: str = ""
    is_in_danger: bool = False


@transaction.atomic
def refer_to_social_care(child: IncidentChild, facts: ReferralFacts, *, by: Actor, at: datetime) -> Route:
    """Begin the contact about one child, with what the incident says of this child alone. Raises ItIsClosed, NobodyReceives.

    One that is sent, or that the same person goes on writing, is not begun again; one whose draft is deleted or a colleague's is.
    """
    held = locked(child.incident)
    known = running(child)
    if known and (known.reference or contact_of(known, by=by)):
        return known
    if known:
        known.ended_at, known.ended_words = at, AGAIN
        known.save(update_fields=["ended_at", "ended_words"])
    contact = CONTACT_FORM["begin"](_known(child, facts), by=by, at=at)
    return open_route(
        held, Kind.SOCIAL_CARE, RouteFacts(facts.worry, contact_name="MASH"), child=child, contact=contact, by=by, at=at
    )


def running(child: IncidentChild) -> Route | None:
    """The contact about this child that has not ended."""
    return lookup.ROUTES.filter(child=child, kind=Kind.SOCIAL_CARE, ended_at=None).first()


def contact_of(route: Route, *, by: Actor) -> ContactBegun | None:
    """How far a contact is, for whoever writes it; None for anybody else, and where its draft was deleted."""
    return CONTACT_FORM["state"](route.contact, by=by)


def contacts_of(routes: list[Route], *, by: Actor) -> dict[int, ContactPlace]:
    """Where the contacts among these routes are that the actor writes or wrote, by the key of the route."""
    began = {each.contact: each.pk for each in routes if each.contact}
    found = CONTACT_FORM["where"](list(began), by=by) if began else {}
    return {began[key]: place for key, place in found.items()}


@events.subscribe(ContactSent, in_transaction=True)
def on_sent(event: ContactSent) -> None:
    """The route has the reference of the contact, once it is really sent; also where it was begun again meanwhile."""
    with acting_as(Actor.objects.get(pk=event.by)):
        for route in Route.objects.filter(contact=event.contact, reference="").exclude(contact=""):
            route.reference, route.receipt_at = event.reference, event.at
            route.save(update_fields=["reference", "receipt_at"])
            audit.did("recorded the receipt of a route of", "incident", route.incident_id, route=route.kind)


@OTHER_FORMS.register("child_on_child")
def with_contacts(by: Actor) -> dict[str, OtherForm]:
    """The incidents that somebody began a contact from, by its public id."""
    if not may(by, Permission.INCIDENT_WORK):
        return {}
    mine = lookup.ROUTES.filter(opened_by__membership__user=by.membership.user_id).exclude(contact="")
    return {
        each.contact: OtherForm(
            "Go back to the incident", _at(each.incident), not _waits_here(each), partial(_stops, each, by)
        )
        for each in mine
    }


def _waits_here(route: Route) -> bool:
    """Today asks for the contact in the line of the incident, so that its draft is not named a second time."""
    return route.is_begun and route.ended_at is None and route.incident.is_open


def _stops(route: Route, by: Actor) -> list[Stop]:
    """What may not go from an incident unasked: the name of another child of it, and what a colleague may not know of (SG-11, SG-18)."""
    contact = contact_of(route, by=by)
    if contact is None or contact.receipt:
        return []
    own = by.membership.user.name  # whoever writes may bear the family name of another child
    texts = [(question, href, words.replace(own, "")) for question, href, words in contact.texts]
    naming = [(question, href) for question, href, words in texts if names_another(words, route.child)]
    kept = [who for who, _ in kept_from(route.child)]
    left_out = [(f"Add {who}", contact.begins) for who in kept if who not in contact.family]
    told = [(question, href) for who, question, href in contact.told if kept and (who == "everyone" or who in kept)]
    stops = [
        Stop(
            "This does not say who must not be told",
            "It was recorded after the contact was begun. Add them to the family, with the reason why nobody contacts them:",
            left_out,
            may_stay="Yes, I tell the MASH on the telephone who must not be told",
        ),
        Stop(
            "This says that somebody was told who must not be told",
            "Say who was told and who was not, each parent by name:",
            told,
            may_stay="Yes, they know of the contact already",
        ),
        Stop(
            "This names another child of the incident",
            "Each child has a record of their own. Name another child only where the MASH needs to know who it is:",
            naming,
            may_stay="Yes, the MASH needs to know who the other child is",
        ),
        Stop("This is about someone who works with children", OF_STAFF, contact.of_staff),
    ]
    return [each for each in stops if each.questions]


def _known(child: IncidentChild, facts: ReferralFacts) -> KnownOfChild:
    first, _, last = child.named_as.partition(",")[0].strip().partition(" ")
    if child.person:
        first, last = child.person.forename, child.person.surname
    police = child.incident.routes.filter(kind=Kind.POLICE).order_by("pk").first()
    return KnownOfChild(
        first_name=first,
        last_name=last,
        born=child.born.isoformat() if child.born else "",
        sex=SEXES.get(child.sex, ""),
        school=child.school.name if child.school else child.school_words or child.team.organisation.name,
        pupil=child.person.public_id if child.person else "",
        sender_relation="" if child.is_elsewhere else "A pupil of our school",
        in_danger="yes" if facts.is_in_danger else "no",
        worry=facts.worry,
        views=facts.views,
        police=next((number for number in ("999", "101") if police and number in police.why), ""),
        not_to_tell=tuple(kept_from(child)),
        police_reference=police.reference if police else "",
    )


def _at(incident: Incident) -> str:
    return reverse("child_on_child:incident", args=[incident.public_id])
