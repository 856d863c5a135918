"""What the home page leads to: by who its readers are, and what else the site holds."""

from urllib.parse import urlencode

from django.urls import reverse

from breakwater.knowledge.directory.models import Term
from breakwater.partnership.organisations.rooms import is_off_for_the_public, off_for_the_public

from . import presenting, reading
from .models import Audience, Home

READERS = (Audience.CHILDREN, Audience.PARENTS, Audience.SCHOOLS, Audience.PROFESSIONALS)
LISTED = 4  # pages of each on the home page
WAYS = {
    "services": ("Help near you", "directory:services", "Groups, advice and services for families."),
    "library": ("Library", "content:library", "Lessons, activities and toolkits, each of them checked."),
    "procedures": (
        "Policies and procedures",
        "policies:manuals",
        "The rules that we work by today, and those of any past day.",
    ),
    "bulletins": ("Bulletins and alerts", "content:bulletins", "News from the partnership, by e-mail if you like."),
    "tell": ("Tell us that you are worried", "", "Who to call now, and how to tell us without calling."),
    "child": ("Tell us that you are worried", "", "Tell us without calling. You do not have to say your name."),
    "death": (
        "A child has died",
        "learning:death_notify_public",
        "Tell the child death review team. No account is needed.",
    ),
    "contact": ("Contact the MASH", "", "Who to call now, and the form for professionals."),
}
OF_PAGES = {"training": "the-partnership/training/", "prevent": "prevent/", "partnership": "the-partnership/"}
ALSO = {
    Audience.CHILDREN: ("child", "services"),
    Audience.PARENTS: ("services", "tell", "bulletins"),
    Audience.SCHOOLS: ("library", "procedures", "contact", "bulletins"),
    Audience.PROFESSIONALS: ("contact", "death", "procedures", "services", "bulletins"),
}
WORRIED, CHILDS_OWN = "/worried/", "/tell-us/child/"  # the front door's, which stands above this room


def tiles(home: Home) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """For each kind of reader its key, name, address and first pages, whoever is worried about a child first; then what services help with."""
    rows = []
    for reader in (Audience.WORRIED, *READERS):
        there = WORRIED if reader == Audience.WORRIED else reverse("content:audience", args=[reader.value])
        if pages := reading.pages_for(home, reader)[:LISTED]:
            links = [(page.title, presenting.address_of(page)) for page in pages]
            rows.append((reader.value, reader.label, there, links))
    there = reverse("directory:services")
    needs = [(term.name, f"{there}?{urlencode({'need': term.code})}") for term in _needs()]
    return [*rows, ("services", "Help near you", there, needs)] if rows else []


def _needs() -> list[Term]:
    return list(Term.objects.filter(vocabulary__key="needs").order_by("order", "pk")[:LISTED])


def ways(home: Home | None) -> list[tuple[str, str, str, str]]:
    """What else the site holds: drawing, name, address, words."""
    in_use = OF_PAGES.keys() - (off_for_the_public() & {"training"})  # what it says of booking would lead nowhere
    pages = {key: reading.page_called(home, OF_PAGES[key]) for key in OF_PAGES if key in in_use} if home else {}
    rows = _ways(("library", "procedures"))
    rows += [(key, page.title, presenting.address_of(page), page.summary) for key, page in pages.items() if page]
    return [*rows, *_ways(("bulletins",))]


def also_for(reader: str) -> list[tuple[str, str, str, str]]:
    return _ways(ALSO[Audience(reader)])


def _ways(keys) -> list[tuple[str, str, str, str]]:
    """Those of them that lead to a room in use here."""
    return [_way(key) for key in keys if not is_off_for_the_public(WAYS[key][1])]


def _way(key: str) -> tuple[str, str, str, str]:
    text, view, words = WAYS[key]
    there = reverse(view) if view else CHILDS_OWN if key == "child" else WORRIED
    return (key if view and key != "death" else "worried"), text, there, words
