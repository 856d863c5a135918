from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "breakwater.casework"
    label = "casework"

    def ready(self):
        from breakwater.partnership.organisations.access import register_rules

        from .cases import rules as case_rules
        from .clocks import rules as clock_rules
        from .escalations import matters  # noqa: F401 -- registers what one may disagree about
        from .escalations import rules as escalation_rules
        from .escalations import today as escalations_today  # noqa: F401 -- registers what waits on Today
        from .handovers import rules as handover_rules
        from .handovers import today, today_given  # noqa: F401 -- each registers what waits on Today
        from .restricting import today as restrictions_today  # noqa: F401 -- registers what waits on Today
        from .sealed_items import panels  # noqa: F401 -- registers the panel of the child's page
        from .tasks import rules as task_rules

        for rules in (case_rules.RULES, clock_rules.RULES, task_rules.RULES, handover_rules.RULES, escalation_rules.RULES):
            register_rules(rules)
