"""One change of an area's configuration at a time."""

from breakwater.foundation import audit

from ..access import Permission, require
from ..models import Actor, Area
from ..settled import forget


def lock(area: Area, *, by: Actor) -> Area:
    """The area, held until the change is done. Raises NotPermitted unless `by` keeps this area."""
    require(by, Permission.ORGANISATIONS_EDIT, area)
    forget()
    return Area.objects.select_for_update(no_key=True).get(pk=area.pk)


def note(area: Area, what: str, row: int | None = None, **facts) -> None:
    """Say in the audit what was changed: codes and ids, never a number or a name."""
    audit.did("changed", "area", area.pk, what=what, **({} if row is None else {"row": row}), **facts)
