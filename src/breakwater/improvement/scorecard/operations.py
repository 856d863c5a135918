"""Giving values, benchmarks and what they mean; taking in a file and undoing it; bringing over what rooms publish. Nothing given is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.kit.recorded import once
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.people.intake.reading.filled_in import NotReadable

from . import checks, lookup, periods, publishing
from . import file as file_of
from .checks import ValueFacts
from .codes import EDITION, INDICATORS, Indicator
from .hidden import UNKNOWN, Numbers, published
from .models import Benchmark, Commentary, GivenNumbers, IndicatorValue, ValueFile
from .own import OWN, Own, Reading, Rooms
from .shown import Shown, shown

State, Source = IndicatorValue.State, IndicatorValue.Source
SAME_PERIOD = "Counted of the same period"
FINAL_AFTER = 365  # days after a period: what a room first publishes so late changes no more


class NotAccepted(Refusal):
    """A data-quality rule blocks the value."""


class NotExplained(Refusal):
    box = "reason"


class CountedHere(Refusal):
    words = "This number is counted by this system. It cannot be typed as well: correct the records it counts"


class HasAValue(Refusal):
    box, words = "state", "This period has a value already. Say that yours is revised or final"


class WithoutAValue(Refusal):
    box, words = "first", "There is no value of this period yet"


class AlreadyUndone(Refusal):
    words = "This file was undone already"


@dataclass(frozen=True)
class CommentFacts:
    first: date
    so_what: str
    question: str


@dataclass(frozen=True)
class BenchmarkFacts:
    first: date
    against: str
    rate: Decimal
    source: str
    on: date


@once(IndicatorValue)
def give(
    indicator: Indicator, facts: ValueFacts, *, by: Actor, at: datetime, key: UUID, revision: int = 0
) -> IndicatorValue:
    """Give a value, or a revision over the one that was seen. Raises NotAccepted, NotExplained, ChangedMeanwhile, CountedHere, HasAValue."""
    area = by.area_id_acting
    one_at_a_time(f"scorecard {area} {indicator.code}")
    if broken := checks.blocked(indicator, facts, london_date(at)):
        raise NotAccepted(box=broken[0], words=broken[1])
    last = lookup.last_revision(area, indicator.code, facts.first)
    if last and last != revision:
        raise ChangedMeanwhile(lookup.revisions(area, indicator.code, facts.first)[0])
    stands = lookup.standing([area], lookup.before([(indicator.code, facts.first)]))
    held = stands.get((area, indicator.code, facts.first))
    heights = {first: each.height for (_, _, first), each in stands.items()}
    unusual = checked(indicator, facts, held, before_of(indicator, heights, facts.first))
    made = _keep(Keeping(area, indicator, facts, by, at, unusual), revision=last + 1, source=Source.TYPED, key=key)
    publishing.publish(by.membership.team.area, [(indicator.code, facts.first)])
    audit.did("gave a value of", "area", area, indicator=indicator.code, revision=made.revision)
    return made


def checked(indicator: Indicator, facts: ValueFacts, held: Shown | None, before: Sequence[float | None]) -> str:
    """What is unusual about a value that is explained. Raises CountedHere, HasAValue, NotExplained."""
    if held is not None and held.value.source == Source.ROOM:
        raise CountedHere(indicator.code)
    if held is not None and facts.state == State.PROVISIONAL:
        raise HasAValue(indicator.code)
    said = checks.unusual(as_shown(indicator, facts).height, before)
    if said and not facts.reason:
        raise NotExplained(words=f"{said}. Say why, or that it is a slip and correct it")
    if held is not None and not facts.reason:
        raise NotExplained(words="Say why it is revised")
    return said


def as_shown(indicator: Indicator, facts: ValueFacts) -> Shown:
    """A value as everybody will read it. What is unusual is told of numbers that are shown alone: else it would tell a hidden one."""
    value = IndicatorValue(first=facts.first, source=Source.TYPED, average=facts.average)
    if facts.some is None:
        return shown(indicator, value)
    found = published({indicator.code: numbers_of(indicator, facts)})[indicator.code]
    return Shown(indicator, value, found.some, found.of, {})


def numbers_of(indicator: Indicator, facts: ValueFacts) -> Numbers:
    parts = [(part.dimension, part.name, part.number) for part in facts.parts]
    return Numbers(facts.some, facts.of if indicator.per else None, parts)


def before_of(indicator: Indicator, heights: Mapping[date, float | None], first: date) -> list[float | None]:
    """Where the line stood in the periods before one, the last one last."""
    return [heights[each] for each in sorted(heights) if each < first][-periods.ON_A_CHART[indicator.every] :]


@dataclass(frozen=True)
class Keeping:
    """A value that is to be kept, by whom and when, and what is unusual about it."""

    area: int
    indicator: Indicator
    facts: ValueFacts
    by: Actor
    at: datetime
    unusual: str


def _keep(what: Keeping, *, revision: int, source: str, key: UUID, file: ValueFile | None = None) -> IndicatorValue:
    """Keep a value of which nothing is published yet, and its numbers where only its team and the area's oversight read them."""
    facts, indicator = what.facts, what.indicator
    of = facts.of if indicator.per else None
    made = IndicatorValue.objects.create(
        area_id=what.area,
        indicator=indicator.code,
        first=facts.first,
        revision=revision,
        edition=EDITION,
        of_edition=facts.of_edition if indicator.per else "",
        least=None if facts.some is None else UNKNOWN.least,
        of_least=None if of is None else UNKNOWN.least,
        average=facts.average,
        state=facts.state,
        source=source,
        source_words=facts.source_words,
        unusual=what.unusual,
        reason=facts.reason,
        file=file,
        at=what.at,
        by=what.by,
        key=key,
    )
    if facts.some is not None:
        said = vars(numbers_of(indicator, facts))
        GivenNumbers.objects.create(value=made, area_id=what.area, team_id=what.by.membership.team_id, **said)
    return made


