"""What the pages of retention list. The wall leaves out every other area's."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Count, Q, QuerySet

from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Area, User
from breakwater.partnership.organisations.operations import who_hold

from .models import Batch, ClassChange, Disposal, Due, Erasure, Hold
from .schedule import RecordClass, schedule

WHO = ("membership__user", "membership__role", "membership__team")
DUE = Due.objects.select_related("hold")
HOLDS = Hold.objects.filter(ended_at=None)
BATCHES = Batch.objects.select_related(
    *(f"{by}__{each}" for by in ("by", "approved_by", "refused_by") for each in WHO),
)


@dataclass(frozen=True)
class ClassInForce:
    """A class as an area keeps it now. `change` is what it changed, or None; `waiting` what somebody else is to agree to."""

    of: RecordClass
    years: int
    change: ClassChange | None
    waiting: ClassChange | None = None


def is_record(name: str) -> bool:
    """Whether a record or person of this name is in the actor's area, who is information governance: all that is said of it."""
    with connection.cursor() as cursor:
        cursor.execute("select access.is_record(%s)", [name])
        return cursor.fetchone()[0]


def approvers(area: Area, at: datetime) -> QuerySet[User]:
    """Who may approve a batch of the area."""
    roles = (Role.HEAD_OF_SERVICE, Role.INFORMATION_GOVERNANCE)
    return reduce(or_, (who_hold(role, area=area, at=at) for role in roles)).order_by("pk")


def waiting_for(user: int) -> QuerySet[Batch]:
    """Batches that wait for the word of somebody who did not propose them, the oldest first."""
    return BATCHES.filter(approved_at=None, refused_at=None).exclude(by__membership__user=user).order_by("at", "pk")


def due() -> QuerySet[Due]:
    return DUE.order_by("due_on", "pk")


def counted_at():
    """When the list was last worked out, or None."""
    return Due.objects.values_list("counted_at", flat=True).first()


def holds() -> QuerySet[Hold]:
    """Holds that stand, the newest first; those that ended after them."""
    return (
        Hold.objects.select_related(*(f"by__{each}" for each in WHO))
        .annotate(records=Count("due"))
        .order_by("-ended_at", "-at")
    )


def batches() -> QuerySet[Batch]:
    """Every batch, the newest first, with how many records it names, and how many went."""
    went = Count("records", filter=Q(records__state=Disposal.State.DELETED))
    return BATCHES.annotate(total=Count("records"), went=went).order_by("-at")


def erasures(reference: str = "") -> QuerySet[Erasure]:
    """Persons to be erased, or who were, the newest first; those of one request alone where its reference is given."""
    found = Erasure.objects.select_related(*(f"{by}__{each}" for by in ("by", "agreed_by") for each in WHO)).order_by(
        "-at", "-pk"
    )
    return found.filter(asked_for=reference) if reference else found


def records_of(batch: Batch) -> QuerySet[Disposal]:
    return batch.records.order_by("record_class", "due_on", "pk")


def changes() -> QuerySet[ClassChange]:
    return ClassChange.objects.select_related(
        *(f"{by}__{each}" for by in ("by", "agreed_by", "refused_by") for each in WHO)
    )


def changes_waiting(user: int) -> QuerySet[ClassChange]:
    """Fewer years of a class that wait for the word of somebody who did not ask for them, the oldest first."""
    found = changes().filter(shortens=True, agreed_at=None, refused_at=None)
    return found.exclude(by__membership__user=user).order_by("at", "pk")


def classes_in_force(today: date) -> list[ClassInForce]:
    """The schedule as the actor's area has it, in its own order."""
    of_class: dict[str, list[ClassChange]] = {}
    for each in ClassChange.objects.filter(from_on__lte=today, refused_at=None).order_by("pk"):
        of_class.setdefault(each.record_class, []).append(each)
    return [_in_force(each, of_class.get(key, [])) for key, each in schedule().classes.items()]


def _in_force(of: RecordClass, made: list[ClassChange]) -> ClassInForce:
    """As `due.py` reckons by night: what was agreed to last, and what is longer since."""
    years, held = of.years, None
    for each in made:
        if each.agreed_at or each.years >= years:
            years, held = each.years, each
    return ClassInForce(of, max(years, of.at_least), held, next((each for each in reversed(made) if each.waits), None))


def years_in_force(of: RecordClass, today: date) -> int:
    return next(each.years for each in classes_in_force(today) if each.of is of)
