"""The addresses of papers."""

from . import views

urlpatterns = [view.path() for view in views.VIEWS]
