"""What stands over any probability: hard rules, one partner in each other source, and the three tiers.

A model may be as sure as it likes: twins need an identifier, a child before birth is linked by a person, and two checked
numbers that differ are never one child without a person's look. So act on the tier: the probability says how likely a
pair is, the tier who decides.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from rapidfuzz.distance import OSA

from .. import cleaning
from .grouping import hanging_together
from .levels import FIELDS, Scored
from .likeness import figures
from .prepare import NO_DAY, Prepared

REVIEW_FROM = 0.05
LARGEST = 8  # records of one child; a larger group is looked at by a person
UNBORN_EARLY, UNBORN_LATE = (
    60,
    150,
)  # days between the date expected and the birth: born earlier, or a date given too early


class Tier(StrEnum):
    AUTOMATIC = "automatic"
    REVIEW = "review"
    NONE = "none"


@dataclass
class Ruled:
    """Pairs after the hard rules: probability as held, whether a person must decide, and what the rule says."""

    probability: np.ndarray
    by_a_person: np.ndarray
    said: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def hold(prepared: Prepared, scored: Scored, probability: np.ndarray) -> Ruled:
    """Apply the hard rules to each pair."""
    ruled = Ruled(probability.copy(), np.zeros(len(probability), bool))
    left, right = scored.left, scored.right
    numbers = {name: _compared(prepared, name, left, right) for name in ("upn", "nhs")}
    shared = (numbers["upn"] > 0) | (numbers["nhs"] > 0)
    differs = (numbers["upn"] < 0) | (numbers["nhs"] < 0)
    within = prepared.sources[left] == prepared.sources[right]
    nameless = prepared.table["nameless"].to_numpy(zero_copy_only=False)
    unborn = nameless[left] | nameless[right]

    _cap(ruled, differs & ~shared & within, 0.4, "two checked numbers differ within one list")
    twins = _other_twin(prepared, scored) & ~shared
    # Two children of one list, and not one written twice.
    ruled.probability[twins & within & (scored.bits["surname"] < -1)] = 0.0
    _ask(ruled, twins, "born on one day under another forename: may be twins")
    _alert(
        ruled,
        (numbers["upn"] > 0) & _strangers(scored),
        "unique pupil number on two different children: check the number",
    )
    _alert(ruled, unborn & ~shared & ~_may_be_the_birth(prepared, left, right), "not born in the time expected")
    _ask(ruled, unborn & ~shared, "recorded before the birth or before a name")
    for words, doubtful in _doubts(prepared, scored).items():
        _ask(ruled, doubtful & ~shared, words)
    return ruled


def _doubts(prepared: Prepared, scored: Scored) -> dict[str, np.ndarray]:
    """What is never automatic without a checked number, by the words that say so to whoever decides.

    Measured on invented towns: of a hundred automatic links that were wrong, some ninety were of these kinds.
    """
    left, right, days = scored.left, scored.right, prepared.days
    date, swapped_date = (prepared.of_each(name, figures, int) for name in ("dob", "dob_swapped"))
    swapped = swapped_date[left] == date[right]
    dateless = (days[left] == NO_DAY) | (days[right] == NO_DAY)
    other_date = ~dateless & (days[left] != days[right]) & ~swapped
    at_home = scored.bits["home"] > 0
    return {
        "no date of birth, and no home in common": dateless & ~at_home,
        "another date of birth": other_date,
        "surname and home both differ": (scored.bits["surname"] < 0) & ~at_home,
        "the forename is not the same, and no number says that it is one child": ~_one_forename(prepared, left, right),
    }


def _one_forename(prepared: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The same forename or first part of it, a known variant, or forename and surname exchanged.

    A likeness is not enough: Arav and Aran are brothers, Aine and Aien twins.
    """
    whole, first, surname = prepared.texts("fn"), prepared.texts("fn1"), prepared.texts("sn")
    named = prepared.codes("fn")
    same = named[left] == named[right]
    differ = np.flatnonzero(~same)
    one, other = left[differ], right[differ]
    same[differ] = (whole[one] == surname[other]) & (surname[one] == whole[other])
    for n in np.flatnonzero(~same):
        a, b = left[n], right[n]
        same[n] = whole[a].replace(" ", "") == whole[b].replace(" ", "") or (
            min(len(first[a]), len(first[b])) > 1
            and (first[a] == first[b] or cleaning.may_be_one_forename(first[a], first[b]))
        )
    return same


