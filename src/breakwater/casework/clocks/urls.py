"""The addresses of clocks."""

from . import views

urlpatterns = [views.ExplainClock.path(), views.TeamClocks.path()]
