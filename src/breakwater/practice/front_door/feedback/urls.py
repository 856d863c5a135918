"""Addresses of feedback."""

from .views.letters import Acknowledged, NotTold, ToldSender
from .views.promises import Promise

urlpatterns = [view.path() for view in (Acknowledged, ToldSender, Promise, NotTold)]
