"""Addresses of the open interface, of its page for developers, and of connected systems."""

from django.urls import path

from .views import developers, keys

app_name = "api"
urlpatterns = [
    path("api/v1/", developers.v1, name="root"),
    path("api/v1/<path:rest>", developers.v1, name="v1"),
    path("developers/", developers.developers, name="developers"),
    *(view.path() for view in keys.VIEWS),
]
