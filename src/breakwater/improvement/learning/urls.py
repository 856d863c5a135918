"""The addresses of child deaths, serious incidents, reviews and lessons."""

from .deaths import views as deaths
from .deaths.panels import views as panels
from .incidents import views as incidents
from .lessons import views as lessons
from .reviews import views as reviews

app_name = "learning"

ROOMS = (deaths, panels, incidents, reviews, lessons)

urlpatterns = [view.path() for room in ROOMS for view in room.VIEWS]
