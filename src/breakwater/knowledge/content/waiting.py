"""What waits for those who keep an area's site."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import StrIndex, Substr

from breakwater.partnership.organisations.models import Area, Membership

from . import rules
from .models import Feedback, Page, PageLink, Pledge, Resource, Step
from .models.resources import OF_RESOURCE, Check

SOON = timedelta(days=30)
LATELY = timedelta(days=90)
MOST = 100


def overdue_pages(area: Area, on: date, *, kept_by: int | None = None):
    """Pages that should have been read again, longest ago first; of one team, where it is named."""
    rows = Page.objects.overdue(on).filter(kept_by__area=area).select_related("kept_by")
    return _of_team(rows, "kept_by", kept_by).order_by("review_by", "pk")[:MOST]


def offers(area: Area):
    return Resource.objects.waiting().filter(area=area).order_by("offered_at", "pk")


def expiring(area: Area, on: date):
    """Published resources whose time is over within a month, or whose link is dead."""
    rows = Resource.objects.published(on).filter(area=area, expires_on__lte=on + SOON)
    return rows.order_by("expires_on", "pk")[:MOST]


def dead_links(area: Area, at: datetime):
    """Resources taken out lately because their link died or led elsewhere, newest first, each with why."""
    rows = (
        Resource.objects.taken_out_for_their_link(at - LATELY)
        .filter(area=area)
        .order_by("-link_failed_at", "pk")[:MOST]
    )
    why = Step.objects.filter(resource__in=[each.pk for each in rows], what=Check.ARCHIVED).order_by("at", "pk")
    said = {step.resource_id: step.words for step in why}
    return [(each, said.get(each.pk, "")) for each in rows]


def dead_page_links(area: Area, *, kept_by: int | None = None):
    """Addresses to which live pages lead and where nothing is any more, longest ago first; of one team's pages, where it is named."""
    rows = PageLink.objects.dead().filter(page__kept_by__area=area).select_related("page__kept_by")
    return _of_team(rows, "page__kept_by", kept_by).order_by("failed_at", "pk")[:MOST]


def _of_team(rows, path: str, team_id: int | None):
    return rows if team_id is None else rows.filter(**{path: team_id})


def to_check(area: Area, post: Membership) -> list[Resource]:
    """Offers that still lack the check which is this post's to give, unless its holder gave the other: nobody makes both."""
    made = Step.objects.filter(resource=OuterRef("pk"))
    mine = Exists(made.filter(what__in=[Check.SPECIALIST, Check.EDUCATION], by__membership__user=post.user_id))
    rows = offers(area).exclude(mine)
    for check in (Check.SPECIALIST, Check.EDUCATION):
        rows = rows.annotate(**{f"has_{check.value}": Exists(made.filter(what=check))})
    return [each for each in rows[:MOST] if _lacks_of(each, post.role_id)]


def _lacks_of(offer: Resource, role: str) -> bool:
    mine = {Check.SPECIALIST: role == rules.specialist_of(offer), Check.EDUCATION: role in rules.TEACHES}
    return any(is_mine and not getattr(offer, f"has_{check.value}") for check, is_mine in mine.items())


def named(rows: Iterable[Feedback]) -> list[Feedback]:
    """The messages, each with `page`: what it is about by its name, where that is a page or a resource of the site."""
    rows = list(rows)
    about = {each.about for each in rows}
    pages = Page.objects.annotate(place=Substr("url_path", StrIndex(Substr("url_path", 2), Value("/")) + 2))
    names = dict(pages.filter(place__in=about).values_list("place", "title"))
    kept = Resource.objects.filter(public_id__in=[each.removeprefix(OF_RESOURCE) for each in about])
    names |= {f"{OF_RESOURCE}{public_id}": title for public_id, title in kept.values_list("public_id", "title")}
    for each in rows:
        each.page = names.get(each.about) or each.about or "The site"
    return rows


def pledges(area: Area):
    """What schools and services said that they do for campaigns, newest first."""
    rows = Pledge.objects.filter(page__kept_by__area=area).select_related("page", "organisation")
    return list(rows.order_by("-made_at", "-pk")[:MOST])


def feedback(area: Area):
    return Feedback.objects.filter(area=area, state=Feedback.State.NEW).order_by("sent_at", "pk")[:MOST]
