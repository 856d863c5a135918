"""What a page draws: its way, what stands beneath it, and the area's own numbers where the page asks for them.

It asks of the site only what the page it is given can answer for itself, so that models may call it.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Rendition
from wagtail.rich_text import expand_db_html

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.knowledge.policies.registry import documents_in_force
from breakwater.partnership.organisations.models import ContactPoint, DutyPost, School, Team
from breakwater.partnership.organisations.registry import DESTINATIONS
from breakwater.partnership.organisations.rooms import is_off_for_the_public

from . import languages

MARKS = {
    "<p": '<p class="govuk-body"',
    "<ul": '<ul class="govuk-list govuk-list--bullet"',
    "<ol": '<ol class="govuk-list govuk-list--number"',
    "<a ": '<a class="govuk-link" ',
}
HELPLINE = re.compile(r"\b(?:0(?:80\d|300|20)|116) \d{3,4}\b")  # a national number in the words of a page
HOME = 2  # how deep the home of a site lies in the tree of pages
ANYWHERE = ("front_door",)
SIZES = {"picture": "width-960", "partners": "max-320x160"}  # as pictures are made for each kind of block
OFFICE, LINK = "partnership", "education_link"


@dataclass
class Numbers:
    """What a page shows of the area's own record: points anyone calls, posts by patch, and the open schools of each patch."""

    points: list = field(default_factory=list)
    posts: list = field(default_factory=list)
    schools: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One page on the way from home to here."""

    text: str
    href: str


def of_page(page) -> dict:
    """The context of one page's template."""
    now = timezone.now()
    way = (
        list(page.get_ancestors().live().filter(depth__gt=HOME).only("title", "url_path"))
        if page.depth > HOME + 1
        else []
    )
    home_path = page.url_path.split("/")[1]
    beneath = [] if page.is_leaf() else type(page).objects.live().child_of(page).order_by("path")
    asked = {block.value for block in page.body if block.block_type == "contacts"}
    area = page.kept_by.area
    path = relative(page, home_path)
    language = languages.of(path)
    versions = _versions(page, home_path, path)
    return {
        "way": [
            Step(languages.HOME.get(language, languages.HOME[languages.ENGLISH]), address("")),
            *(Step(each.title, address_of(each, home_path)) for each in way),
        ],
        "beneath": [(each, address_of(each, home_path)) for each in beneath],
        "section": _section(page, way, home_path),
        "numbers": {kind: numbers_of(kind, page.kept_by, now) for kind in asked},
        "documents": _documents(page, area, now),
        "drawn": drawn(page),
        "doors": {key: one for key, one in DESTINATIONS.items() if not is_off_for_the_public(one.view)},
        "rich": rich,
        "is_overdue": page.is_overdue(now),
        "has_helplines": bool(HELPLINE.search(page.words)),
        "partnership": area.partnership_name,
        "area": area,
        "path": path,
        "page_language": language,
        "language_said": languages.OTHERS.get(language, ""),
        "page_direction": languages.direction(language),
        "versions": [(each, href) for each, href, _ in versions],
        "translation": _translation(page, versions) if language != languages.ENGLISH else "",
        "said_day": day if language == languages.ENGLISH else partial(languages.day, code=language),
        "robots_may_index": True,
    } | (taking_part(page) if page.kind == "campaign" else {})


def drawn(page) -> dict[tuple[str, int], Rendition]:
    """The pictures of a page as they are made for it: by the kind of block and the picture."""
    chosen = [("picture", block.value["image"]) for block in page.body if block.block_type == "picture"]
    chosen += [
        ("partners", each["logo"]) for block in page.body if block.block_type == "partners" for each in block.value
    ]
    return {(kind, image.pk): image.get_rendition(SIZES[kind]) for kind, image in chosen if image}


def _section(page, way, home_path: str) -> list[tuple[str, str, bool]]:
    """The pages of the section that a page stands in: title, address, whether it is this one."""
    if not way or page.kind in ("news", "campaign"):
        return []
    rows = type(page).objects.live().sibling_of(page).order_by("path").only("title", "url_path")
    return [(each.title, address_of(each, home_path), each.pk == page.pk) for each in rows]


