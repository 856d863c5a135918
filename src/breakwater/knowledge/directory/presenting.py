"""A service in a parent's words: for a card in a list, and for its page."""

from collections.abc import Iterable
from datetime import datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day

from . import hours
from .grid import MILE
from .models import Listing, Location, MeantFor, Service, Status

SHORT = 180


def cards(services: Iterable[Service], *, at: datetime) -> list[dict]:
    """What a list says of each: name, provider, summary, and the facts one decides by."""
    return [
        {
            "service": each,
            "is_community": each.listing == Listing.COMMUNITY,
            "checked": day(each.checked_on),
            "summary": _first_words(each.description),
            "facts": _facts(each),
            "distance": _distance(each),
            "hours": hours.now_words(each.openings.all(), at)
            if each.status == Status.ACTIVE
            else each.get_status_display(),
            "is_open": hours.now_words(each.openings.all(), at).startswith("Open now") and each.status == Status.ACTIVE,
        }
        for each in services
    ]


def entry(service: Service, *, at: datetime) -> dict:
    """What the page of a service says."""
    return {
        "hours_now": hours.now_words(service.openings.all(), at),
        "hours": [hours.line_words(line) for line in service.openings.all()],
        "for_whom": for_whom(service),
        "needs": [tag.term.name for tag in service.tags.all()],
        "places": [place.location for place in service.places.all() if place.location.kind == Location.Kind.PHYSICAL],
        "is_remote": any(place.location.kind == Location.Kind.VIRTUAL for place in service.places.all()),
        "checked": day(service.checked_on),
        "is_old": (london_date(at) - service.checked_on).days > 120,
    }


WHO = {
    MeantFor.CHILDREN: ("Children and young people", "Children"),
    MeantFor.PARENTS: ("Parents and carers", "Parents of children"),
    MeantFor.FAMILIES: ("Families", "Families with children"),
    MeantFor.ANYONE: ("Anyone", "Anyone"),
}
TEENS, GROWN = 11, 18  # from which a child is called a young person, and what is over the age of one


def for_whom(service: Service) -> str:
    """ "Young people aged 11 to 18", "Parents of children up to 5", "Families", "Anyone": the ages are the child's."""
    everyone, some = WHO[MeantFor(service.meant_for)]
    youngest, oldest = service.minimum_age or 0, service.maximum_age
    if not youngest and (oldest is None or oldest >= GROWN):
        return everyone
    if some == "Children" and youngest >= TEENS:
        some = "Young people"
    if oldest is None:
        return f"{some} aged {youngest} and over"
    return f"{some} aged {youngest} to {oldest}" if youngest else f"{some} up to {oldest}"


def _facts(service: Service) -> list[str]:
    return [for_whom(service), service.cost_words or service.get_cost_display(), service.get_access_display()]


def _first_words(text: str) -> str:
    if len(text) <= SHORT:
        return text
    cut = text[:SHORT]
    end = max(cut.rfind(". ") + 1, 0) or cut.rfind(" ")
    return cut[:end].rstrip() + ("" if cut[:end].endswith(".") else " …")


def _distance(service: Service) -> str:
    metres = getattr(service, "distance", None)
    if metres is None:
        return ""
    miles = metres / MILE
    return "less than half a mile away" if miles < 0.5 else f"{miles:.1f} miles away"


NAMES = {
    "description": "What happens there",
    "status": "Running",
    "website": "Web page",
    "email": "Email",
    "telephone": "Telephone",
    "access": "How one gets in",
    "access_words": "First step",
    "meant_for": "Who it is for",
    "referral_words": "How to refer",
    "referral_page": "Page for referrals",
    "minimum_age": "From age",
    "maximum_age": "To age",
    "cost": "Cost",
    "cost_words": "What it costs",
    "languages": "Languages",
    "alert": "Now",
}


def differences(proposal) -> list[dict]:
    """Each thing a provider would change: its name, what stands, what would stand. In the entry's own words for codes."""
    service = proposal.service
    rows = []
    for name, new in proposal.facts.items():
        field = service._meta.get_field(name)
        words = dict(field.choices or ())
        old = getattr(service, name)
        rows.append({"what": NAMES[name], "old": words.get(old, old), "new": words.get(new, new)})
    return rows
