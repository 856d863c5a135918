from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class ContentConfig(AppConfig):
    name = "breakwater.knowledge.content"
    label = "content"

    def ready(self):
        fill_from(
            self.name,
            "rules",
            "registry",
            "finding_pages",
            "finding_services",
            "finding_policies",
            "changes",
            "changed_policies",
            "taught",
            "receivers",
            "today",
        )
