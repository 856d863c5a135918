"""A view says for running which permission it asks for; the table of expectations says the same for itself, and neither is made from the other."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver

from breakwater.partnership.organisations.access import Permission
from breakwater_dev.testing.routes import ROUTES


def views_that_say_their_permission(resolver=None, before: str = "") -> Iterator[tuple[str, type]]:
    for each in (resolver or get_resolver()).url_patterns:
        where = before + str(each.pattern)
        if not isinstance(each, URLPattern):
            yield from views_that_say_their_permission(each, where)
        elif isinstance(getattr(getattr(each.callback, "view_class", None), "permission", None), Permission):
            yield where, each.callback.view_class


def test_each_view_asks_for_the_permission_that_the_table_expects():
    expected = {route.pattern: route.needs for route in ROUTES}
    asked = dict(views_that_say_their_permission())
    assert len(asked) > 10
    wrong = {
        where: (view.permission, expected.get(where))
        for where, view in asked.items()
        if view.permission != expected.get(where)
    }
    assert wrong == {}
