"""What of early help names a person, in a merge: an agreement goes with its episode's case."""

from breakwater.partnership.people.registry import RULES_OF_COLUMNS, Rule

RULES_OF_COLUMNS.register(
    "early_help_agreement.person_id",
    Rule(label="Agreements to help", case_of="(select e.case_id from early_help_episode e where e.id = r.episode_id)"),
)
