from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class CommissioningConfig(AppConfig):
    name = "breakwater.improvement.commissioning"
    label = "commissioning"

    def ready(self):
        fill_from(self.name, "jobs", "rules", "today")
