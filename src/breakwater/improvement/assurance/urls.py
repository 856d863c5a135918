"""The addresses of assurance."""

from .arrangements import views as arrangements
from .audits import views as audits
from .boards import views as boards
from .case_audits import views as case_audits
from .earlier import views as earlier
from .inspections import views as inspections
from .plans import views as plans
from .scrutiny import views as scrutiny
from .surveys import views as surveys
from .yearly_report import views as yearly_report

app_name = "assurance"

ROOMS = (audits, case_audits, earlier, inspections, surveys, arrangements, boards, plans, scrutiny, yearly_report)

urlpatterns = [view.path() for room in ROOMS for view in room.VIEWS]
