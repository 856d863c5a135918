"""The addresses of the Prevent room."""

from .concerns import views as concerns
from .figures import views as figures
from .panels import views as panels
from .referrals.views import alerts, referring, writing
from .support import views as support

app_name = "prevent"

ROOMS = (concerns, figures, writing, alerts, panels, referring, support)

urlpatterns = [view.path() for room in ROOMS for view in room.VIEWS]
