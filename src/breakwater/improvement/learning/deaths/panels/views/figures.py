"""How reviews keep their times, year by year, and the list behind each measure: for the team that reviews the deaths."""

from django.http import Http404

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.periods import period_of, year_to_march_of
from breakwater.partnership.kit.figures_page import YearOfFigures
from breakwater.partnership.kit.operation_view import SubjectPage

from .. import counting
from .meetings import AT, WORK

MET = {True: "In time", False: "Late", None: "Not counted"}


class PanelFigures(YearOfFigures):
    route, name, template_name = f"{AT}figures/", "panel_figures", "learning/deaths/figures.html"
    permission, audited_as, heading = WORK, "panel_figures", "Child death reviews in figures"

    def page_of(self, year):
        return counting.page_of(year, at=self.at, is_file=self.request.GET.get("file") == "csv")

    def overdue(self):
        return counting.overdue(at=self.at)


class Behind(SubjectPage):
    """The deaths behind a measure in a year: in time, late, or not counted."""

    route, name, template_name = f"{AT}figures/<slug:key>/", "panel_figures_list", "learning/deaths/behind.html"
    permission, permission_of = WORK, ""

    def find_subject(self):
        if self.kwargs["key"] not in counting.DUTIES:
            raise Http404

    def get_context_data(self, **more):
        today, asked = london_date(self.at), period_of(self.request.GET.get("period", ""))
        year = year_to_march_of(min(asked.first, today) if asked else today)
        duty = counting.DUTIES[self.kwargs["key"]]
        rows = counting.told_of(year.first, counting.last_day(year))
        audit.saw("child_death", *(each.death.pk for each in rows))
        shown = [(each.death, MET[duty.met(each, today)]) for each in rows]
        return super().get_context_data(measure=duty.measure, year=year, rows=shown, **more)


VIEWS = (PanelFigures, Behind)
