"""From the values of one line to a pupil or a refusal, and what one file may not say twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from breakwater.partnership.people import cleaning, identifiers

from .fields import (
    FIELDS,
    LONGEST,
    Fields,
    Unreadable,
    birth_of,
    day_of,
    is_of_an_age_for,
    nhs_of,
    postcode_of,
    registration_of,
    sex_of,
    upn_of,
    year_group_of,
)
from .rows import LineRefusal, Pupil

Value = str
FORMULA = ("=", "+", "@", "\t")
A_FORMULA = "This cell holds a formula and not a value. Copy the column and paste it as values"
QUERY_AGE = "Check the date of birth and the year group: the year group is left out"
NAMES = ("surname", "forename", "middle_names", "known_as", "former_surname", "address")


def pupil_of(
    line: int,
    values: Mapping[str, Value],
    *,
    today: date,
    month_first: frozenset[str] = frozenset(),
    fields: Fields = FIELDS,
    wrong_number_refuses: bool = True,
) -> tuple[Pupil | None, list[LineRefusal], list[LineRefusal]]:
    """(pupil, why the line is refused, values left out). `values` are text by field, `fields` what people call them."""
    values = {field: "" if text.strip() in ("-", "--") else text.strip() for field, text in values.items()}
    wrong, remarks = [], []

    def refuse(field: str, reason: str) -> None:
        wrong.append(LineRefusal(line, fields[field][0], reason))

    def leave_out(field: str, reason: str) -> None:
        remarks.append(LineRefusal(line, fields[field][0], reason))

    for field, fault in _faults_of_cells(values):
        refuse(field, fault)
    if wrong:
        return None, wrong, []

    made: dict = {"line": line}
    for field in ("surname", "forename"):
        made[field] = " ".join(values.get(field, "").split())
        if not made[field]:
            refuse(field, f"The {fields[field][0].lower()} is missing")
        elif not any(char.isalpha() for char in made[field]):
            refuse(field, "This is not a name")
    for field in ("middle_names", "known_as", "former_surname", "address"):
        made[field] = " ".join(values.get(field, "").split())
    try:
        if not values.get("born_on"):
            raise Unreadable("The date of birth is missing")
        made["born_on"] = birth_of(values["born_on"], today=today, month_first="born_on" in month_first)
    except Unreadable as why:
        refuse("born_on", str(why))
    for field, read in (("upn", upn_of), ("nhs", nhs_of)):
        try:
            made[field] = read(values[field]) if values.get(field) else ""
        except Unreadable as why:
            made[field] = ""
            if wrong_number_refuses:
                refuse(field, str(why))
            else:
                leave_out(field, f"{why}. It is left out")
    if values.get("ends_on"):
        try:
            if day_of(values["ends_on"], month_first="ends_on" in month_first) <= today:
                refuse("ends_on", "This pupil has left. Send the pupils who are on the roll now")
        except Unreadable as why:
            refuse("ends_on", str(why))
    made["starts_on"] = None
    if values.get("starts_on"):
        try:
            made["starts_on"] = day_of(values["starts_on"], month_first="starts_on" in month_first)
        except Unreadable as why:
            leave_out("starts_on", f"{why}. It is left out")
    if wrong:
        return None, wrong, []
    if made["starts_on"] and not made["born_on"] < made["starts_on"] <= date(today.year + 1, 12, 31):
        leave_out("starts_on", "This entry date cannot be right. It is left out")
        made["starts_on"] = None
    made["former_upn"] = cleaning.clean_upn(values.get("former_upn", ""))
    if made["former_upn"] == made["upn"]:
        made["former_upn"] = ""
    made["postcode"] = ""
    if values.get("postcode"):
        try:
            made["postcode"] = postcode_of(values["postcode"])
        except Unreadable as why:
            leave_out("postcode", str(why))
    made["uprn"] = identifiers.check_uprn(values.get("uprn", "")).normalised
    made["sex"] = sex_of(values.get("sex", ""))
    made["year_group"] = _year_group_of(values, made["born_on"], leave_out, today=today)
    made["registration"] = registration_of(values.get("registration", ""))
    return Pupil(**made), [], remarks


def _year_group_of(
    values: Mapping[str, Value], born_on: date, leave_out: Callable[[str, str], None], *, today: date
) -> str:
    year = year_group_of(values.get("year_group", ""))
    if not year or is_of_an_age_for(year, born_on, today=today):
        return year
    leave_out("year_group", f"A child born in {born_on.year} is not of an age for year {year}. {QUERY_AGE}")
    return ""


def _faults_of_cells(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """(field, fault) of every cell that holds something else than a value."""
    for field, text in values.items():
        if text.startswith(FORMULA) or field in NAMES and text.startswith("-") and any(c in text for c in "(|="):
            yield field, A_FORMULA
        elif text.startswith("#") and text.rstrip("!?").isupper():
            yield field, "This cell holds a spreadsheet's error. Mend it there"
        elif len(text) > LONGEST.get(field, 200):
            yield field, f"This is longer than {LONGEST.get(field, 200)} characters"


def who(pupil) -> tuple:
    """Name and birth as they are compared, where there is no number."""
    return cleaning.clean_name(pupil.forename), cleaning.clean_name(pupil.surname), pupil.born_on


def once_each(pupils: Iterable[Pupil]) -> tuple[list[Pupil], list[LineRefusal], list[Pupil]]:
    """(pupils that stand once, refusals, the pupils refused). One number on two lines leaves both out: nobody knows whose it is."""
    pupils = list(pupils)
    by_number: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        if pupil.upn:
            by_number.setdefault(pupil.upn, []).append(pupil)
    kept, refused, out, seen = [], [], [], {}
    for pupil in pupils:
        same_number = by_number.get(pupil.upn, [pupil])
        first = seen.get((who(pupil), pupil.upn))
        if first is not None:
            refused.append(LineRefusal(pupil.line, FIELDS["surname"][0], f"This pupil stands on line {first} already"))
            continue
        seen[who(pupil), pupil.upn] = pupil.line
        if len({who(one) for one in same_number}) > 1:
            others = ", ".join(str(one.line) for one in same_number if one.line != pupil.line)
            refused.append(
                LineRefusal(pupil.line, FIELDS["upn"][0], f"Line {others} has the same UPN for another pupil")
            )
            out.append(pupil)
            continue
        kept.append(pupil)
    return kept, refused, out


def hints(values: Sequence[Mapping[str, Value]]) -> frozenset:
    """What refused lines say of who is meant: numbers, and cleaned names."""
    found = set()
    for one in values:
        if upn := cleaning.clean_upn(one.get("upn", "")):
            found.add(upn)
        names = cleaning.clean_name(one.get("forename", "")), cleaning.clean_name(one.get("surname", ""))
        if all(names):
            found.add(names)
    return frozenset(found)
