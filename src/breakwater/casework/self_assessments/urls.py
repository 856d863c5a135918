"""The addresses of self-assessments."""

from . import views

urlpatterns = [view.path() for view in views.VIEWS]
