"""The contacts behind a published number, as far as the actor may see them."""

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce

from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import Period
from breakwater.partnership.organisations.models import Area

from ..models import AllegationContact, Contact, ContactLink, Outcome
from ..pathway import CONTACT
from .tables import NONE


def contacts_of(area: Area, period: Period, *, source: str = "", outcome: str = "") -> QuerySet[Contact]:
    """The contacts that count in a period, of one source and one outcome where given."""
    again = ContactLink.objects.filter(other=OuterRef("pk"), kind=ContactLink.Kind.DUPLICATE, ended_at=None)
    found = Contact.objects.filter(
        ~Exists(again), ~Exists(AllegationContact.objects.filter(case=OuterRef("case"))),
        case__area=area, case__kind=CONTACT,
        received_at__gte=start_of(period.first), received_at__lt=start_of(months_later(period.last, 1)),
    ).exclude(outcome=Outcome.DUPLICATE)  # fmt: skip
    if outcome:
        found = found.filter(outcome="" if outcome == NONE else outcome)
    if source:
        by_channel = Case(
            When(channel__in=["CHILD", "PUBLIC", "HEALTH", "OTHER_AREA"], then="channel"),
            When(channel="NOTICE", then=Value("POLICE")),
            default=Value("NOT_SAID"), output_field=CharField(),
        )  # fmt: skip
        found = found.annotate(source=Coalesce("sender_organisation__kind", by_channel, output_field=CharField()))
        found = found.filter(source=source)
    return found
