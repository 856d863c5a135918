from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class PreventConfig(AppConfig):
    name = "breakwater.practice.prevent"
    label = "prevent"

    def ready(self):
        fill_from(
            self.name,
            "concerns.from_forms",
            "concerns.narrative",
            "deaths",
            "merging",
            "referrals.with_contacts",
            "relied_on",
            "support.evidence",
            "support.leaving",
            "support.lookup",
            "support.rules",
            "support.today",
            "today",
        )
