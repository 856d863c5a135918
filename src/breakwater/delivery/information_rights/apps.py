from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class InformationRightsConfig(AppConfig):
    name = "breakwater.delivery.information_rights"
    label = "information_rights"

    def ready(self):
        fill_from(self.name, "rules", "today")