def _ask(ruled: Ruled, which: np.ndarray, words: str) -> None:
    """A person decides; how likely it is stays as the model said."""
    for n in np.flatnonzero(which & (ruled.probability > REVIEW_FROM)):
        ruled.said[int(n)].append(words)
    ruled.by_a_person |= which


def _cap(ruled: Ruled, which: np.ndarray, most: float, words: str) -> None:
    _ask(ruled, which, words)
    ruled.probability = np.where(which, np.minimum(ruled.probability, most), ruled.probability)


def _alert(ruled: Ruled, which: np.ndarray, words: str) -> None:
    _cap(ruled, which, REVIEW_FROM / 5, words)


def _compared(prepared: Prepared, name: str, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """1 where a checked number is the same, -1 where it differs, 0 where either lacks one."""
    codes = prepared.codes(name)
    known = (codes[left] >= 0) & (codes[right] >= 0)
    return np.where(known, np.where(codes[left] == codes[right], 1, -1), 0)


def _other_twin(prepared: Prepared, scored: Scored) -> np.ndarray:
    """Born on one day, but with another forename altogether. The home is not asked: one of two addresses may be old or wrong."""
    day, left, right = prepared.days, scored.left, scored.right
    suspects = (day[left] == day[right]) & (day[left] != NO_DAY)
    forename, middle, surname = prepared.texts("fn"), prepared.texts("mid"), prepared.texts("sn")
    other = np.zeros(len(scored), bool)
    named = prepared.codes("fn")
    for n in np.flatnonzero(suspects & (named[left] != named[right])):
        a, b = left[n], right[n]
        other[n] = not (
            may_be_one(forename[a], forename[b], middle[a], middle[b])
            or may_be_one(forename[a], surname[b])
            and may_be_one(surname[a], forename[b])
            or forename[a] == surname[b]
            or surname[a] == forename[b]
        )
    return other


def may_be_one(one: str, other: str, middle: str = "", other_middle: str = "") -> bool:
    """Whether two cleaned forenames can be one child's: alike, one the other's short form, part or middle name."""
    if not one or not other or len(one) == 1 or len(other) == 1:
        return not one or not other or one[0] == other[0]
    mine, others = {*one.split(), *middle.split()}, {*other.split(), *other_middle.split()}
    if {part for part in mine & others if len(part) > 1} & {*one.split(), *other.split()}:
        return True
    first, other_first, whole, other_whole = (
        one.split()[0],
        other.split()[0],
        one.replace(" ", ""),
        other.replace(" ", ""),
    )
    return (
        cleaning.may_be_one_forename(first, other_first)
        or cleaning.sound_of(whole) == cleaning.sound_of(other_whole)
        or _alike(whole, other_whole)
        or _alike(first, other_first)
    )


def _alike(one: str, other: str) -> bool:
    slips, shorter = OSA.distance(one, other), min(len(one), len(other))
    return slips <= (1 if shorter < 5 else 2) or (shorter >= 3 and (one.startswith(other) or other.startswith(one)))


def _strangers(scored: Scored) -> np.ndarray:
    """Forename and date of birth both speak against, so that an equal number must be someone else's."""
    return (scored.bits["forename"] < -1) & (scored.bits["born"] < -1)


def _may_be_the_birth(prepared: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether a record before birth can be of the other one: in the window about the date expected, in the home or the name."""
    nameless = prepared.table["nameless"].to_numpy(zero_copy_only=False)
    before = np.where(nameless[left], left, right)
    after = np.where(nameless[left], right, left)
    expected, born = prepared.days[before], prepared.days[after]
    known = (expected != NO_DAY) & (born != NO_DAY)
    late = born - expected
    estimate = prepared.of_each("dob", lambda text: text[5:] == "01-01", bool)
    known &= ~(estimate[left] | estimate[right])  # 1 January stands for any day of about that year
    return ~known | ((late >= -UNBORN_LATE) & (late <= UNBORN_EARLY)) | (nameless[left] & nameless[right])


def one_to_one(
    prepared: Prepared, scored: Scored, probability: np.ndarray, *, least: float = REVIEW_FROM
) -> np.ndarray:
    """Which pairs stay when a record has one partner in each other source, the likeliest first.

    Two partners may stay where they are themselves likely one child's records in that source (a second entry, two rolls).
    """
    sources, left, right = prepared.sources, scored.left, scored.right
    within = sources[left] == sources[right]
    twice = {
        (int(a), int(b))
        for a, b in zip(left[within & (probability >= 0.5)], right[within & (probability >= 0.5)], strict=True)
    }
    kept = within & (probability >= least)
    partners: dict[tuple[int, int], list[int]] = defaultdict(list)
    candidates = np.flatnonzero(~within & (probability >= least))
    for n in candidates[np.lexsort((-scored.weight[candidates], -probability[candidates]))]:
        a, b = int(left[n]), int(right[n])
        to_b, to_a = partners[a, int(sources[b])], partners[b, int(sources[a])]
        if all(_pair(b, other) in twice for other in to_b) and all(_pair(a, other) in twice for other in to_a):
            to_b.append(b)
            to_a.append(a)
            kept[n] = True
    return kept


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def tiers(
    prepared: Prepared,
    left: np.ndarray,
    right: np.ndarray,
    probability: np.ndarray,
    by_a_person: np.ndarray,
    automatic_from: float,
) -> list[Tier]:
    """The tier of each kept pair. A group that is too large or holds two checked UPNs goes to a person whole."""
    sure = (probability >= automatic_from) & ~by_a_person
    doubtful = _doubtful_groups(prepared, left[sure], right[sure])
    return [
        Tier.AUTOMATIC
        if sure[n] and int(left[n]) not in doubtful
        else Tier.REVIEW
        if probability[n] >= REVIEW_FROM
        else Tier.NONE
        for n in range(len(left))
    ]


def _doubtful_groups(prepared: Prepared, left: np.ndarray, right: np.ndarray) -> set[int]:
    upn = prepared.texts("upn")
    doubtful: set[int] = set()
    for members in hanging_together(left, right):
        if len(members) > LARGEST or len({upn[m] for m in members} - {""}) > 1:
            doubtful |= set(members)
    return doubtful


FOR_FROM, AGAINST_FROM = 0.5, -0.5  # bits from which a field is named


def reasons_of(scored: Scored, labels: dict[str, list[str]], n: int, said: list[str]) -> str:
    """What speaks for the pair and what against, strongest first, in words that name nobody."""
    parts = {
        side: list(dict.fromkeys(reason["text"] for reason in weighed(scored, labels, n) if reason["side"] == side))
        for side in SIDES
    }
    against = ["against: " + ", ".join(parts["against"])] if parts["against"] else []
    return "; ".join([*parts["for"], *against, *said])


def reasons_of_each(
    scored: Scored, labels: dict[str, list[str]], which: np.ndarray, said: dict[int, list[str]]
) -> list[str]:
    """`reasons_of` of many pairs. Words are put together once for all that agree and differ alike, in one order of worth."""
    names = sorted(FIELDS, reverse=True)  # as ties are broken
    bits = np.column_stack([scored.bits[name][which] for name in names])
    level = np.column_stack([scored.level[name][which] for name in names])
    side = (bits >= FOR_FROM).astype(np.int8) - (bits <= AGAINST_FROM)
    alike = np.column_stack([np.argsort(-bits, axis=1, kind="stable"), level, side]).astype(np.int8)
    known: dict[bytes, str] = {}
    reasons = []
    for n, row in zip(which.tolist(), alike, strict=True):
        key = row.tobytes()
        if key not in known:
            known[key] = reasons_of(scored, labels, n, [])
        reasons.append("; ".join(filter(None, [known[key], *said.get(n, [])])))
    return reasons


SIDES = ("for", "against")


def weighed(scored: Scored, labels: dict[str, list[str]], n: int) -> list[dict]:
    """The reasons of a pair with their weights in bits: text, side (for, against), weight; each side strongest first."""
    worth = sorted(((float(scored.bits[name][n]), name) for name in FIELDS if scored.level[name][n] >= 0), reverse=True)
    words = {name: labels[name][int(scored.level[name][n])] for _, name in worth}
    speaks_for = [
        {"text": words[name], "side": "for", "weight": round(bits, 1)}
        for bits, name in worth
        if bits >= FOR_FROM and words[name] != "differs"
    ]
    against = [
        {"text": _against(words[name], name), "side": "against", "weight": round(-bits, 1)}
        for bits, name in reversed(worth)
        if bits <= AGAINST_FROM
    ]
    return speaks_for + against


_NAMED = {
    "forename": "forename",
    "surname": "surname",
    "born": "date of birth",
    "sex": "sex",
    "home": "home",
    "school": "school",
    "pupil_number": "unique pupil number",
    "nhs_number": "NHS number",
}


def _against(label: str, name: str) -> str:
    return f"another {_NAMED[name]}" if label == "differs" else label
