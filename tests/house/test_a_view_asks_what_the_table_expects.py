"""A view says for running which permission it asks for; the table of expectations says the same for itself, and neither is made from the other."""

from collections import defaultdict
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


def test_a_name_is_of_one_address():
    """Of two addresses by one name the later answers alone, and a link to the first leads nowhere."""
    named = defaultdict(set)
    for pattern, names in _named(get_resolver()):
        named[names].add(pattern)
    assert {name: sorted(found) for name, found in named.items() if len(found) > 1} == {}


def _named(resolver, spaces=()):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from _named(each, (*spaces, each.namespace) if each.namespace else spaces)
        elif each.name and each.callback.__module__.startswith("breakwater."):
            yield str(each.pattern), (*spaces, each.name)
