from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class FrontDoorConfig(AppConfig):
    name = "breakwater.practice.front_door"
    label = "front_door"

    def ready(self):
        fill_from(
            self.name,
            "answers_today",
            "caseload",
            "childs_page",
            "codes",
            "disagreeing",
            "kept_out",
            "ledger",
            "merging",
            "panels",
            "pathway",
            "receivers",
            "references",
            "registry",
            "relied_on",
            "request_panels",
            "rules",
            "standings",
            "starting",
            "unmatched",
            "worries",
        )
