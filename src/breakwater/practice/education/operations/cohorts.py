"""An area's table of cohorts: taken up from the file that Breakwater brings, and changed line by line, each a new edition."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor, Area

from ..cohorts import read_table
from ..models import CohortRule, Condition, See, is_barred


class NeverOnAList(Exception):
    """Prevent, allegations and live section 47 enquiries reach no list, whoever asks."""


class ChangedMeanwhile(Exception):
    """Someone else changed this line; it must be read again."""


class NothingChanged(Exception):
    """The line says this already."""


class CodeTaken(Exception):
    """The table has a line of this code already."""


def in_force(area: Area, on: date) -> dict[str, CohortRule]:
    """The lines that hold on a day, by code, in their order."""
    return {rule.code: rule for rule in CohortRule.objects.in_force(area, on).order_by("order", "pk")}


@transaction.atomic
def take_up(*, area: Area, by: Actor, at: datetime) -> int:
    """Give an area the table that Breakwater brings, where it has none yet; return how many lines it got."""
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    if CohortRule.objects.filter(area=area).exists():
        return 0
    table = read_table()
    made = CohortRule.objects.bulk_create(
        CohortRule(
            area=area, code=line.code, name=line.name, definition=line.definition, source=line.source, see=line.see,
            condition=line.condition, said=line.said, figure=line.figure, why=line.why, owner=table.owner, written_from=table.source,
            review_by=table.review_by, order=order, starts_on=london_date(at), changed_at=at, changed_by=by,
        )
        for order, line in enumerate(table.lines, 1)
    )  # fmt: skip
    audit.did("took up the table of cohorts", "area", area.pk, lines=len(made))
    return len(made)


@transaction.atomic
def change(
    *, rule: CohortRule, definition: str, see: str, condition: str, said: str, figure: str, why: str, owner: str,
    review_by: date, because: str, by: Actor, at: datetime,
) -> CohortRule:  # fmt: skip
    """End a line today and begin its next edition. Lists already made keep the edition they were made by.

    Raises NeverOnAList, ChangedMeanwhile, NothingChanged.
    """
    held = CohortRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if held.ends_on is not None:
        raise ChangedMeanwhile(held.code)
    if is_barred(held.code, see, definition, said):
        raise NeverOnAList(held.code)
    condition = condition if see != See.NEVER else Condition.NONE
    wanted = {
        "definition": definition, "see": see, "condition": condition, "said": said, "figure": figure, "why": why,
        "owner": owner, "review_by": review_by,
    }  # fmt: skip
    if all(getattr(held, name) == value for name, value in wanted.items()):
        raise NothingChanged(held.code)
    today = london_date(at)
    CohortRule.objects.filter(pk=held.pk).update(ends_on=today)
    made = CohortRule.objects.create(
        area=held.area, code=held.code, edition=held.edition + 1, name=held.name, source=held.source,
        written_from=held.written_from, order=held.order, starts_on=today, changed_at=at,
        changed_by=by, changed_because=because, **wanted,
    )  # fmt: skip
    audit.did("changed a cohort", "area", held.area_id, code=held.code, see=see, condition=condition)
    return made


@transaction.atomic
def add(
    *, area: Area, code: str, name: str, source: str, definition: str, see: str, condition: str, said: str, figure: str,
    why: str, owner: str, review_by: date, because: str, by: Actor, at: datetime,
) -> CohortRule:  # fmt: skip
    """Add a cohort of the area's own: rows of agencies' lists that carry its code come on lists by it.

    An area without a table gets the one that Breakwater brings first: one line alone would stand for all of it.
    Raises NeverOnAList, CodeTaken.
    """
    if is_barred(code, see, name, definition, said):
        raise NeverOnAList(code)
    take_up(area=area, by=by, at=at)
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    if CohortRule.objects.filter(area=area, code=code).exists():
        raise CodeTaken(code)
    last = CohortRule.objects.filter(area=area).aggregate(order=Max("order"))["order"] or 0
    made = CohortRule.objects.create(
        area=area, code=code, name=name, source=source, definition=definition, see=see,
        condition=condition if see != See.NEVER else Condition.NONE, said=said, figure=figure, why=why, owner=owner,
        review_by=review_by, written_from="the area’s own", order=last + 1, starts_on=london_date(at), changed_at=at,
        changed_by=by, changed_because=because,
    )  # fmt: skip
    audit.did("added a cohort", "area", area.pk, code=code, see=see, condition=condition)
    return made