@once(Commentary)
def say(indicator: Indicator, facts: CommentFacts, *, by: Actor, at: datetime, key: UUID) -> Commentary:
    """What the value of a period means. What was said before is kept. Raises WithoutAValue."""
    area = by.area_id_acting
    if not lookup.has_value(area, indicator.code, facts.first):
        raise WithoutAValue(indicator.code)
    audit.did("commented on a value of", "area", area, indicator=indicator.code)
    return Commentary.objects.create(area_id=area, indicator=indicator.code, **vars(facts), by=by, at=at, key=key)


@once(Benchmark)
def set_beside(indicator: Indicator, facts: BenchmarkFacts, *, by: Actor, at: datetime, key: UUID) -> Benchmark:
    """A benchmark as its source gives it. Those before are kept."""
    audit.did("gave a benchmark of", "area", by.area_id_acting, indicator=indicator.code)
    said = {"area_id": by.area_id_acting, "indicator": indicator.code, **vars(facts)}
    return Benchmark.objects.create(**said, by=by, at=at, key=key)


@transaction.atomic
def undo(file: ValueFile, why: str, *, by: Actor, at: datetime) -> ValueFile:
    """A file taken in by mistake counts no more; what stood before it stands again. Raises AlreadyUndone."""
    held = ValueFile.objects.select_for_update().get(pk=file.pk)
    if held.undone_at:
        raise AlreadyUndone(held.pk)
    held.undone_at, held.undone_why, held.undone_by = at, why, by
    held.save(update_fields=["undone_at", "undone_why", "undone_by"])
    publishing.publish(held.area, lookup.places_of(held))
    audit.did("undid a file of values of", "area", held.area_id, file=held.pk)
    return held


@transaction.atomic
def bring(area: Area, *, in_post: bool = False, by: Actor, at: datetime) -> int:
    """Bring over what rooms publish of the periods on each chart, a revision where it changed. Returns how many values.

    In a keeper's post also what only the post counts.
    """
    for code in sorted(OWN):  # as `give` and `take_in` hold them: two never give one revision
        one_at_a_time(f"scorecard {area.pk} {code}")
    today = london_date(at)
    stands = lookup.standing([area.pk], lookup.in_charts(today, OWN))
    rooms = Rooms(area, min(periods.chart_of(INDICATORS[code], today)[0] for code in OWN), at)
    made: list[tuple[str, date]] = []
    for code, own in OWN.items():
        if own.in_post <= in_post:
            made += _bring(rooms, INDICATORS[code], own, stands, by)
    publishing.publish(area, made)
    if made:
        audit.did("brought the figures of rooms to the scorecard of", "area", area.pk, values=len(made))
    return len(made)


def _bring(rooms: Rooms, indicator: Indicator, own: Own, stands: dict, by: Actor) -> list[tuple[str, date]]:
    made, heights = [], []
    for first in periods.chart_of(indicator, london_date(rooms.at)):
        held: Shown | None = stands.get((rooms.area.pk, indicator.code, first))
        reading = own.read(rooms, indicator, first)
        if reading is not None and (not _is_same(held, reading) or _is_to_be_final(indicator, held, rooms.at)):
            held = Shown(
                indicator, _of_room(rooms, indicator, own, first, by, reading, heights), reading.some, reading.of, {}
            )
            made.append((indicator.code, first))
        heights.append(held.height if held else None)
    return made


