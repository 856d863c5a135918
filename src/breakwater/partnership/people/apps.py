from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "breakwater.partnership.people"
    label = "people"

    def ready(self):
        from breakwater.partnership.organisations.access import register_rules

        from .rules import RULES

        register_rules(RULES)
