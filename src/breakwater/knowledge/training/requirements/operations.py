"""Somebody need not be trained for a time; the record of somebody who left long ago is let go."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor

from ..models import CourseGroup, Delegate, Evaluation, Exemption

KEPT_YEARS = 6
FORMER = "Former delegate"


@dataclass(frozen=True)
class ExemptFacts:
    group: str
    why: str
    until: date


@transaction.atomic
def exempt(delegate: Delegate, facts: ExemptFacts, *, by: Actor, at: datetime) -> Exemption:
    """Somebody need not be trained in a group until a day. Why, and who approved it, are kept."""
    group = CourseGroup.objects.get(code=facts.group)
    made = Exemption.objects.create(delegate=delegate, group=group, why=facts.why, until=facts.until, at=at, by=by)
    audit.did("exempted", "training_record", delegate.pk)
    return made


@transaction.atomic
def forget(*, before: date, at: datetime) -> int:
    """Let go of who people were whose last employment known here ended before a day. Certificates stay, by their numbers."""
    gone = Delegate.objects.exclude(name=FORMER).annotate(last=Max("employments__ends_on")).filter(last__lt=before)
    gone = gone.exclude(employments__ends_on=None).filter(Q(user=None) | Q(user__is_active=False))
    count = 0
    for each in list(gone.order_by("pk")):
        Evaluation.objects.filter(booking__delegate=each).update(manager_words="")
        each.name, each.email, each.telephone, each.needs = FORMER, f"former-{each.public_id}@invalid.invalid", "", ""
        each.manager_name = each.manager_email = each.finance_email = ""
        each.save(
            update_fields=["name", "email", "telephone", "needs", "manager_name", "manager_email", "finance_email"]
        )
        audit.did("let go of", "training_record", each.pk)
        count += 1
    return count
