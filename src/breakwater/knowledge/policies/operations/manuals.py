"""Opening a manual for the areas that share it, and its chapters."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, Team

from ..models import Chapter, Manual, Sharing, Sort

OURS = {"read"}  # the addresses beside those of manuals


class NumberTaken(Refusal):
    """Numbers are cited, so none is given twice."""

    box, words = "number", "Another chapter has this number, or had it. Choose another"


class NameTaken(Refusal):
    """Another manual has this address, or an area has, or a page of ours."""

    box, words = "slug", "Another manual or an area goes by this name. Choose another"


def areas_to_share() -> list[Area]:
    """Every area, by name."""
    return list(Area.objects.order_by("name", "pk"))


@transaction.atomic
def open_manual(*, slug: str, title: str, areas: Iterable[Area], by: Actor, at: datetime, about: str = "") -> Manual:
    """A new manual, shared by these areas. Raises NameTaken."""
    if slug in OURS or slug in {slugify(name) for name in Area.objects.values_list("name", flat=True)}:
        raise NameTaken(slug)
    manual, is_new = Manual.objects.get_or_create(slug=slug, defaults={"title": title, "about": about})
    if not is_new:
        raise NameTaken(slug)
    Sharing.objects.bulk_create(Sharing(manual=manual, area=area) for area in areas)
    audit.did("opened", "manual", manual.pk, at=at)
    return manual


@transaction.atomic
def add_chapter(
    *, manual: Manual, number: str, title: str, kept_by: Team, by: Actor, at: datetime, sort: str = Sort.PROCEDURE
) -> Chapter:
    """A new chapter, without text as yet. Raises NumberTaken."""
    Manual.objects.select_for_update().get(pk=manual.pk)
    if Chapter.objects.filter(manual=manual, number=number).exists():
        raise NumberTaken(number)
    chapter = Chapter.objects.create(manual=manual, number=number, title=title, kept_by=kept_by, sort=sort, made_at=at)
    audit.did("added", "chapter", chapter.pk)
    return chapter
