from django.apps import AppConfig

from breakwater.foundation.registries import fill_from


class FrontDoorConfig(AppConfig):
    name = "breakwater.practice.front_door"
    label = "front_door"

    def ready(self):
        fill_from(
            self.name,
            "today.senders",
            "board.caseload",
            "childs_page",
            "code_lists",
            "deaths",
            "feedback.disagreements",
            "information_requests.levels",
            "allegations.struck_organisations",
            "ledger",
            "on_paper",
            "merging",
            "today.mash",
            "pathway",
            "receivers",
            "feedback.references",
            "contact_form.own_roll",
            "contact_form.with_another_form",
            "relied_on",
            "today.agencies",
            "rules",
            "social_care_list.standings",
            "feedback.early_help_starts",
            "screening.unnamed_children",
            "screening.found_by_name",
            "arrivals.moderated_worries",
            "on_the_home_page",
        )
