"""Training in figures, on a page and as a file, for the training team and for whoever answers for what it is to bring about."""

from dataclasses import replace

from breakwater.partnership.kit.figures_page import YearOfFigures
from breakwater.partnership.organisations.access import Permission, may

from .. import service
from . import counting


class TrainingFigures(YearOfFigures):
    """The area's training from April to March, as the yearly report counts."""

    route, name, template_name = "training/reports/", "reports", "training/figures.html"
    permission, audited_as = Permission.TRAINING_FIGURES, "area"
    heading = "Training in figures"

    def page_of(self, year):
        with service.counting(self.area):
            return counting.page_of(self.area, year, at=self.at)

    def overdue(self):
        with service.counting(self.area):
            found = counting.overdue(self.area, at=self.at)
        return found if may(self.request.actor, Permission.TRAINING_KEEP) else replace(found, link=None)


VIEWS = (TrainingFigures,)
