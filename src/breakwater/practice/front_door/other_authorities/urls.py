"""Addresses of what goes over the boundary."""

from .views import MakeFile, PassOn, RecordReceipt, TakeIn

urlpatterns = [view.path() for view in (TakeIn, PassOn, RecordReceipt, MakeFile)]
