"""Addresses of feedback."""

from .views import Acknowledged, NotTold, Promise, ToldSender

urlpatterns = [view.path() for view in (Acknowledged, ToldSender, Promise, NotTold)]
