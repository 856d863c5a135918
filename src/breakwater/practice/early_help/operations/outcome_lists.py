"""Keeping an area's outcomes: a new version from a day on; nothing that a plan names is lost."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import one_at_a_time
from breakwater.partnership.organisations.models import Actor, Area

from .. import outcomes
from ..models import OutcomeList


class ChangedMeanwhile(Exception):
    """Someone else made a version after this page was drawn."""


class NothingOffered(Exception):
    """A list offers at least one outcome."""


@transaction.atomic
def new_version(
    *,
    area: Area,
    drawn_from: int,
    title: str,
    source: str,
    words: Mapping[str, str],
    retired: Collection[str],
    added: Sequence[str],
    from_on: date,
    by: Actor,
    at: datetime,
) -> OutcomeList:
    """Keep the next version of an area's outcomes. `words` by key of those there are; `added` get keys of their own.

    `drawn_from` is the number of the newest version when the page was drawn. Raises ChangedMeanwhile, NothingOffered.
    """
    one_at_a_time(f"outcomes {area.pk}")
    newest = newest_of(area)
    number = newest.number if newest else 0
    if number != drawn_from:
        raise ChangedMeanwhile(area.pk)
    before = outcomes.of_list(newest) if newest else outcomes.SUPPORTING_FAMILIES
    headings = [
        {"key": key, "words": words.get(key) or said, "retired": key in retired}
        for key, said in before.headings.items()
    ]
    last = max(int(key) for key in before.headings)
    headings += [{"key": str(last + place), "words": said, "retired": False} for place, said in enumerate(added, 1)]
    if all(one["retired"] for one in headings):
        raise NothingOffered(area.pk)
    made = OutcomeList.objects.create(
        area=area, number=number + 1, title=title, source=source, headings=headings, from_on=from_on, made_at=at, by=by
    )
    audit.did("made a version of outcomes", "outcome_list", made.pk)
    return made


def newest_of(area: Area) -> OutcomeList | None:
    """The version made last, begun or not."""
    return OutcomeList.objects.filter(area=area).order_by("-number").first()
