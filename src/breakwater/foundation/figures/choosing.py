"""Which period the figures are shown for."""

from datetime import date

from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design import fields

from .periods import Period, in_words, month_of, quarter_of, school_year_of

QUARTERS, YEARS = 8, 3


class PeriodForm(fields.Form):
    """A period of the list, or months of one's own choosing. Read from the address, so that a view can be sent on."""

    period = fields.SelectField(label="Period", empty=None, required=False, choices=[])
    first = fields.SelectField(label="From", empty="Choose a month", required=False, choices=[])
    last = fields.SelectField(label="To", empty="Choose a month", required=False, choices=[])

    def __init__(self, data, *, today: date, earliest: date, **more):
        here = today.replace(day=1)
        count = (here.year - earliest.year) * 12 + here.month - earliest.month + 1
        self.months = [months_later(here, -number) for number in range(count)]
        self.today = today
        super().__init__(data, **more)
        listed = [(f"{month:%Y-%m}", in_words(month)) for month in self.months]
        quarters = [quarter_of(months_later(here, -3 * number)) for number in range(QUARTERS)]
        years = [school_year_of(months_later(here, -12 * number)) for number in range(YEARS)]
        whole = [(period.code, period.words) for period in (*quarters, *years) if period.first >= earliest]
        self.fields["period"].choices = [*listed[:13], *whole, ("own", "Months of your choosing")]
        self.fields["first"].choices = self.fields["last"].choices = listed
        for field in self.fields.values():
            field.says_optional = False

    def wanted(self, period_of) -> Period:
        """The period asked for; this month where none, or none that makes sense, is."""
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("period") == "own" and said.get("first") and said.get("last"):
            return period_of(f"{min(said['first'], said['last'])}..{max(said['first'], said['last'])}") or month_of(
                self.today
            )
        return period_of(said.get("period") or "") or month_of(self.today)
