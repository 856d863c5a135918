"""The demo's web process: the product's own, whose requests wait for the moment in which the whole area takes its place."""

from django.conf import settings

from breakwater.delivery.wsgi import application as answer

from .arriving import wait_while_changing


def application(environ, start_response):
    wait_while_changing(settings.BREAKWATER_DATA)
    return answer(environ, start_response)
