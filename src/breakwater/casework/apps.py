from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "breakwater.casework"
    label = "casework"

    def ready(self):
        from breakwater.partnership.organisations.access import register_rules

        from .handovers.rules import RULES

        register_rules(RULES)
