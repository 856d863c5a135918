"""What the police said, as another school told it, in one's own incident: nobody is told twice, and nothing stays unheard."""

from datetime import date, datetime
from uuid import uuid4

from django.db.models import F

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.partnership.organisations.models import Actor

from ...models import Incident, IncidentChild, PoliceUpdate, Route, RouteTelling, SchoolNotice, View
from ...models.incidents import Wish
from .. import lookup
from . import reviews

Kind, State = Route.Kind, Route.State
CONTACT = ("reference", "contact_name", "contact_how", "may_say")


def police_as_told(incident: Incident, notice: SchoolNotice, *, by: Actor, at: datetime) -> Route | None:
    """The report to the police that the other school made, and what came of it. What this school heard later itself is not undone.

    Nothing where they have not told the police. Where those know of less than the incident is, what they said binds all the same, and
    that they are to be told again stays to be done.
    """
    told = notice.known.get("police")
    if not told:
        return None
    is_less = bool(told.get("of_less"))
    child = notice.about
    route = incident.routes.filter(kind=Kind.POLICE).order_by(F("ended_at").desc(nulls_first=True), "-pk").first()
    if route is None:
        route = _reported(incident, notice, told, by=by, at=at)
    elif not is_less and incident.raised_at and lookup.told_at(route) < incident.raised_at:
        who = notice.team.organisation.name
        RouteTelling.objects.create(route=route, words=f"{who} told them", told_at=at, told_by=by)
    for name in CONTACT:
        setattr(route, name, told.get(name) or getattr(route, name))
    if child and told.get("may_say_child"):
        route.may_say_to = route.may_say_to | {child.public_id: told["may_say_child"]}
    if route.reference and route.receipt_at is None:
        route.receipt_at = at
    route.save(update_fields=[*CONTACT, "may_say_to", "receipt_at"])
    if is_less and lookup.told_at(route) >= (incident.raised_at or lookup.told_at(route)):
        incident.raised_at = at
        incident.save(update_fields=["raised_at"])
    if told.get("said_on"):
        _said(route, told, child, by=by, at=at)
    return route


def wish_as_told(child: IncidentChild, notice: SchoolNotice, *, by: Actor, at: datetime) -> None:
    """What the child wants and said, as the last school heard it: the child is not asked again as if nobody had listened."""
    told = notice.known.get("wish")
    if not told or child.views.exists():
        return
    if told["code"] and child.wish == Wish.NOT_HEARD:
        child.wish = told["code"]
        child.save(update_fields=["wish"])
    for each in told["views"]:
        View.objects.create(
            child=child,
            area=child.area,
            team=child.team,
            whose=View.Whose.CHILD,
            about=each["about"],
            words=each["words"],
            said_on=date.fromisoformat(each["on"]),
            recorded_at=at,
            recorded_by=by,
            key=uuid4(),
        )
    audit.did("recorded a view of", "incident_child", child.pk, whose=View.Whose.CHILD)


def _reported(incident: Incident, notice: SchoolNotice, told: dict, *, by: Actor, at: datetime) -> Route:
    told_on = date.fromisoformat(told["on"])
    opened_at = min(at, start_of(told_on)) if told.get("of_less") else at
    made = Route.objects.create(
        why=f"{notice.team.organisation.name} reported it on {date_in_words(told_on)}",
        incident=incident,
        kind=Kind.POLICE,
        state=State.REPORTED,
        opened_at=opened_at,
        opened_by=by,
    )
    PoliceUpdate.objects.create(route=made, state=made.state, on=told_on, recorded_at=at, recorded_by=by)
    audit.did("opened a route of", "incident", incident.pk, route=made.kind)
    return made


def _said(route: Route, told: dict, child: IncidentChild | None, *, by: Actor, at: datetime) -> None:
    on, words = date.fromisoformat(told["said_on"]), told.get("words", "")
    if told.get("is_silent"):
        words = "The other school did not pass on the words, because they name another child. Call the officer."
    last = route.updates.standing().order_by("-on", "-pk").first()
    if last and (last.on > on or (last.state, last.on, last.words) == (told["state"], on, words)):
        return
    binds = child if told.get("binds") else None
    made = PoliceUpdate.objects.create(
        route=route, state=told["state"], on=on, words=words, child=binds, recorded_at=at, recorded_by=by
    )
    route.state, route.revision = told["state"], route.revision + 1
    route.ended_at, route.ended_words = None, ""
    if not route.is_investigated:
        route.ended_at, route.ended_words = at, route.get_state_display()
    route.save(update_fields=["state", "revision", "ended_at", "ended_words"])
    Incident.objects.filter(pk=route.incident_id).update(next_on=london_date(at))
    reviews.call_after_police(route.incident, made, by=by, at=at)
    audit.did("recorded an answer of the police to", "incident", route.incident_id, state=told["state"])
