"""What reviewers decided beside what the comparison had said, in bands, drawn and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakwater.foundation.design import charts

BANDS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.95), (0.95, 1.01))
FEW = 10  # decisions in a band, below which a share says little
AS_SAID = 0.05  # nearer than this, all in all, is as it was said


@dataclass(frozen=True)
class Band:
    """Pairs said to be one child in so many of a hundred: how many were decided, and how many of them are one child."""

    label: str
    decided: int
    same: int
    said: float

    @property
    def share(self) -> float:
        return self.same / self.decided


@dataclass(frozen=True)
class HowSure:
    """All that the page shows. `finding` is the sentence over the drawing; `wanted` says what calibration still lacks."""

    decided: int
    same: int
    bands: Sequence[Band]
    finding: str
    drawing: str
    rows: Sequence[Sequence[str]]
    model: object
    wanted: str


def how_sure(labels: Sequence, model) -> HowSure:
    """Of decisions with a probability; those that someone made without one say nothing of it."""
    said = [(one.probability, one.same) for one in labels if one.probability is not None]
    same = sum(is_same for _, is_same in said)
    bands = [_band(low, high, [one for one in said if low <= one[0] < high]) for low, high in BANDS]
    held = [band for band in bands if band.decided]
    finding = _finding(said)
    return HowSure(
        len(said),
        same,
        held,
        finding,
        _drawing(held, finding) if held else "",
        [_row(band) for band in held],
        model,
        _wanted(len(said), same, model),
    )


def _band(low: float, high: float, said: Sequence[tuple[float, bool]]) -> Band:
    mean = sum(probability for probability, _ in said) / max(1, len(said))
    return Band(_label(low, high), len(said), sum(same for _, same in said), mean)


def _label(low: float, high: float) -> str:
    return f"{low:.0%} to {min(high, 1.0):.0%}"


def _row(band: Band) -> tuple[str, ...]:
    share = f"{band.share:.0%}" if band.decided >= FEW else f"{band.same} of {band.decided}"
    return (band.label, f"{band.decided}", f"{band.said:.0%}", share)


def _finding(said: Sequence[tuple[float, bool]]) -> str:
    if not said:
        return ""
    expected = sum(probability for probability, _ in said) / len(said)
    found = sum(same for _, same in said) / len(said)
    if len(said) < FEW:
        return f"Only {len(said)} decided so far: too few to say how well the comparison judges"
    if abs(found - expected) < AS_SAID:
        return f"Reviewers found one child about as often as the comparison said: {found:.0%}, said {expected:.0%}"
    often = "more" if found > expected else "less"
    return f"Reviewers found one child {often} often than the comparison said: {found:.0%}, said {expected:.0%}"


def _wanted(decided: int, same: int, model) -> str:
    if decided >= model.fewest and min(same, decided - same) >= model.fewest_of_each:
        return (
            "There are enough decisions to calibrate the comparison on them. Whoever keeps this installation can do it."
        )
    return (
        f"Calibrating the comparison on decisions made here takes {model.fewest}, with at least {model.fewest_of_each} of each"
        f" answer. So far {decided} {'is' if decided == 1 else 'are'} decided: {same} the same person, {decided - same} two people."
    )


def _drawing(bands: Sequence[Band], finding: str) -> str:
    values = [
        {"band": band.label, "at": share, "whose": whose}
        for band in bands
        for whose, share in (("The comparison said", band.said), ("Reviewers decided", band.share))
    ]
    specification = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 11},
        "encoding": {
            "y": {
                "field": "band",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "scale": {"domain": [_label(*one) for one in BANDS]},
            },
            "yOffset": {"field": "whose", "sort": None},
            "x": {
                "field": "at",
                "type": "quantitative",
                "title": "One child",
                "scale": {"domain": [0, 1]},
                "axis": {"format": ".0%", "values": [0, 0.5, 1]},
            },
            "color": {
                "field": "whose",
                "type": "nominal",
                "title": None,
                "sort": None,
                "scale": {"range": [charts.SAND, charts.SEA]},
                "legend": {"orient": "top", "direction": "vertical"},
            },
        },
    }
    described = "; ".join(
        f"{band.label}: said {band.said:.0%}, decided {band.same} of {band.decided}" for band in bands
    )
    key = "pairs-how-sure:" + described
    return charts.svg(specification, key, title=finding, description=described, width=170, height=260)
