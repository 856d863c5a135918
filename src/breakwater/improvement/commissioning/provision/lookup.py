"""Services and their quarters as pages read them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, DateField, F, Q, QuerySet, When
from django.db.models.functions import Least

from breakwater.improvement.assurance.models import Priority
from breakwater.knowledge.directory.models import Listing, Service, Status
from breakwater.partnership.organisations.access.roles import Role
from breakwater.partnership.organisations.models import Membership, User, actor_relations

from ..models import Provision, Quarter

PROVISIONS = Provision.objects.select_related("service__provider", "area", *actor_relations("withdrawn_by")).defer(
    "service__words", "service__stems"
)
ENDED = Status.DEFUNCT, Status.INACTIVE, Status.CLOSED_FOR_NOW


def provisions_of(area: int) -> QuerySet[Provision]:
    """The services of an area that are recorded here, by name."""
    return PROVISIONS.standing().filter(area=area).order_by("service__name", "pk")


def running(area: int, on: date) -> QuerySet[Provision]:
    """Those that are offered and under contract on a day."""
    in_force = Q(ends_on=None) | Q(ends_on__gte=on)
    return provisions_of(area).filter(in_force, starts_on__lte=on).exclude(service__status__in=ENDED)


def out_of_contract(area: int, on: date) -> QuerySet[Provision]:
    """Those that the directory has as open although their contract has ended."""
    return provisions_of(area).filter(ends_on__lt=on).exclude(service__status__in=ENDED)


def not_recorded(area: int) -> QuerySet[Service]:
    """The directory's services of which nothing is recorded here."""
    offered = Service.objects.filter(area=area, listing=Listing.SERVICE).exclude(status__in=ENDED)
    return offered.exclude(pk__in=Provision.objects.standing().filter(area=area).values("service")).order_by(
        "name", "pk"
    )


def last_two(provisions: Iterable[Provision]) -> dict[int, list[Quarter]]:
    """By service, the standing returns of its last two whole quarters, the last first, in one query."""
    found: dict[int, list[Quarter]] = {each.pk: [] for each in provisions}
    for each in standing(Quarter.objects.filter(provision__in=found)):
        if each.is_whole and len(found[each.provision_id]) < 2:
            found[each.provision_id].append(each)
    return found


def standing(quarters: QuerySet[Quarter]) -> QuerySet[Quarter]:
    """The last return of each quarter that was not withdrawn."""
    return quarters.standing().order_by("provision", "-starts_on", "-revision").distinct("provision", "starts_on")


def quarters_of(provision: Provision) -> list[Quarter]:
    return list(standing(Quarter.objects.filter(provision=provision)))


def recorded(provision: Provision) -> list[Quarter]:
    """Every return as it was recorded, the last first."""
    listed = Quarter.objects.filter(provision=provision).select_related(*actor_relations("by", "withdrawn_by"))
    return list(listed.order_by("-starts_on", "-revision"))


def ending(area: int, on: date, until: date) -> QuerySet[Provision]:
    """Those whose funding or contract ends between two days (`first_ends_on`), the first first."""
    ends = Least(_within("funding_ends_on", on, until), _within("ends_on", on, until))
    listed = provisions_of(area).annotate(first_ends_on=ends).filter(first_ends_on__isnull=False)
    return listed.order_by("first_ends_on", "pk")


def _within(field: str, on: date, until: date) -> Case:
    """The day where it lies between the two, else none: the least of a day and none is the day."""
    return Case(When(**{f"{field}__range": (on, until)}, then=F(field)), output_field=DateField())


def priorities_of(area: int, on: date) -> dict[str, Priority]:
    """The priorities of an area's plans that run or are still to begin, by key."""
    listed = Priority.objects.filter(plan__area=area, plan__ends_on__gte=on).select_related("plan")
    return {each.public_id: each for each in listed.order_by("plan__starts_on", "number")}


def served_by(provision: Provision) -> list[Priority]:
    listed = Priority.objects.filter(pk__in=provision.serves.values("priority")).select_related("plan")
    return list(listed.order_by("plan__starts_on", "number"))


def keepers_of(area: int, day: date) -> QuerySet[User]:
    """Who records needs and provision of an area."""
    held = Membership.objects.in_force(day).filter(
        role__in=(Role.BUSINESS_MANAGER, Role.HEAD_OF_SERVICE), team__area=area
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")
