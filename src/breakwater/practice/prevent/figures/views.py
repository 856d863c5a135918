"""Prevent in figures, for the Prevent team."""

from breakwater.partnership.kit.figures_page import YearOfFigures
from breakwater.partnership.organisations.access import Permission

from ..codes import CONCERNS, NATIONAL
from . import counting


class PreventFigures(YearOfFigures):
    """A year to March by quarter, national figures beside. What is counted is the compartment's: nobody else reads it."""

    route, name, template_name = "specialist-route/figures/", "prevent_figures", "prevent/figures.html"
    permission, audited_as = Permission.SPECIALIST_WORK, "specialist_figures"
    heading = "Prevent in figures"

    def page_of(self, year):
        return counting.page_of(self.area, year, at=self.at)

    def overdue(self):
        return counting.overdue(self.at)

    def get_context_data(self, *, is_file, **more):
        national = [[CONCERNS[code], share] for code, share in NATIONAL["concerns"].items()]
        return super().get_context_data(is_file=is_file, national=national, of_the_nation=NATIONAL, **more)


VIEWS = (PreventFigures,)
