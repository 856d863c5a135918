"""What rows share that somebody recorded: when and by whom, the form they came by, which is perhaps sent twice, and how one is withdrawn."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.db import models, transaction
from django.db.models import Max, Q

from breakwater.foundation import audit
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

MADE_BY = {"on_delete": models.PROTECT, "related_name": "+"}
MAYBE = {"null": True, "blank": True, "on_delete": models.PROTECT, "related_name": "+"}


class Recorded(models.Model):
    """Something that was recorded: when, and by whom."""

    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)

    class Meta:
        abstract = True


class Made(Recorded):
    """The same, of something that a form makes once; `key` is the form's."""

    key = models.UUIDField(unique=True)

    class Meta:
        abstract = True


class WithdrawableQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Withdrawable(Made):
    """Something that was recorded, and may be withdrawn where it is wrong. It stays, and is read as withdrawn: by whom, when and why."""

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Actor, **MAYBE)
    withdrawn_why = models.CharField(max_length=400, blank=True)

    objects = WithdrawableQuerySet.as_manager()

    class Meta:
        abstract = True


# Among the constraints of everything withdrawable, and the columns that its wall lets change.
WITHDRAWN = models.CheckConstraint(
    name="%(class)s_withdrawn_for_a_reason",
    condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
    | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
)
WITHDRAWING = "withdrawn_at", "withdrawn_by_id", "withdrawn_why"


class IsWithdrawn(Refusal):
    words = "This was withdrawn already"


def once(kind: type[Made]) -> Callable:
    """Of an operation that records one row of a kind: in one transaction, and a form sent again is answered with the row that it made."""

    def of(operation: Callable) -> Callable:
        @wraps(operation)
        @transaction.atomic
        def record(*args, key, **more):
            return made_before(kind, key) or operation(*args, key=key, **more)

        return record

    return of


def next_number(kind: type[models.Model], field: str = "number", **of) -> int:
    """One more than the last of what is counted beneath something; two at once take turns."""
    beneath = sorted((name, str(getattr(each, "pk", each))) for name, each in of.items())
    one_at_a_time(f"{kind._meta.label_lower} {beneath}")
    return (kind._default_manager.filter(**of).aggregate(last=Max(field))["last"] or 0) + 1


@transaction.atomic
def withdraw(row: Withdrawable, why: str, *, by: Actor, at: datetime) -> Withdrawable:
    """Say that a row was wrong. What stood before it stands again. Raises IsWithdrawn."""
    held = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if held.withdrawn_at:
        raise IsWithdrawn(held.pk)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_why = at, by, why
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    audit.because(why)
    audit.did("withdrew", held._meta.model_name, held.pk)
    return held
