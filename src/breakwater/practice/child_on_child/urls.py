"""The addresses of incidents between children."""

from .assessments import views as assessments
from .closing import views as closing
from .incidents import views as incidents
from .prevention import views as prevention
from .reports import views as reports

app_name = "child_on_child"

ROOMS = (reports, incidents, assessments, closing, prevention)

urlpatterns = [view.path() for room in ROOMS for view in room.VIEWS]
