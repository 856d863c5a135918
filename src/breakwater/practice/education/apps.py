from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class EducationConfig(AppConfig):
    name = "breakwater.practice.education"
    label = "education"

    def ready(self):
        fill_from(
            self.name, "agency_lists", "childs_page", "evidence", "merging", "pathway", "receivers", "rules", "today"
        )
