from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class ApiConfig(AppConfig):
    name = "breakwater.delivery.api"
    label = "api"

    def ready(self):
        fill_from(self.name, "receivers")
