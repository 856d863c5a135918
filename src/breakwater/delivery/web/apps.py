from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "breakwater.delivery.web"
    label = "web"
