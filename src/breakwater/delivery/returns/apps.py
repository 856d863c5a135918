from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "breakwater.delivery.returns"
    label = "returns"

    def ready(self):
        from breakwater.delivery.downloads import packages

        from .packages import CENSUS_PART, TABLES

        packages.register(CENSUS_PART)
        packages.register(TABLES)
