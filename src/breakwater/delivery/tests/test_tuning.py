"""A tuned process draws the same conclusions, only sooner."""

from itertools import product

from django.db.models import CharField
from django.db.models.expressions import Col, Expression

from breakwater.delivery.tuning import _identity_of
from breakwater.partnership.organisations.models import Area, Team


def test_columns_are_told_apart_as_django_tells_them_apart():
    name, key, of_area = Team._meta.get_field("name"), Team._meta.get_field("id"), Area._meta.get_field("name")
    columns = [
        Col(alias, target, output)
        for alias, target, output in product(("a", "b", None), (name, key, of_area), (name, of_area, CharField()))
    ]
    djangos = Expression.__dict__["identity"].func
    for one, other in product(columns, columns):
        assert (_identity_of(one) == _identity_of(other)) == (djangos(one) == djangos(other))
