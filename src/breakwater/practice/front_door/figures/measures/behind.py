"""The contacts behind a published number, as far as the actor may see them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Lower

from breakwater.casework.models import Clock
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import Period
from breakwater.foundation.figures.working_out import Counted
from breakwater.partnership.organisations.models import Area, Membership

from ...models import AllegationContact, Contact, ContactLink, Outcome
from ...pathway import ACKNOWLEDGE, CONTACT, DECISION, FEEDBACK
from .tables import NONE


def overdue_now(area: Area, now: datetime) -> dict[str, int]:
    """How many duties to open contacts are overdue, by duty, as far as the actor may see them; of a rating the one that stands."""
    late = Clock.objects.running().filter(
        Q(rule__in=[DECISION.key, ACKNOWLEDGE.key, FEEDBACK.key])
        | Q(rule=Concat(Value("front_door.rated_"), Lower("case__contact__rag"))),
        breach_at__lte=now,
        case__closed_at=None,
        case__contact__in=_that_count(area),
    )
    return {rule.removeprefix("front_door."): n for rule, n in late.values_list("rule").annotate(n=Count("pk"))}


def _that_count(area: Area) -> QuerySet[Contact]:
    again = ContactLink.objects.filter(other=OuterRef("pk"), kind=ContactLink.Kind.DUPLICATE, ended_at=None)
    found = Contact.objects.filter(
        ~Exists(again),
        ~Exists(AllegationContact.objects.filter(case=OuterRef("case"))),
        case__area=area,
        case__kind=CONTACT,
    )
    return found.exclude(outcome=Outcome.DUPLICATE)


def counted_of(found: Counted, *, source: str = "", outcome: str = "") -> int:
    """How many of the contacts counted came from one source and had one outcome, where given, whoever may see them."""
    return sum(
        n
        for rows in found.values()
        for name, line, part, n in rows
        if name == "outcome" and source in ("", line) and outcome in ("", part)
    )


def decided_of(found: Counted, part: str = "") -> int:
    """How many of the contacts counted were decided in time ("YES") or not ("NO"); without a part both."""
    return sum(n for rows in found.values() for name, _, of, n in rows if name == "decision" and part in ("", of))


def late_of(area: Area, period: Period, now: datetime) -> QuerySet[Contact]:
    """The contacts of a period that were not decided in time, as `decided_of` counts them: by the first clock of each."""
    clocks = Clock.objects.filter(case=OuterRef("case"), rule=DECISION.key).order_by("started_at")
    first = {name: Subquery(clocks.values(name)[:1]) for name in ("stopped_at", "breach_at")}
    found = contacts_of(area, period).annotate(clock_stopped=first["stopped_at"], clock_ends=first["breach_at"])
    return found.filter(Q(clock_stopped__gte=F("clock_ends")) | Q(clock_stopped=None, clock_ends__lte=now))


def managers(posts: Iterable[str]) -> dict[str, str]:
    """The words of the lines that are posts."""
    found = Membership.objects.filter(pk__in=[int(post) for post in posts]).select_related("user", "role")
    return {str(post.pk): f"{post.user.name}, {post.role.title}" for post in found.order_by("user__name")}


def contacts_of(area: Area, period: Period, *, source: str = "", outcome: str = "") -> QuerySet[Contact]:
    """The contacts that count in a period, of one source and one outcome where given."""
    found = _that_count(area).filter(
        received_at__gte=start_of(period.first), received_at__lt=start_of(months_later(period.last, 1))
    )
    if outcome:
        found = found.filter(outcome="" if outcome == NONE else outcome)
    if source:
        by_channel = Case(
            When(channel__in=["CHILD", "PUBLIC", "HEALTH", "OTHER_AREA"], then="channel"),
            When(channel="NOTICE", then=Value("POLICE")),
            default=Value("NOT_SAID"),
            output_field=CharField(),
        )
        found = found.annotate(source=Coalesce("sender_organisation__kind", by_channel, output_field=CharField()))
        found = found.filter(source=source)
    return found
