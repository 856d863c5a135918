"""What is in force in one area when, as a list of spans in their order that never overlap. Pure: dates in, spans out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from breakwater.foundation.refusals import Refusal


class NoSuchSpan(Refusal):
    """Nothing is in force there, or the change would take a whole period away."""

    box, words = "starts_on", "That would take away the version before it or after it"


@dataclass(frozen=True, order=True)
class Span:
    """A version, with an area's variation or none, from a day until, and without, another."""

    starts_on: date
    ends_on: date | None
    version: int
    local: int | None = None

    def holds(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def on(spans: Sequence[Span], day: date) -> Span | None:
    return next((each for each in spans if each.holds(day)), None)


def placed(spans: Sequence[Span], *, version: int, local: int | None, starts_on: date) -> list[Span]:
    """The spans with a version in force from a day, until what is already to follow later. A withdrawal to come is lifted."""
    later = [each for each in spans if each.starts_on > starts_on]
    until = min((each.starts_on for each in later), default=None)
    earlier = _until(spans, starts_on)
    return sorted([*earlier, Span(starts_on, until, version, local), *later])


def overtaken(spans: Sequence[Span], *, version: int, older: Collection[int], keeps: bool, after: date) -> list[Span]:
    """The spans with a newer version in place of the older ones that are still to follow: what was replaced does not come back by itself."""
    return [
        replace(each, version=version, local=each.local if keeps else None)
        if each.starts_on > after and each.version in older
        else each
        for each in spans
    ]


def joined(spans: Sequence[Span]) -> list[Span]:
    """The spans in their order, with one in place of two that say the same and touch."""
    made: list[Span] = []
    for each in sorted(spans):
        last = made[-1] if made else None
        if last and last.ends_on == each.starts_on and (last.version, last.local) == (each.version, each.local):
            made[-1] = replace(last, ends_on=each.ends_on)
        else:
            made.append(each)
    return made


def ended(spans: Sequence[Span], *, ends_on: date) -> list[Span]:
    """The spans with nothing in force from a day on. Raises NoSuchSpan where nothing was."""
    if all(each.ends_on is not None and each.ends_on <= ends_on for each in spans):
        raise NoSuchSpan(box="ends_on", words="Nothing of the chapter is in force in your area on that day")
    return _until(spans, ends_on)


def moved(spans: Sequence[Span], *, span: Span, starts_on: date, earlier: Sequence[Span] = ()) -> list[Span]:
    """The spans with one beginning on another day, and what went before it ending then. Raises NoSuchSpan.

    What went before and was known already when the span came (`earlier`) lasts no longer by this: `given_back` says of the
    days between what was said of them then, which may be a third version or nothing.
    """
    before = max((each for each in spans if each.starts_on < span.starts_on), default=None)
    if (span.ends_on and starts_on >= span.ends_on) or (before and starts_on <= before.starts_on):
        raise NoSuchSpan
    made = [each for each in spans if each not in (span, before)] + [replace(span, starts_on=starts_on)]
    if before:
        was_known = any((each.version, each.local) == (before.version, before.local) for each in earlier)
        goes_on = before.ends_on == span.starts_on and not was_known
        is_cut = before.ends_on is not None and before.ends_on > starts_on
        made.append(replace(before, ends_on=starts_on) if goes_on or is_cut else before)
    return sorted(made)


def given_back(spans: Sequence[Span], *, earlier: Sequence[Span], since: date, until: date) -> list[Span]:
    """The spans with what was said `earlier` of the days from one until, and without, another, wherever they say nothing."""
    gaps, day = [], since
    for each in sorted(spans):
        if day < each.starts_on:
            gaps.append((day, min(each.starts_on, until)))
        day = max(day, each.ends_on or until)
        if day >= until:
            break
    if day < until:
        gaps.append((day, until))
    back = [
        replace(each, starts_on=max(each.starts_on, first), ends_on=min(each.ends_on or last, last))
        for each in earlier
        for first, last in gaps
        if each.starts_on < last and (each.ends_on is None or each.ends_on > first)
    ]
    return joined([*spans, *back])


def _until(spans: Sequence[Span], day: date) -> list[Span]:
    """What begins before a day, none of it lasting beyond."""
    return [
        replace(each, ends_on=day if each.ends_on is None or each.ends_on > day else each.ends_on)
        for each in spans
        if each.starts_on < day
    ]
