"""Retention: what is due, held, and deleted."""

from .views import VIEWS

app_name = "retention"
urlpatterns = [view.path() for view in VIEWS]
