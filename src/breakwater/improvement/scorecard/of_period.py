"""An indicator and one of its periods, as an address names them."""

from dataclasses import dataclass
from datetime import date

from . import periods
from .codes import INDICATORS, Indicator


@dataclass(frozen=True)
class OfPeriod:
    indicator: Indicator
    first: date

    @property
    def public_id(self) -> str:
        return self.indicator.code

    @property
    def words(self) -> str:
        return periods.words(self.indicator, self.first)

    @classmethod
    def found(cls, code: str, first: str, today: date) -> "OfPeriod | None":
        """Of a period that has ended, five years back at most; None where there is no such."""
        indicator = INDICATORS.get(code)
        try:
            day = date.fromisoformat(first)
        except ValueError:
            return None
        is_near = today.year - 5 <= day.year <= today.year
        if indicator is None or not is_near or day != periods.begins(indicator, day):
            return None
        return cls(indicator, day) if periods.last_day(indicator, day) < today else None
