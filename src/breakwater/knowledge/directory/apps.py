from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class DirectoryConfig(AppConfig):
    name = "breakwater.knowledge.directory"
    label = "directory"

    def ready(self):
        fill_from(self.name, "rules")
