"""The addresses of the action tracker."""

from . import views

urlpatterns = [view.path() for view in (*views.PAGES, *views.STEPS)]
