from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "breakwater.delivery.web"
    label = "web"

    def ready(self):
        from . import receivers  # noqa: F401 -- connects the receivers
