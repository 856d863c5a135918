"""Lists to take away."""

from .views import VIEWS

app_name = "downloads"
urlpatterns = [view.path() for view in VIEWS]
