from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class ScorecardConfig(AppConfig):
    name = "breakwater.improvement.scorecard"
    label = "scorecard"

    def ready(self):
        fill_from(self.name, "jobs", "report", "today")
