"""Reading what is published of the front door."""

from collections.abc import Iterable
from datetime import date

from breakwater.foundation.figures import reading
from breakwater.partnership.organisations.models import Area

from ...models import Figure
from .tables import EVERYTHING


class Figures(reading.Figures):
    """The front door's figures of an area for some months."""

    def __init__(self, area: Area | int, months: Iterable[date]):
        super().__init__(Figure, area, months, everything=EVERYTHING)
