from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class OrganisationsConfig(AppConfig):
    name = "breakwater.partnership.organisations"
    label = "organisations"

    def ready(self):
        fill_from(self.name, "rules")
