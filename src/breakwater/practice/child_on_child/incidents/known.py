"""What the other school needs of the incident itself, so that nobody is told twice and nothing is typed again (PL 9.4)."""

from collections.abc import Collection

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import moments

from ..models import Incident, IncidentChild, PoliceUpdate, Route, View
from ..models.incidents import Wish
from . import lookup
from .naming import names_another

CODED = ("category", "place", "platform", "has_images", "device", "is_pattern")
MEASURE = ("risk", "likelihood", "impact", "what", "residual")  # who does it, and who knows, is another school's to say
ALL = ("incident", "police", "social_care")


def known_of(child: IncidentChild, incident: Incident, parts: Collection[str]) -> dict:
    """The parts of `ALL` that go along. It names no child: what the police said is left out where it does (SG-18)."""
    routes = list(incident.routes.order_by("pk"))
    found = {"reference": incident.reference, "parents": parents_of(child)}
    if incident.from_notice_id:
        found["yours"] = incident.from_notice.known.get("reference", "")
    if "incident" in parts:
        children = list(incident.children.all())
        found |= {name: getattr(incident, name) for name in CODED}
        found["happened_on"] = incident.happened_on.isoformat() if incident.happened_on else ""
        found["under_13"] = lookup.under_13(children) or lookup.told_under_13(incident)
    if "police" in parts and (route := last_of_police(routes)):
        found["police"] = _of_police(route, child) | {
            "of_less": Route.Kind.POLICE in lookup.not_told(incident, list(incident.children.all()), routes)
        }
    if "wish" in parts and (wish := wish_of(child)):
        found["wish"] = wish
    if "measures" in parts:
        found["measures"] = [
            {name: getattr(each, name) for name in MEASURE}
            for each in child.measures.filter(ended_at=None).order_by("starts_on", "pk")
        ]
    sent = next((each for each in routes if each.kind == Route.Kind.SOCIAL_CARE and not each.is_begun), None)
    if "social_care" in parts and sent:
        found["social_care"] = {"on": london_date(sent.receipt_at or sent.opened_at).isoformat()}
    return found


def parents_of(child: IncidentChild) -> list[dict]:
    """Whether each parent of the child was told, by the last that is recorded of each; of all of them where none is named."""
    said = {
        "A parent or carer" if names_another(each.who, child) else each.who: each.told
        for each in child.parents.order_by("pk")
    }
    return [{"who": who, "told": told} for who, told in said.items()] or [{"who": "", "told": child.parents_told}]


def wish_of(child: IncidentChild) -> dict:
    """What the child wants, by its code, and what they said, each with its day: nothing that names another child.

    What they said when they told somebody is of it: the child is not to tell it all again.
    """
    said = [(View.About.WISH, each.words, london_date(each.made_at)) for each in lookup.reports_of(child)]
    said += [(each.about, each.words, each.said_on) for each in lookup.wishes_of(child)]
    views = [
        {"about": about, "words": words, "on": on.isoformat()}
        for about, words, on in said
        if not names_another(words, child)
    ]
    code = "" if child.wish == Wish.NOT_HEARD else child.wish
    return {"code": code, "views": views} if code or views else {}


def last_of_police(routes: Collection[Route]) -> Route | None:
    return next((each for each in reversed(list(routes)) if each.kind == Route.Kind.POLICE), None)


def last_said(route: Route) -> PoliceUpdate | None:
    """What the police or the court said last, beside that it was reported."""
    return route.updates.standing().exclude(state=Route.State.REPORTED, words="").order_by("pk").last()


def _of_police(route: Route, child: IncidentChild) -> dict:
    found = {name: getattr(route, name) for name in ("reference", "contact_name", "contact_how", "state")}
    own = route.may_say_to.get(child.public_id, "")
    for name, words in (("may_say", route.may_say), ("may_say_child", own)):
        found[name] = "" if names_another(words, child) else words
    found["on"] = london_date(route.opened_at).isoformat()
    if said := last_said(route):
        words = lookup.words_for(said, child)
        is_silent = bool(said.words) and not words
        found |= {
            "state": said.state,
            "said_on": said.on.isoformat(),
            "words": words,
            "is_silent": is_silent,
            "binds": said.child_id == child.pk,
        }
    return found


def news_of_police(child: IncidentChild, incident: Incident) -> str:
    """What the police said since the school of this child was told last, in words to begin a notice with; empty where nothing is new."""
    told = [each.sent_at for each in child.notices.all()]
    route = last_of_police(incident.routes.order_by("pk"))
    said = last_said(route) if route else None
    if not said or not told or said.recorded_at <= max(told):
        return ""
    words = lookup.words_for(said, child)
    return f"The police or the court said on {moments.day(said.on)}: {said.get_state_display()}. {words}".strip()
