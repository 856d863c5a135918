"""A registry holds one value a key and says where each came from."""

import pytest

from breakwater.foundation.registries import AlreadyRegistered, NotRegistered, Registry, all_registries


@pytest.fixture
def panels():
    return Registry("panels", "what a page is made of", listed=False)


def draw_weather(page):
    """Draw the weather.

    Nothing more.
    """


def test_a_value_is_found_under_its_key(panels):
    panels.register("weather", draw_weather)

    assert panels["weather"] is draw_weather
    assert "weather" in panels
    assert (panels.keys(), panels.values(), panels.items()) == (
        ["weather"],
        [draw_weather],
        [("weather", draw_weather)],
    )


def test_the_decorator_form_leaves_the_function_as_it_was(panels):
    @panels.register("tides")
    def draw_tides(page):
        return "tides"

    assert draw_tides(None) == "tides"
    assert panels["tides"] is draw_tides


def test_a_second_claim_on_a_key_is_refused_naming_both(panels):
    panels.register("weather", draw_weather)

    with pytest.raises(AlreadyRegistered, match="draw_weather"):
        panels.register("weather", print)


def test_an_unknown_key_says_what_there_is(panels):
    panels.register("weather", draw_weather)

    with pytest.raises(NotRegistered, match="there is weather"):
        panels["tides"]
    assert panels.get("tides") is None


def test_the_listing_says_where_and_what(panels):
    panels.register("weather", draw_weather)

    (row,) = panels.listing()
    assert (row.key, row.says) == ("weather", "Draw the weather.")
    assert row.where.endswith("test_registry.draw_weather")


def test_two_registries_may_not_share_a_name():
    known = Registry("a registry of this test")

    assert known in all_registries()
    with pytest.raises(AlreadyRegistered):
        Registry("a registry of this test")
