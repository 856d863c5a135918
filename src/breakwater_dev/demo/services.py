"""The invented area's directory of services: entries at real postcodes, one change that waits, one entry to be confirmed."""

from datetime import time, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import yaml

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.directory.models import Audience, KeeperLink, Listing, Opening, Service, Suggestion, Term
from breakwater.knowledge.directory.operations import entries, postcodes, providing, suggesting
from breakwater.knowledge.directory.operations.words import bring_needs
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Area

from . import tables

REFERRED = "Send the referral form with the family's agreement. You hear within five working days."
FIRST_STEPS = {"turn_up": "", "ask": "Call and say what you need; somebody calls you back.", "professional": ""}
DATA = Path(__file__).parent / "data" / "services.yaml"


def build(area: Area, by: Actor, now) -> None:
    """Make the directory as the partnership's business manager keeps it."""
    postcodes.keep(postcodes.carried_for(area.code))
    bring_needs()
    said = yaml.safe_load(DATA.read_text())
    choose = tables.chance("services")
    with acting_as(by):
        for provider_said in said["providers"]:
            offered = provider_said.pop("services")
            provider = entries.enter_provider(area=area, by=by, at=now, **provider_said)
            for each in offered:
                _enter(provider, each, choose, by, now)
        only = said["professional_only"]
        provider = provider.__class__.objects.get(area=area, name=only["provider"])
        _enter(
            provider,
            only | {"audience": Audience.PROFESSIONALS, "cost": "free", "access": "ask", "remote": True},
            choose,
            by,
            now,
        )
        _make_waiting(area, by, now)


def _enter(provider, said: dict, choose, by: Actor, now) -> None:
    at = now - timedelta(days=choose.randint(2, 100))
    youngest, oldest = said.get("ages", (None, None))
    facts = {
        "name": said["name"],
        "description": said["description"],
        "telephone": provider.telephone,
        "website": provider.website,
        "listing": said.get("listing", Listing.SERVICE),
        "meant_for": said.get("for", "anyone"),
        "access": said["access"],
        "cost": said["cost"],
        "cost_words": said.get("cost_words", ""),
        "alert": said.get("alert", ""),
        "languages": said.get("languages", ""),
        "minimum_age": youngest,
        "maximum_age": oldest,
        "referral_words": REFERRED if said["access"] == "professional" else "",
        "access_words": said.get("first_step", FIRST_STEPS[said["access"]]),
        "audience": said.get("audience", Audience.FAMILIES),
    }
    terms = Term.objects.filter(code__in=said["needs"])
    service = entries.enter(provider=provider, facts=facts, terms=terms, by=by, at=at)
    place = {"kind": "virtual", "name": ""} if said.get("remote") else _place(said["ward"], choose)
    entries.set_place(service=service, facts=place, by=by, at=at)
    if said.get("days"):
        often = Opening.Often.MONTHLY if said.get("monthly") else Opening.Often.WEEKLY
        line = {
            "often": often,
            "days": said["days"],
            "opens_at": time.fromisoformat(said["opens"]),
            "closes_at": time.fromisoformat(said["closes"]),
            "words": said.get("hours", ""),
        }
        entries.set_hours(service=service, lines=[line], by=by, at=at)


def _place(ward: str, choose) -> dict:
    code = next(code for code, name in tables.wards().items() if name == ward)
    postcode = choose.choice([each for each, of in tables.postcodes() if of == code])
    return {
        "kind": "physical",
        "name": f"{ward} community rooms",
        "street": "1 Invented Street",
        "town": "Portsmouth",
        "county": "Hampshire",
        "postcode": postcode,
        "getting_in": "Step-free; a lift to the first floor",
    }


def _make_waiting(area: Area, by: Actor, now) -> None:
    """One provider has sent a change; one entry has not been confirmed for half a year."""
    club = Service.objects.get(area=area, name="Open youth club")
    link = KeeperLink.objects.create(
        provider=club.provider,
        digest="0" * 64,
        sent_to=club.provider.keeper_email,
        made_at=now - timedelta(days=3),
        made_by=by,
        expires_at=now + timedelta(days=27),
    )
    _suggested(area, now)
    facts = {
        "alert": "Closed on 2 December for a new floor",
        "access_words": "Sign in at the door; first visit needs no parent",
    }
    providing.propose(
        link=link, service=club, facts=facts, key=uuid5(NAMESPACE_URL, "demo/youth-club"), at=now - timedelta(days=1)
    )
    Service.objects.filter(area=area, name="Grief group for children").update(
        checked_on=london_date(now) - timedelta(days=190), expires_on=london_date(now) - timedelta(days=7)
    )


def _suggested(area: Area, now) -> None:
    """Two readers wrote: one number is old, and one group may have closed."""
    for number, (name, what, words) in enumerate(
        (
            ("Autism parents' morning", Suggestion.What.CHANGE, "It begins at ten now, not at half past nine."),
            ("School uniform rail", Suggestion.What.CLOSED, "There was a notice on the door on Saturday."),
        )
    ):
        service = Service.objects.get(area=area, name=name)
        key = uuid5(NAMESPACE_URL, f"demo/suggestion/{number}")
        suggesting.suggest(service=service, what=what, words=words, email="", key=key, at=now - timedelta(days=2))
