"""Dates in three boxes and times in one, understood as people write them."""

import re
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import MONTHS
from breakwater.foundation.design import field_components
from breakwater.foundation.design.drawn import Drawn
from breakwater.foundation.design.field_components import storable
from breakwater.foundation.design.moments import day

PARTS = [("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4)]


class ThreeBoxes(forms.Widget):
    """Reads NAME-day, NAME-month and NAME-year into one mapping."""

    needs_multipart_form = False

    def value_from_datadict(self, data, files, name):
        return {part: data.get(f"{name}-{part}") or "" for part, _, _ in PARTS}

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}-{part}" in data for part, _, _ in PARTS)


class DateField(Drawn, forms.Field):
    """A date; months may be written as words.

    `partial` also takes a year, or a month and year, and always returns a `dates.PartDate`. `past` refuses days to come
    (today is allowed), `future` refuses days gone by. `earliest` and `latest` are dates, or functions of none.
    """

    widget = ThreeBoxes
    ask = "Enter a date"

    def __init__(self, *, partial=False, past=False, future=False, earliest=date(1900, 1, 1), latest=None, **more):
        self.partial, self.past, self.future = partial, past, future
        self.earliest, self.latest = earliest, latest
        super().__init__(**more)

    def first_id(self, bound) -> str:
        at_fault = [part for part, _, _ in PARTS if f"date-{part}" in bound.fault_codes]
        return f"{bound.auto_id or bound.html_name}-{(at_fault or ['day'])[0]}"

    def draw(self, bound, look):
        return field_components.draw_parts(bound, look, parts=PARTS, typed=self.typed(bound.value()))

    def typed(self, value) -> dict[str, str]:
        """Return what the three boxes hold for a value of any kind this field takes."""
        if isinstance(value, dict):
            return value
        if isinstance(value, (date, PartDate)):
            return {"day": value.day, "month": value.month, "year": value.year}
        numbers = re.findall(r"\d+", str(value or ""), re.ASCII)
        return dict(zip(("year", "month", "day"), (number.lstrip("0") for number in numbers), strict=False))

    def has_changed(self, initial, data):
        return any((data or {}).values()) and self.typed(initial) != data

    def to_python(self, value):
        boxes = {part: storable(str((value or {}).get(part, ""))).strip() for part, _, _ in PARTS}
        if not any(boxes.values()):
            return None
        year, month = self._year(boxes), self._month(boxes)
        if self.partial and not boxes["day"]:
            known = PartDate(year, month)
            self._check_range(known.earliest, known.latest)
            return known
        if not boxes["day"]:
            raise ValidationError("The date must include a day", code="date-day")
        if not boxes["month"]:
            raise ValidationError("The date must include a month", code="date-month")
        if not re.fullmatch(r"\d{1,2}", boxes["day"], re.ASCII):
            raise ValidationError("The day must be a number, like 27", code="date-day")
        try:
            whole = date(year, month, int(boxes["day"]))
        except ValueError:
            raise ValidationError("Enter a real date, like 27 3 2016", code="invalid") from None
        self._check_range(whole, whole)
        return PartDate.of(whole) if self.partial else whole

    def _year(self, boxes) -> int:
        if not boxes["year"]:
            raise ValidationError("The date must include a year", code="date-year")
        if not re.fullmatch(r"[1-9]\d{3}", boxes["year"], re.ASCII):
            raise ValidationError("The year must have 4 numbers, like 2016", code="date-year")
        return int(boxes["year"])

    def _month(self, boxes) -> int | None:
        text = boxes["month"].lower()
        if not text:
            return None
        number = int(text) if re.fullmatch(r"\d{1,2}", text, re.ASCII) else MONTHS.get(text.rstrip("."), 0)
        if not 1 <= number <= 12:
            raise ValidationError("The month must be from 1 to 12, or its name", code="date-month")
        return number

    def _check_range(self, first: date, last: date):
        today = timezone.localdate()
        latest = self.latest() if callable(self.latest) else self.latest
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        if self.past and first > today:
            raise ValidationError("The date must be today or in the past", code="past")
        if self.future and last < today:
            raise ValidationError("The date must be today or in the future", code="future")
        if earliest and last < earliest:
            raise ValidationError(f"The date must be on or after {day(earliest)}", code="earliest")
        if latest and first > latest:
            raise ValidationError(f"The date must be on or before {day(latest)}", code="latest")


class TimeField(Drawn, forms.Field):
    """A time of day in one box: 14:30, 1430, 2.30pm, 9am, midday."""

    ask = "Enter a time, like 14:30 or 2:30pm"
    width = 5
    SHAPE = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?([ap]m?)?", re.ASCII)
    WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0)}

    def draw(self, bound, look):
        value = bound.value()
        shown = f"{value:%H:%M}" if isinstance(value, time) else bound.text()
        return field_components.draw_input(bound, look, value=shown)

    def to_python(self, value):
        text = storable(str(value or "")).strip().lower().replace(" ", "")
        if not text:
            return None
        if text in self.WORDS:
            return self.WORDS[text]
        shape = self.SHAPE.fullmatch(text)
        hour, minute = (int(shape[1]), int(shape[2] or 0)) if shape else (99, 99)
        half = shape[3] if shape else None
        if half:
            hour = (hour % 12) + (12 if half.startswith("p") else 0) if 1 <= hour <= 12 else 99
        elif shape and not shape[2]:
            hour = 99  # "14" alone is an hour to some and a slip to others
        if hour > 23 or minute > 59:
            raise ValidationError(self.ask, code="invalid")
        return time(hour, minute)
