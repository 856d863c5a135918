"""The next number of what stands beneath something."""

from django.db.models import Max, Model

from breakwater.foundation.models import one_at_a_time


def next_number(kind: type[Model], **of) -> int:
    """One more than the last; two at once take turns."""
    one_at_a_time(f"{kind._meta.label_lower} {sorted((name, each.pk) for name, each in of.items())}")
    return (kind._default_manager.filter(**of).aggregate(last=Max("number"))["last"] or 0) + 1
