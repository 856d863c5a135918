"""A small directory: three services at three places, one without a place, and who keeps it."""

from datetime import UTC, datetime, time

import pytest

from breakwater.knowledge.directory.models import Opening, Postcode, Service, Term
from breakwater.knowledge.directory.operations import entries
from breakwater.knowledge.directory.operations.words import bring_needs
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in London


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def directory(db, keeper):
    """`directory(name, needs=..., postcode=..., hours=..., **facts)` enters a service and returns it."""
    bring_needs()
    for code, east, north in (("PO1 1AA", 464340, 100350), ("PO6 3LY", 466000, 105500), ("PO9 1HS", 471800, 106200)):
        Postcode.objects.get_or_create(code=code, defaults={"easting": east, "northing": north})

    def enter(
        name: str, *, needs=("money",), postcode="PO1 1AA", hours=None, provider="Harbour Families", **facts
    ) -> Service:
        with acting_as(keeper):
            of = entries.enter_provider(
                area=make.area(),
                name=provider,
                description="A charity",
                by=keeper,
                at=NOW,
                keeper_email="keeper@example.org",
            )
            service = entries.enter(
                provider=of,
                terms=Term.objects.filter(code__in=needs),
                by=keeper,
                at=NOW,
                facts={"name": name, "description": f"{name}, for families", "telephone": "01632 960 001", **facts},
            )
            place = {
                "kind": "physical",
                "name": "A hall",
                "street": "1 High Street",
                "town": "Portsmouth",
                "county": "Hampshire",
                "postcode": postcode,
            }
            entries.set_place(
                service=service, facts=place if postcode else {"kind": "virtual", "name": ""}, by=keeper, at=NOW
            )
            if hours:
                days, opens, closes = hours
                line = {
                    "days": days,
                    "opens_at": time.fromisoformat(opens),
                    "closes_at": time.fromisoformat(closes),
                    "often": Opening.Often.MONTHLY if days[0] in "-12345" else Opening.Often.WEEKLY,
                }
                entries.set_hours(service=service, lines=[line], by=keeper, at=NOW)
            return service

    return enter
