from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class CaseworkConfig(AppConfig):
    name = "breakwater.casework"
    label = "casework"

    def ready(self):
        from breakwater.partnership.organisations.access import register_rules

        from .actions import rules as action_rules
        from .cases import rules as case_rules
        from .clocks import rules as clock_rules
        from .escalations import rules as escalation_rules
        from .handovers import rules as handover_rules
        from .self_assessments import rules as self_assessment_rules
        from .tasks import rules as task_rules

        for rules in (
            action_rules.RULES,
            case_rules.RULES,
            clock_rules.RULES,
            task_rules.RULES,
            handover_rules.RULES,
            escalation_rules.RULES,
            self_assessment_rules.RULES,
        ):
            register_rules(rules)
        # The jobs of inner rooms are named here: the queue looks for a module `jobs` in each app, and casework is one.
        fill_from(
            self.name,
            "actions.jobs",
            "self_assessments.jobs",
            "actions.today",
            "cases.merging",
            "child_page.earlier_records",
            "duplicates.panels",
            "sealed_items.operations",
            "cases.leaving",
            "cases.references",
            "cases.today",
            "clocks.jobs",
            "documents.jobs",
            "handovers.household",
            "handovers.jobs",
            "handovers.references",
            "handovers.tracked",
            "restricting.jobs",
            "escalations.evidence",
            "escalations.matters",
            "escalations.today",
            "handovers.today",
            "handovers.today_offers",
            "restricting.today",
            "sealed_items.panels",
            "self_assessments.today",
        )