def _is_old(indicator: Indicator, first: date, at: datetime) -> bool:
    return (london_date(at) - periods.last_day(indicator, first)).days > FINAL_AFTER


def _is_to_be_final(indicator: Indicator, held: Shown, at: datetime) -> bool:
    return held.value.state != State.FINAL and _is_old(indicator, held.value.first, at)


def _is_same(held: Shown | None, reading: Reading) -> bool:
    if held is None or held.value.source != Source.ROOM:
        return False
    parts = {(dimension, name): amount for dimension, rows in held.parts.items() for name, amount in rows}
    return (held.some, held.of) == (reading.some, reading.of) and parts == {part[:2]: part[2] for part in reading.parts}


def _of_room(
    rooms: Rooms, indicator: Indicator, own: Own, first: date, by: Actor, reading: Reading, before: Sequence
) -> IndicatorValue:
    last = lookup.last_revision(rooms.area.pk, indicator.code, first)
    of = reading.of
    value = IndicatorValue(
        area=rooms.area,
        indicator=indicator.code,
        first=first,
        revision=last + 1,
        edition=EDITION,
        least=reading.some.least,
        most=reading.some.most,
        of_least=of.least if of else None,
        of_most=of.most if of else None,
        parts=[[dimension, name, amount.least, amount.most] for dimension, name, amount in reading.parts],
        of_edition=SAME_PERIOD if of else "",
        state=State.FINAL if _is_old(indicator, first, rooms.at) else State.REVISED if last else State.PROVISIONAL,
        source=Source.ROOM,
        source_words=own.room,
        reason="The room’s figures changed, or change no more" if last else "",
        at=rooms.at,
        by=by,
        key=uuid4(),
    )
    value.unusual = checks.unusual(Shown(indicator, value, reading.some, of, {}).height, before)
    value.save()
    return value


@dataclass(frozen=True)
class Planned:
    """A line of a file, and what is unusual about it."""

    line: file_of.Line
    unusual: str

    @property
    def is_value(self) -> bool:
        return self.line.part is None


def plan(text: str, *, by: Actor, at: datetime) -> list[Planned]:
    """What each line of a file says, and what is wrong with it, also beside what is there and the other lines; nothing is written."""
    area, lines = by.area_id_acting, file_of.lines_of(text, london_date(at))
    stands = lookup.standing(
        [area], lookup.before((line.code, line.facts.first) for line in lines if line.indicator and line.facts)
    )
    heights: dict[str, dict[date, float | None]] = {}
    for (_, code, first), each in stands.items():
        heights.setdefault(code, {})[first] = each.height
    faults, said = {}, {}
    for line in sorted((one for one in lines if not one.fault and one.part is None), key=lambda one: one.facts.first):
        facts, known = line.facts, heights.setdefault(line.code, {})
        try:
            held = stands.get((area, line.code, facts.first))
            said[line.number] = checked(line.indicator, facts, held, before_of(line.indicator, known, facts.first))
            known[facts.first] = as_shown(line.indicator, facts).height
        except Refusal as refusal:
            faults[line.number] = refusal.words
    return [Planned(line, said.get(line.number, "")) for line in file_of.with_faults(lines, faults)]


@once(ValueFile)
def take_in(name: str, text: str, which: str, *, by: Actor, at: datetime, key: UUID) -> ValueFile:
    """Take in the lines of a file without a fault (`which` "good"), or only all of it. Sent twice it is one. Raises NotReadable."""
    area = by.area_id_acting
    codes = {line.code for line in file_of.lines_of(text, london_date(at)) if line.indicator}
    for code in sorted(codes):
        one_at_a_time(f"scorecard {area} {code}")
    lines = plan(text, by=by, at=at)
    good = [each for each in lines if not each.line.fault and each.is_value]
    if not good or which == "all" and any(each.line.fault for each in lines):
        raise NotReadable(words="Nothing is taken in: see what is wrong with the lines")
    file = ValueFile.objects.create(area_id=area, name=name, lines=len(good), at=at, by=by, key=key)
    for each in good:
        line = each.line
        last = lookup.last_revision(area, line.code, line.facts.first)
        keeping = Keeping(area, line.indicator, line.facts, by, at, each.unusual)
        _keep(keeping, revision=last + 1, source=Source.FILE, key=uuid5(key, str(line.number)), file=file)
    publishing.publish(by.membership.team.area, [(each.line.code, each.line.facts.first) for each in good])
    audit.did("took in a file of values of", "area", area, lines=len(good))
    return file
