"""Who has died of those a page is about: said above every page of a child and of their cases, whichever room draws it.

A page is about the subject of its view, or about the person or the case that its address names.
"""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, Q

from breakwater.casework.cases.models import Capacity, Case
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.partnership.notifications import measures
from breakwater.partnership.organisations.models import User
from breakwater.partnership.people.models import Person

A_CHILD = ("person", "child")  # what the field of a child is called, in a row that is about one


def on_this_page(request, user: User) -> tuple[int, list[dict[str, str]]]:
    """How many notifications somebody has not read, and each who has died by name and day: in one query, and another where there is one."""
    if isinstance(subject := getattr(request, "subject", None), Person):
        return measures.unread(user=user), _said([subject] if subject.died_on else [])
    if (about := _about(request)) is None:
        return measures.unread(user=user), []
    dead = Person.objects.filter(about, died_on__isnull=False)
    unread, found = measures.unread_beside(ArraySubquery(dead.order_by().values("pk")), user=user)
    return unread, _said(Person.objects.filter(pk__in=found).order_by("died_on", "pk") if found else [])


def _said(people: Iterable[Person]) -> list[dict[str, str]]:
    return [{"name": one.name, "on": date_in_words(one.died_on)} for one in people]


def _about(request) -> Q | None:
    subject = getattr(request, "subject", None)
    if isinstance(subject, Model):
        return _of(subject, hops=1)
    named = request.route.kwargs if getattr(request, "route", None) else {}
    if any("\0" in str(each) for each in named.values()):  # no address of a record: the page says that there is none
        return None
    if "reference" in named:
        return _in_cases(case__reference=named["reference"])
    if "public_id" in named and request.route.route.startswith("people/"):
        return Q(public_id=named["public_id"])
    return None


def _of(thing: Model, *, hops: int) -> Q | None:
    """Who a row is about: itself, its child, the children of its case; else of the row it belongs to."""
    if isinstance(thing, Person):
        return Q(pk=thing.pk)
    if isinstance(thing, Case):
        return _in_cases(case=thing.pk)
    ties = [field for field in thing._meta.concrete_fields if field.is_relation and getattr(thing, field.attname)]
    for field in ties:
        if field.related_model is Case:
            return _in_cases(case=getattr(thing, field.attname))
    for field in ties:
        if field.related_model is Person and field.name in A_CHILD:
            return Q(pk=getattr(thing, field.attname))
    for field in ties if hops else ():
        names = {
            each.name for each in field.related_model._meta.concrete_fields if each.related_model in (Case, Person)
        }
        belongs_to = _behind(thing, field) if names & {"case", *A_CHILD} else None
        if belongs_to is not None and (about := _of(belongs_to, hops=hops - 1)) is not None:
            return about
    return None


def _behind(thing: Model, field) -> Model | None:
    """The row that a row belongs to, where the actor finds it: a key worker reads their family's page and no record of the death."""
    if field.is_cached(thing):
        return getattr(thing, field.name)
    return field.related_model._default_manager.filter(pk=getattr(thing, field.attname)).first()


def _in_cases(**which) -> Q:
    here = {f"participations__{name}": value for name, value in which.items()}
    return Q(participations__capacity=Capacity.CHILD, participations__ends_at=None, **here)
