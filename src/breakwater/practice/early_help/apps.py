from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class EarlyHelpConfig(AppConfig):
    name = "breakwater.practice.early_help"
    label = "early_help"

    def ready(self):
        fill_from(
            self.name,
            "childs_page",
            "deaths",
            "episodes.ledger",
            "meetings.page",
            "merging",
            "today",
            "two_weeks",
            "pathway",
            "receivers",
            "relied_on",
            "rules",
            "episode_page.page",
            "standings",
        )
