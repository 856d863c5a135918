"""The addresses of the scorecard."""

from .views import VIEWS

app_name = "scorecard"

urlpatterns = [view.path() for view in VIEWS]
