"""Addresses of social care's list."""

from .views import DropList, Lists, SettleRow, ShowList, TakeInList

urlpatterns = [view.path() for view in (Lists, ShowList, TakeInList, DropList, SettleRow)]
