from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class LearningConfig(AppConfig):
    name = "breakwater.improvement.learning"
    label = "learning"

    def ready(self):
        fill_from(
            self.name,
            "deaths.panels.today",
            "deaths.recorded",
            "deaths.references",
            "deaths.rules",
            "deaths.today",
            "incidents.after_a_death",
            "incidents.references",
            "incidents.today",
            "lessons.behind",
            "lessons.jobs",
            "lessons.rules",
            "lessons.today",
            "reviews.compared",
            "reviews.jobs",
            "reviews.today",
            "merging",
            "rules",
        )
