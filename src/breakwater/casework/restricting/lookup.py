"""Restrictions as their pages list them."""

from breakwater.partnership.organisations.models import Area

from .models import Lock, LockedRecord, LockPolicy


def locks_on(**record) -> list[Lock]:
    """The restrictions of a record (`person` or `case`) that are in force or asked for."""
    records = LockedRecord.objects.filter(**record, ends_at=None).values("lock")
    return list(Lock.objects.filter(pk__in=records, state__in=[Lock.State.REQUESTED, Lock.State.ACTIVE]).order_by("pk"))


def policies_of(area: Area) -> list[LockPolicy]:
    """What an area's restrictions show to others, by reason."""
    return list(LockPolicy.objects.filter(area=area))


def locks_answered_for() -> list[Lock]:
    """Those that the actor may know of, the first to look at first."""
    return list(Lock.objects.select_related("approver_user").order_by("state", "review_on", "pk")[:200])
