"""Statutory returns."""

from .views import VIEWS

app_name = "returns"
urlpatterns = [view.path() for view in VIEWS]
