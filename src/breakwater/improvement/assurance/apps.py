from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class AssuranceConfig(AppConfig):
    name = "breakwater.improvement.assurance"
    label = "assurance"

    def ready(self):
        fill_from(
            self.name,
            "arrangements.today",
            "audits.asked_pages",
            "audits.jobs",
            "audits.rules",
            "audits.today",
            "boards.today",
            "case_audits.jobs",
            "case_audits.merging",
            "case_audits.rules",
            "case_audits.safeguard",
            "case_audits.today",
            "inspections.rules",
            "inspections.today",
            "jobs",
            "plans.rules",
            "rules",
            "surveys.today",
            "today",
        )
