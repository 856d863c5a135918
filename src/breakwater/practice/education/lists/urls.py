"""The addresses of lists."""

from django.urls import path

from .views import fortnight, lists

urlpatterns = [
    path("lists/", fortnight.fortnight, name="fortnight"),
    path("lists/held/", fortnight.held, name="held"),
    path("lists/in-doubt/", fortnight.in_doubt, name="in_doubt"),
    path("lists/corrections/", fortnight.corrections, name="corrections"),
    path("lists/worries/", fortnight.worries, name="worries"),
    *(view.path() for view in (*fortnight.VIEWS, *lists.VIEWS)),
]
