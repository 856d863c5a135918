"""CPU of what everyone reads, web process and database together: the site's pages, and a directory of many services."""

import itertools
import random
from collections.abc import Iterator
from datetime import time, timedelta
from uuid import uuid4

import yaml

from .filling import Filler
from .web import ADMIN_LIST, Device, Figures, Meter, admin_list_cost, cost, each_size, point_at, say, serving
from .world import KNOWN_AS, a_copy_of, ensure_world

CHILDREN = 1_200  # of the world beneath: none of them stands on these pages
OF_ONE_PROVIDER = 20
PAGES = ("/", "/worried/", "/guide/prevent/", "/guide/the-partnership/", "/library/", "/bulletins/", "/procedures/")
WORDS = (
    "sleep",
    "food",
    "somewhere to go after school",
    "my son is bullied",
    "autism",
    "money worries",
    "domestc abuse",
    "club",
)
POSTCODE, EAST, NORTH = "PO1 2AB", (460_000, 468_000), (98_500, 106_500)


def run_public_bench(sizes: list[int], *, requests: int, as_json: bool) -> int:
    return each_size(sizes, lambda cluster, size: measure(cluster, size, requests), as_json=as_json)


def measure(cluster, size: int, requests: int) -> Figures:
    """What each page costs with so many services in the directory. The database is made for it and dropped."""
    base = ensure_world(cluster, CHILDREN, say=say)
    with a_copy_of(cluster, base, f"bw_bench_public_{size}") as name:
        return _measure_in(cluster, name, size, requests)


def _measure_in(cluster, name: str, size: int, requests: int) -> Figures:
    figures: Figures = {ADMIN_LIST: admin_list_cost(cluster, requests)}
    with cluster.connect(database=name) as superuser:
        say(f"Filling a directory with {size:,} services ...")
        superuser.execute(
            "update organisations_area set code = '851', name = 'Portsmouth', partnership_name = 'Invented partnership' where id = 1"
        )
        point_at(name)
        bring_the_site()
        fill(superuser, size)
        superuser.execute("vacuum analyze")
        with serving(name) as (port, process):
            meter, anyone = Meter(process.pid, cluster), Device(port, None)
            asked = {("page of the site", page): [(page, None)] for page in PAGES}
            asked["list of services", "all"] = [(f"/services/?page={number}", None) for number in range(1, 9)]
            asked["list of services", "by need and age"] = [
                (f"/services/?need={need}&age={age}", None) for need, age in itertools.product(_needs(), (1, 8, 15))
            ]
            asked["list of services", "Open Referral"] = [
                (f"/openreferral/v3/services?page={number}&per_page=20", None) for number in range(1, 9)
            ]
            asked["search of services", "by words"] = [("/services/", {"words": words}) for words in WORDS]
            asked["search of services", "near a postcode"] = [
                ("/services/", {"words": words, "postcode": POSTCODE}) for words in WORDS
            ]
            asked["search of services", "from the site's search"] = [
                ("/find/", {"looking_for": words}) for words in WORDS
            ]
            for (what, who), pages in asked.items():

                def ask(number: int, pages=pages) -> int:
                    page, said = pages[number % len(pages)]
                    return anyone.get(page) if said is None else anyone.search(page, **said)

                figures[what, who] = cost(ask, meter, superuser, requests, f"{what} ({who})")
    return figures


def bring_the_site() -> None:
    from django.utils import timezone

    from breakwater.knowledge.content.operations import site
    from breakwater.knowledge.directory.operations.words import bring_needs
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import Area, ServiceName

    area = Area.objects.get(code="851")
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        site.bring(area=area, kept_by=area.teams.order_by("pk").first(), by=by, at=timezone.now())
        bring_needs()


def _needs() -> list[str]:
    from breakwater.knowledge.directory.models import Term

    return list(
        Term.objects.filter(vocabulary__key="needs", parent=None).order_by("order").values_list("code", flat=True)[:8]
    )


def fill(superuser, size: int) -> None:
    """The demonstration's services again and again, each at a place of its own, under a name that is its own."""
    from django.utils import timezone

    now = timezone.now()
    rows_of = Filler(superuser, now)
    providers = range(1, 2 + size // OF_ONE_PROVIDER)
    rows_of.copy(
        "directory_provider",
        (
            {"id": n, "uuid": uuid4(), "area_id": 1, "name": f"Provider {n}", "description": "Invented"}
            for n in providers
        ),
    )
    rows_of.copy("directory_postcode", [{"id": 1, "code": POSTCODE, "easting": 464_000, "northing": 101_000}])
    made = list(_invented(size, now))
    for at, table in enumerate(("service", "location", "serviceatlocation", "opening")):
        rows_of.copy(f"directory_{table}", (rows[at] for rows in made))
    tags = (({"service_id": rows[0]["id"], "term_id": term}) for rows in made for term in rows[4])
    rows_of.copy("directory_tag", ({"id": n, "uuid": uuid4(), **tag} for n, tag in enumerate(tags, 1)))


def _invented(size: int, now) -> Iterator[tuple]:
    """Of each service its own row, its place, that it is there, its hours, and the terms that it is sorted under."""
    from breakwater.knowledge.directory.models import Term
    from breakwater_dev.demo.services import DATA

    said = [each for provider in yaml.safe_load(DATA.read_text())["providers"] for each in provider["services"]]
    terms = {term.code: term for term in Term.objects.filter(vocabulary__key="needs")}
    chance, today = random.Random(KNOWN_AS), now.date()
    for n, each in zip(range(1, size + 1), itertools.cycle(said), strict=False):
        name, under = f"{each['name']} {n}", [terms[code] for code in each["needs"]]
        words = " ".join([name, name, each["description"], *(f"{term.name} {term.also}" for term in under)]).lower()
        youngest, oldest = each.get("ages", (None, None))
        yield (
            {
                "id": n,
                "uuid": uuid4(),
                "area_id": 1,
                "provider_id": 1 + n // OF_ONE_PROVIDER,
                "name": name,
                "description": each["description"],
                "status": "active",
                "audience": "families",
                "telephone": "01632 960 001",
                "access": each["access"],
                "meant_for": each.get("meant_for", "anyone"),
                "cost": each["cost"],
                "minimum_age": youngest,
                "maximum_age": oldest,
                "checked_on": today,
                "expires_on": today + timedelta(days=100),
                "approved_at": now,
                "changed_at": now,
                "words": words,
            },
            {
                "id": n,
                "uuid": uuid4(),
                "provider_id": 1 + n // OF_ONE_PROVIDER,
                "kind": "physical",
                "name": "A hall",
                "postcode": POSTCODE,
                "easting": chance.randint(*EAST),
                "northing": chance.randint(*NORTH),
                "latitude": 50.8,
                "longitude": -1.08,
            },
            {"id": n, "uuid": uuid4(), "service_id": n, "location_id": n},
            {
                "id": n,
                "uuid": uuid4(),
                "service_id": n,
                "often": "WEEKLY",
                "days": "MO,WE",
                "opens_at": time(9),
                "closes_at": time(17),
            },
            [term.pk for term in under],
        )
