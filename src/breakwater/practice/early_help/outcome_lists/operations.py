"""Keeping an area's outcomes: a new version from a day on; nothing that a plan names is lost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.practice.early_help.models import OutcomeList

from . import vocabulary as outcomes


class AnotherVersion(Refusal):
    words = "Someone else made a version meanwhile. Open the page again: theirs is there."


class NothingOffered(Refusal):
    box, words = "retired", "Leave at least one that is offered"


@dataclass(frozen=True)
class NextVersion:
    """The next version of an area's outcomes. `words` by key of those there are; `added` get keys of their own. `drawn_from` is the
    number of the newest version when the page was drawn.
    """

    drawn_from: int
    title: str
    source: str
    words: Mapping[str, str]
    retired: Collection[str]
    added: Sequence[str]
    from_on: date


@transaction.atomic
def new_version(area: Area, facts: NextVersion, *, by: Actor, at: datetime) -> OutcomeList:
    """Keep the next version of an area's outcomes. Raises AnotherVersion, NothingOffered."""
    one_at_a_time(f"outcomes {area.pk}")
    newest = newest_of(area)
    number = newest.number if newest else 0
    if number != facts.drawn_from:
        raise AnotherVersion(area.pk)
    before = outcomes.of_list(newest) if newest else outcomes.SUPPORTING_FAMILIES
    headings = [
        {"key": key, "words": facts.words.get(key) or said, "retired": key in facts.retired}
        for key, said in before.headings.items()
    ]
    last = max(int(key) for key in before.headings)
    headings += [
        {"key": str(last + place), "words": said, "retired": False} for place, said in enumerate(facts.added, 1)
    ]
    if all(one["retired"] for one in headings):
        raise NothingOffered(area.pk)
    made = OutcomeList.objects.create(
        area=area,
        number=number + 1,
        headings=headings,
        made_at=at,
        by=by,
        **values_of(facts, "title", "source", "from_on"),
    )
    audit.did("made a version of outcomes", "outcome_list", made.pk)
    return made


def newest_of(area: Area) -> OutcomeList | None:
    """The version made last, begun or not."""
    return OutcomeList.objects.filter(area=area).order_by("-number").first()
