"""Charts drawn to SVG on the server: Vega-Lite in, accessible markup out, nothing fetched from anywhere.

A drawing is kept in the shared cache under the caller's key, which must change when the numbers or the reader's sight
of them change. The page shows the finding as a title and the numbers as a table (see components/chart.html).
"""

import re
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

import vl_convert
from django.core.cache import cache as shared_cache
from markupsafe import Markup

FONT = "Atkinson Hyperlegible Next"
HARBOUR, SEA, AMBER, RED, SAND = "#0d3b55", "#0b6b57", "#c77700", "#b3261e", "#d8cdbb"
PALETTE = [HARBOUR, "#3e8e7e", "#c77700", "#7a5c9e", "#8b8375", "#b3261e"]
KEEP_FOR = 24 * 60 * 60
LOOK = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 14,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
        "labelColor": "#16222b",
        "titleColor": "#47545e",
        "domainColor": "#8b8375",
        "tickColor": "#8b8375",
        "gridColor": "#e9e0d2",
    },
    "legend": {"labelFontSize": 14, "titleFontSize": 14, "symbolSize": 140},
    "header": {"labelFontSize": 14, "titleFontSize": 14},
    "title": {"fontSize": 16, "anchor": "start"},
    "range": {"category": PALETTE},
    "mark": {"color": HARBOUR},
    "bar": {"color": HARBOUR},
    "line": {"color": HARBOUR, "strokeWidth": 3},
    "point": {"color": HARBOUR, "filled": True, "size": 60},
    "rule": {"color": "#47545e"},
}


class DataElsewhere(ValueError):
    """The chart asks for numbers or pictures by address; charts here carry their own."""


def svg(chart, cache_key: str, *, title: str, description: str = "", width: int = 640, height: int = 260) -> Markup:
    """Return the chart as inline SVG. `chart` is Vega-Lite with its data inside.

    `title` states the finding; `description` is for people who do not see the drawing. Raises DataElsewhere.
    """
    key = "chart:" + sha256(repr((cache_key, title, description, width, height)).encode()).hexdigest()
    drawn = shared_cache.get(key)
    if drawn is None:
        drawn = _draw(_specification(chart, width, height), title, description, key[-12:])
        shared_cache.set(key, drawn, KEEP_FOR)
    return Markup(drawn)


def _specification(chart, width: int, height: int) -> dict:
    specification = dict(chart)
    specification.setdefault("width", width)
    specification.setdefault("height", height)
    specification["config"] = LOOK  # the look is ours, whatever a chart library puts in
    return specification


def _draw(specification: dict, title: str, description: str, mark: str) -> str:
    _register_fonts()
    try:
        drawn = vl_convert.vegalite_to_svg(specification, show_warnings=False, allowed_base_urls=[])
    except ValueError as refusal:
        if "not allowed" in str(refusal):
            raise DataElsewhere("put the numbers in data.values") from refusal
        raise
    if "<image" in drawn:
        raise DataElsewhere("draw with marks, not pictures")
    return accessible(drawn, title=title, description=description, mark=mark)


def accessible(drawn: str, *, title: str, description: str, mark: str) -> str:
    """Name the drawing as one picture, and take out what a strict page or a screen reader should not meet."""
    drawn = re.sub(r"<style.*?</style>|<script.*?</script>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'\s(?:aria-[a-z]+|role)="[^"]*"', "", drawn)
    drawn = re.sub(r'\sstyle="([^"]*)"', lambda found: _as_attributes(found[1]), drawn)
    drawn = re.sub(r'\b(id="|url\(#|href="#)(?=\w)', rf"\g<1>c{mark}-", drawn)
    described = f'<desc id="c{mark}-desc">{escape(description)}</desc>' if description else ""
    labels = f"c{mark}-title" + (f" c{mark}-desc" if description else "")
    head, rest = re.match(r"(<svg\b[^>]*)>(.*)", drawn, re.DOTALL).groups()
    return (
        f'{head} role="img" aria-labelledby="{labels}" focusable="false">'
        f'<title id="c{mark}-title">{escape(title)}</title>{described}{rest}'
    )


def _as_attributes(style: str) -> str:
    """Return a style attribute's drawing properties as SVG attributes, which a strict page allows."""
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


@cache
def _register_fonts():
    vl_convert.register_font_directory(str(Path(__file__).parent / "fonts"))
