from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class ChildOnChildConfig(AppConfig):
    name = "breakwater.practice.child_on_child"
    label = "child_on_child"

    def ready(self):
        fill_from(
            self.name,
            "assessments.paper",
            "assessments.today",
            "evidence",
            "incidents.operations.contacts",
            "incidents.references",
            "merging",
            "on_paper",
            "prevention.today",
            "relied_on",
            "rules",
            "today",
        )
