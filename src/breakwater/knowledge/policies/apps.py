from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class PoliciesConfig(AppConfig):
    name = "breakwater.knowledge.policies"
    label = "policies"

    def ready(self):
        fill_from(self.name, "evidence", "rules", "registry", "today")
