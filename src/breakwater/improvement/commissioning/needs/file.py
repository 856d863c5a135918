"""The file of figures of need: its columns, how each line is read and what is wrong with it. Nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from rapidfuzz import fuzz, process

from breakwater.foundation.design.childs_data import found_in
from breakwater.partnership.people.intake.reading.filled_in import FilledIn, Wrong, day_of, filled, plain, within

from .. import wards
from ..models import AgeBand, NeedFigure, NeedMeasure

COLUMNS = {
    "measure": "Name of the measure, as the list of needs has it",
    "ward": "Name or code of the ward. Empty: the whole area",
    "age band": "0 to 17, 0 to 4, 5 to 10, 11 to 15 or 16 to 17, with the word: Excel makes a day of 5-10",
    "characteristic": "sex, ethnicity, send or care. Empty: everyone",
    "group": "The group of it, such as Girls",
    "date": "As at which day, such as 31/03/2026",
    "estimate": "count, prevalence or survey",
    "number": "How many, for a count or a survey",
    "rate": "In a hundred, for a prevalence",
    "base": "Of how many: the population, or those who answered",
    "low": "Low end of the confidence interval, in a hundred",
    "high": "High end of it",
    "source": "Where it comes from, with its edition",
    "review": "Day on which it is to be looked at again",
}
NEEDED = ("measure", "age band", "date", "estimate", "base", "source", "review")
EXAMPLE = (
    "Young carers known",
    "Cosham",
    "11 to 15",
    "",
    "",
    "31/03/2026",
    "count",
    "24",
    "",
    "610",
    "",
    "",
    "Invented",
    "31/03/2027",
)
COHORTS = {"sex": "SEX", "ethnicity": "ETHNICITY", "send": "SEND", "care": "CARE"}
ESTIMATES = {"count": "COUNT", "prevalence": "PREVALENCE", "prevalence model": "PREVALENCE", "survey": "SURVEY"}
CODES = frozenset({"age band", "number", "rate", "base", "low", "high"})
FILE = FilledIn(COLUMNS, NEEDED, CODES, "file of figures", "figure", "figures", most_lines=5_000)
LONGEST = {"source": 200, "group": 60}
LIKE = 80  # of 100: a name that may be meant
MOST = 2_000_000_000


@dataclass(frozen=True)
class FigureFacts:
    """A figure of a cell; `number` of `base`, or `rate` in a hundred of it; `low` and `high` in a hundred."""

    ward: str
    age_band: str
    on: date
    estimate: str
    base: int
    source: str
    review_on: date
    characteristic: str = ""
    group: str = ""
    number: int | None = None
    rate: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def cell(self) -> tuple:
        return self.ward, self.age_band, self.characteristic, self.group, self.on

    def faults(self) -> dict[str, str]:
        """What is wrong between its parts, by the name of the part."""
        found = {}
        is_modelled = self.estimate == NeedFigure.Estimate.PREVALENCE
        if is_modelled and self.rate is None:
            found["rate"] = "A prevalence needs its rate, in a hundred"
        if not is_modelled and self.number is None:
            found["number"] = "A count or a survey needs how many"
        if self.number is not None and self.number > self.base:
            found["number"] = "This is more than it is of"
        if (self.low is None) != (self.high is None):
            found["high"] = "A confidence interval has both ends"
        if self.low is not None and self.high is not None and self.high < self.low:
            found["high"] = "The high end is below the low end"
        if bool(self.characteristic) != bool(self.group):
            found["group"] = "Name the group and the characteristic, or neither"
        if self.review_on <= self.on:
            found["review_on"] = "The review is on a day after the figure’s own"
        return found


@dataclass(frozen=True)
class Line:
    """One line of the file. `fault` is why it is not taken in."""

    number: int
    named: str = ""
    measure: NeedMeasure | None = None
    facts: FigureFacts | None = None
    revision: int = 1
    fault: str = ""

    @property
    def of(self) -> tuple:
        return self.measure.pk, self.facts.cell


def lines_of(
    text: str,
    measures: Mapping[str, NeedMeasure],
    area_code: str,
    recorded: Mapping[tuple, NeedFigure],
    today: date,
) -> list[Line]:
    """Every line, with what is wrong with it. `recorded` are the last revisions by measure and cell. Raises NotReadable."""
    by_title = {plain(title): each for title, each in measures.items()}
    named = wards.of_area(area_code)
    by_ward = {plain(name): code for code, name in named.items()} | {plain(code): code for code in named}
    lines, seen = [], {}
    for row in FILE.rows_of(text):
        number, cells = row.number, row.cells
        line = Line(number, cells["measure"])
        try:
            if row.fault:
                raise Wrong(words=row.fault)
            line = replace(line, measure=_measure(cells, by_title), facts=_facts(cells, by_ward, today))
            if (first := seen.setdefault(line.of, number)) != number:
                raise Wrong(words=f"Line {first} says the same cell and day")
            if before := recorded.get(line.of):
                same = all(getattr(before, name) == value for name, value in vars(line.facts).items())
                if same and before.withdrawn_at is None:
                    raise Wrong(words="This figure is recorded already")
                line = replace(line, revision=before.revision + 1)
        except Wrong as refusal:
            line = replace(line, fault=refusal.words)
        lines.append(line)
    return lines


def _measure(cells: Mapping[str, str], by_title: Mapping[str, NeedMeasure]) -> NeedMeasure:
    filled(cells, NEEDED)
    if found := by_title.get(plain(cells["measure"])):
        return found
    nearest = process.extractOne(plain(cells["measure"]), list(by_title), scorer=fuzz.ratio, score_cutoff=LIKE)
    hint = f"Is it {by_title[nearest[0]].title}?" if nearest else "Add the measure first"
    raise Wrong(words=f"Your area has no measure of this name. {hint}")


def _facts(cells: Mapping[str, str], by_ward: Mapping[str, str], today: date) -> FigureFacts:
    """What a line says. Raises Wrong."""
    within(cells, LONGEST)
    for name in LONGEST:
        if found := found_in(cells.get(name, "")):
            raise Wrong(words=f"The column {name} seems to hold {' and '.join(found)}. Needs name no child")
    ward = cells.get("ward", "")
    if ward and plain(ward) not in by_ward:
        raise Wrong(words=f"Your area has no ward {ward}")
    facts = FigureFacts(
        ward=by_ward[plain(ward)] if ward else wards.WHOLE,
        age_band=_one_of("age band", cells, {each.value: each.value for each in AgeBand}),
        characteristic=_one_of("characteristic", cells, COHORTS) if cells.get("characteristic") else "",
        group=cells.get("group", ""),
        on=day_of("date", cells, until=today),
        estimate=_one_of("estimate", cells, ESTIMATES),
        number=_whole("number", cells),
        rate=_percent("rate", cells),
        base=_whole("base", cells),
        low=_percent("low", cells),
        high=_percent("high", cells),
        source=cells["source"],
        review_on=day_of("review", cells),
    )
    is_modelled = facts.estimate == NeedFigure.Estimate.PREVALENCE
    facts = replace(facts, **({"number": None} if is_modelled else {"rate": None}))
    if fault := next(iter(facts.faults().values()), ""):
        raise Wrong(words=fault)
    return facts


def _one_of(column: str, cells: Mapping[str, str], known: Mapping[str, str]) -> str:
    said = plain(cells.get(column, "")).replace(" to ", "-").replace("–", "-")
    if said not in known:
        raise Wrong(words=f"The column {column} is one of {', '.join(known).replace('-', ' to ')}")
    return known[said]


def _whole(column: str, cells: Mapping[str, str]) -> int | None:
    typed = cells.get(column, "").replace(",", "").replace(" ", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or int(typed[:12]) > MOST:
        raise Wrong(words=f"The column {column} is not a whole number like 120")
    return int(typed)


def _percent(column: str, cells: Mapping[str, str]) -> Decimal | None:
    typed = cells.get(column, "").rstrip("% ")
    if not typed:
        return None
    try:
        found = Decimal(typed)
    except InvalidOperation:
        found = Decimal(-1)
    if not (found.is_finite() and 0 <= found <= 100):
        raise Wrong(words=f"The column {column} is a number from 0 to 100, like 12.5")
    return found.quantize(Decimal("0.01"))
