from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class TrainingConfig(AppConfig):
    name = "breakwater.knowledge.training"
    label = "training"

    def ready(self):
        fill_from(self.name, "evidence", "rules", "registry", "today")
