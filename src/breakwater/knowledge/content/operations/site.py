"""Bringing the site's own pages: once, again when the product's words change, and never over what an editor changed."""

import hashlib
import json
import re
from datetime import date, datetime
from html import escape
from pathlib import Path
from uuid import uuid4

import yaml
from django.db import transaction
from wagtail.models import Page as WagtailPage
from wagtail.models import Site

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Area, Team

from ..models import Brought, Home, Page
from ..search.synonyms import that_came
from . import editors

DATA = Path(__file__).parents[1] / "data"
LISTED = re.compile(r"(-|\d+\.) (.*)")
BOLD, LINK = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
SHAPE = 2  # raised when the same words are kept otherwise than before, so that pages brought earlier are brought again
WRITTEN_ON = date(2026, 11, 25)  # when the data files were last read over against their sources as a whole
FACTS = ("kind", "audience", "summary", "edition", "source", "not_sure", "checked_by", "other_words")


@transaction.atomic
def bring(*, area: Area, kept_by: Team, by: Actor, at: datetime, folder: Path = DATA) -> dict[str, int]:
    """Bring every page of the data files to an area's site; count what came, changed, stayed and was left to its editor."""
    home = home_of(area)
    editors.set_up(home)
    done = {"new": 0, "changed": 0, "same": 0, "an editor's": 0}
    for path in sorted(folder.glob("*.yaml")):
        for told in yaml.safe_load(path.read_text()):
            _one(home, home, told, "", done, kept_by, at)
    audit.did(
        "brought", "site", home.pk, **{key.replace("'", "").replace(" ", "_"): count for key, count in done.items()}
    )
    return done


def bring_again(*, area: Area, by: Actor, at: datetime, folder: Path = DATA) -> dict[str, int]:
    """Bring the pages of an area that has a site up to date with the product: nothing where it has none. What an editor changed stays."""
    first = Brought.objects.filter(home__area=area).select_related("page").order_by("pk").first()
    if first is None:
        return {}
    return bring(area=area, kept_by=first.page.specific.kept_by, by=by, at=at, folder=folder)


def home_of(area: Area) -> Home:
    """The home of an area's site, made at first need; the first of all is the one that this installation shows."""
    home = Home.objects.filter(area=area).first()
    if home:
        return home
    root = WagtailPage.get_first_root_node()
    home = root.add_child(
        instance=Home(title=area.partnership_name, slug=f"site-{area.code}", area=area, search_words=that_came())
    )
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.pk is None or not Home.objects.exclude(pk=home.pk).exists():
        welcome = site.root_page if site.pk else None
        site.root_page, site.site_name = home, area.partnership_name
        site.save()
        if welcome and welcome.slug == "home" and not welcome.get_children().exists():
            welcome.delete()
    return home


def _one(home: Home, parent, told: dict, above: str, done: dict, kept_by: Team, at: datetime) -> None:
    beneath = told.pop("pages", [])
    key = f"{above}{told['slug']}"
    digest = hashlib.sha256(json.dumps([SHAPE, told], sort_keys=True, default=str).encode()).hexdigest()
    brought = Brought.objects.filter(home=home, key=key).select_related("page").first()
    if brought is None:
        page = _filled(Page(slug=told["slug"], kept_by=kept_by), told)
        parent.add_child(instance=page)
        _publish(page, Brought(home=home, key=key, page=page), digest, at)
        done["new"] += 1
    else:
        page = brought.page.specific
        if brought.digest == digest:
            done["same"] += 1
        elif page.latest_revision_id != brought.revision or page.live_revision_id != brought.revision:
            done["an editor's"] += 1
        else:
            _publish(_filled(page, told), brought, digest, at)
            done["changed"] += 1
    for each in beneath:
        _one(home, page, each, f"{key}/", done, kept_by, at)


def _filled(page: Page, told: dict) -> Page:
    page.title = told["title"]
    for name in FACTS:
        setattr(page, name, told.get(name, Page._meta.get_field(name).get_default()))
    page.reviewed_on = told.get("reviewed_on", WRITTEN_ON)
    page.review_by = told["review_by"]
    page.starts_on, page.ends_on = told.get("starts_on"), told.get("ends_on")
    page.search_description = told["summary"]
    page.body = Page._meta.get_field("body").to_python(json.dumps([_block(each) for each in told.get("body", [])]))
    page.full_clean(exclude=["path", "depth", "slug", "url_path", "latest_revision", "live_revision"])
    return page


def _block(told: dict) -> dict:
    """A block of a data file, `{kind: value}`, as the editor keeps it."""
    ((kind, value),) = told.items()
    if kind == "words":
        return {"type": kind, "value": marked(value)}
    if isinstance(value, list):
        value = [{"type": "item", "id": str(uuid4()), "value": _item(kind, item)} for item in value]  # no id, no item
    return {"type": kind, "value": value}


def _item(kind: str, item: dict) -> dict:
    is_rich = kind in ("facts", "steps", "parts", "roles")
    return {**item, "words": marked(item["words"])} if is_rich else item


def marked(text: str) -> str:
    """Plain words of a data file as the editor keeps them: paragraphs, lists, bold, links. Nothing else is markup."""
    return "".join(_paragraph(part.strip().split("\n")) for part in text.strip().split("\n\n"))


def _paragraph(lines: list[str]) -> str:
    drawn, listed = [], {"ul": [], "ol": []}
    for line in lines:
        found = LISTED.match(line)
        if found:
            listed["ul" if found[1] == "-" else "ol"].append(f"<li>{_inline(found[2])}</li>")
        else:
            drawn.append(_inline(line))
    made = f"<p>{' '.join(drawn)}</p>" if drawn else ""
    return made + "".join(f"<{tag}>{''.join(items)}</{tag}>" for tag, items in listed.items() if items)


def _inline(text: str) -> str:
    text = BOLD.sub(r"<b>\1</b>", escape(text, quote=False))
    return LINK.sub(r'<a href="\2">\1</a>', text)


def _publish(page: Page, brought: Brought, digest: str, at: datetime) -> None:
    revision = page.save_revision(clean=False)
    revision.publish()
    brought.digest, brought.revision = digest, revision.pk
    brought.save()