def _documents(page, area, now) -> list:
    asked = any(block.block_type == "documents" for block in page.body)
    return documents_in_force(area, london_date(now)) if asked else []


def taking_part(page) -> dict:
    """How many schools and services take part in a campaign, and the names of those that agreed to be named."""
    is_kept = page.pk is not None  # the editor shows a page before it is
    rows = page.pledges.select_related("organisation").order_by("organisation__name", "pk") if is_kept else ()
    return {
        "taking_part": len(rows),
        "named": [each.organisation.name for each in rows if each.is_named],
        "may_take_part": reverse("content:campaigns"),
    }


def _translation(page, versions) -> str:
    """How far a page in another language may be relied on: "unchecked", "outdated" where the English one changed since, or "checked"."""
    english = next((changed for each, _, changed in versions if each.code == languages.ENGLISH), None)
    if not page.checked_by:
        return "unchecked"
    return "outdated" if english and page.last_published_at and english > page.last_published_at else "checked"


def _versions(page, home_path: str, path: str) -> list[tuple[languages.Version, str, datetime | None]]:
    """The page in its other languages, where it stands in them, each with when it was published last."""
    versions = languages.versions(path)
    wanted = {f"/{home_path}/{each.path}": each for each in versions if each.path}
    rows = type(page).objects.live().filter(url_path__in=wanted)
    there = dict(rows.values_list("url_path", "last_published_at"))
    return [
        (each, address(each.path), there.get(f"/{home_path}/{each.path}"))
        for each in versions
        if not each.path or f"/{home_path}/{each.path}" in there
    ]


def address(path: str) -> str:
    return reverse("content:page", args=[path]) if path else reverse("content:home")


def relative(page, home_slug: str) -> str:
    return page.url_path.removeprefix(f"/{home_slug}/")


def address_of(page, home_slug: str = "") -> str:
    """Where a page of the site stands."""
    return address(relative(page, home_slug or page.url_path.split("/")[1]))


def language_said(page) -> str:
    """The page's language by its own name, where it is not English."""
    return languages.OTHERS.get(languages.of(relative(page, page.url_path.split("/")[1])), "")


def rich(value) -> str:
    """A writer's paragraph in the look of the house. The editor kept only bold, lists and links of it."""
    html = expand_db_html(getattr(value, "source", str(value)))
    for plain, marked in MARKS.items():
        html = html.replace(plain, marked)
    return html


def numbers_of(kind: str, office: Team, at) -> Numbers:
    """Numbers and posts of one kind in the area of the office that keeps the page, each with the day it was last checked.

    The office's own are its duty posts, and the area's numbers that are labelled as the partnership's.
    """
    area, today = office.area, london_date(at)
    if kind in ANYWHERE:
        purposes = (ContactPoint.Purpose.FRONT_DOOR, ContactPoint.Purpose.OUT_OF_HOURS)
        return Numbers(points=list(points_on(today).filter(area=area, purpose__in=purposes)))
    is_of = Q(team=office) if kind == OFFICE else Q(team__services__service=kind, team__area=area)
    posts = DutyPost.objects.filter(is_of)
    points = points_on(today).filter(Q(area=None) | Q(area=area), label__icontains=kind)
    return Numbers(
        points=list(points) if kind in (OFFICE, "prevent") else [],
        posts=list(posts.select_related("patch", "team").order_by("patch__name", "title", "pk").distinct()),
        schools=_schools_of(area) if kind == LINK else {},
    )


def _schools_of(area) -> dict[int, list[str]]:
    """The names of the open schools of each patch."""
    open_now = School.objects.filter(patch__area=area, organisation__closed_on=None).order_by("organisation__name")
    made: dict[int, list[str]] = {}
    for patch, name in open_now.values_list("patch", "organisation__name"):
        made.setdefault(patch, []).append(name)
    return made


def points_on(today):
    return (
        ContactPoint.objects.filter(effective_from__lte=today).exclude(effective_to__lt=today).order_by("order", "pk")
    )


def resource_address(resource) -> str:
    return reverse("content:resource", args=[resource.public_id])


def edit_address(page) -> str:
    """Where the editor opens a page."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
