"""The addresses of serious incidents, reviews and lessons."""

from .incidents import views as incidents

app_name = "learning"

ROOMS = (incidents,)

urlpatterns = [view.path() for room in ROOMS for view in room.VIEWS]
