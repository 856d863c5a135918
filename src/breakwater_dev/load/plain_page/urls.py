"""The addresses of the plain page: a sign of life, and Wagtail's own."""

from django.http import HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls

urlpatterns = [path("healthz", lambda request: HttpResponse("ok")), path("", include(wagtail_urls))]
