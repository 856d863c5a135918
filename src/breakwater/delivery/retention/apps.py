from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class RetentionConfig(AppConfig):
    name = "breakwater.delivery.retention"
    label = "retention"

    def ready(self):
        fill_from(self.name, "rules", "panels", "today")
