"""The addresses of cohorts."""

from . import views

urlpatterns = [view.path() for view in views.VIEWS]
