"""Charts drawn on the server."""

import pytest

from breakwater.foundation.design import charts

BARS = {
    "data": {"values": [{"month": "June", "n": 3}, {"month": "July", "n": 5}]},
    "mark": "bar",
    "encoding": {"x": {"field": "month", "type": "nominal"}, "y": {"field": "n", "type": "quantitative"}},
}


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "charts"}}


def test_a_chart_is_one_picture_with_a_name_and_a_description():
    drawn = charts.svg(BARS, "a", title="More & more", description="From 3 to 5")
    assert drawn.startswith("<svg")
    assert drawn.count('role="img"') == 1
    assert "More &amp; more</title>" in drawn
    assert "From 3 to 5</desc>" in drawn
    assert "aria-roledescription" not in drawn


def test_a_chart_carries_no_style_attribute_and_our_own_typeface():
    drawn = charts.svg(BARS, "b", title="Bars")
    assert " style=" not in drawn
    assert charts.FONT in drawn


def test_a_drawing_is_kept_under_its_key():
    first = charts.svg(BARS, "c", title="Bars")
    assert charts.svg({"mark": "not even a chart"}, "c", title="Bars") == first
    assert charts.svg(BARS, "d", title="Bars") != first


@pytest.mark.parametrize(
    "asked",
    [
        BARS | {"data": {"url": "http://127.0.0.1:1/numbers.json"}},
        BARS | {"mark": {"type": "image", "url": "http://127.0.0.1:1/picture.png", "width": 9, "height": 9}},
    ],
)
def test_a_chart_fetches_nothing(asked):
    with pytest.raises(charts.DataElsewhere):
        charts.svg(asked, f"f{asked['mark']}", title="Elsewhere")
