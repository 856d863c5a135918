"""What the site itself answers the one search with: its pages, the library, and what bulletins told."""

from collections.abc import Hashable, Iterator
from datetime import date

from django.db.models import Count, Max, QuerySet
from django.urls import reverse

from breakwater.foundation.design.rich_text import plain
from breakwater.partnership.organisations.models import Area

from . import glossary, letters, presenting, shelves
from .childs_data import text_of
from .models import Alert, Audience, Home, Issue, Item, Kind, Page, Resource, Step
from .models.resources import Check
from .registry import OTHER_LANGUAGES, SEARCHED, Entry, Searched

NEWS = (Kind.NEWS, Kind.CAMPAIGN)
FOR_FAMILIES = (Audience.CHILDREN, Audience.PARENTS, Audience.WORRIED, Audience.EVERYONE)
OF_OLD, OF_A_WORD = 0.75, 0.7  # what an answer is worth that was news once, or that explains one word


def _changed(rows: QuerySet, moment: str) -> Hashable:
    return tuple(rows.aggregate(Count("pk"), Max("pk"), Max(moment)).values())


def _pages_of(area: Area) -> QuerySet[Page]:
    home = Home.objects.filter(area=area).first()
    return Page.objects.of(home) if home else Page.objects.none()


def _pages(area: Area, day: date) -> Iterator[Entry]:
    for page in _pages_of(area):
        language = presenting.language_said(page)
        is_news = page.kind in NEWS
        yield Entry(
            page.title,
            presenting.address_of(page),
            page.summary,
            ", ".join(filter(None, [page.get_kind_display() if is_news else page.get_audience_display(), language])),
            OTHER_LANGUAGES if language else "bulletins" if is_news else "pages",
            page.other_words,
            text_of(page.body),
            OF_OLD if is_news else 1.0,
            is_for_families=page.audience in FOR_FAMILIES and not is_news and not language,
        )
    for word in glossary.words():
        address = f"{reverse('content:glossary')}#{word.key}"
        yield Entry(word.term, address, word.means, "What the words mean", "pages", word.also, worth=OF_A_WORD)


def _resources(area: Area, day: date) -> Iterator[Entry]:
    for each in Resource.objects.published(day).filter(area=area):
        said = shelves.card(each)
        yield Entry(
            each.title,
            said.href,
            each.summary,
            f"Library: {', '.join(said.facts[:3])}",
            "resources",
            f"{each.get_subject_display()} {each.get_sort_display()} {each.credit}",
            " ".join(said.facts),
        )


def _bulletins(area: Area, day: date) -> Iterator[Entry]:
    items = Item.objects.filter(issue__in=_issues(area)).order_by("issue", "order", "pk").select_related("issue")
    said: dict[Issue, list[str]] = {issue: [] for issue in _issues(area)}
    for item in items:
        said[item.issue].append(f"{item.heading} {plain(item.words)}")
    for issue, words in said.items():
        what = f"{issue.get_topic_display()}, issue {issue.number}"
        yield Entry(
            issue.title, letters.address_of(issue), plain(issue.lead), what, "bulletins", "", " ".join(words), OF_OLD
        )
    for alert in Alert.objects.published().filter(area=area):
        yield Entry(
            alert.title,
            reverse("content:public_alert", args=[alert.public_id]),
            plain(alert.words)[:200],
            "Urgent alert",
            "bulletins",
            "",
            plain(alert.what_to_do),
            OF_OLD,
        )


def _issues(area: Area) -> QuerySet[Issue]:
    return Issue.objects.published().filter(area=area).order_by("pk")


SEARCHED.register("pages", Searched(lambda area, day: _changed(_pages_of(area), "last_published_at"), _pages))
SEARCHED.register(
    "resources",
    Searched(
        lambda area, day: (
            _changed(Resource.objects.published(day).filter(area=area), "published_at"),
            _changed(Step.objects.filter(resource__area=area, what=Check.CORRECTED), "at"),
        ),
        _resources,
    ),
)
SEARCHED.register(
    "bulletins",
    Searched(
        lambda area, day: (
            _changed(_issues(area), "sent_at"),
            _changed(Alert.objects.published().filter(area=area), "sent_at"),
        ),
        _bulletins,
    ),
)
