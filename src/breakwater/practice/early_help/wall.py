"""Who may know of an episode: the readers of its case."""

from breakwater.foundation.grants.declare import Part

TABLES = [
    Part("early_help_episode", parents=(("case_id", "casework_case"),), frozen=("case_id", "reference", "opened_at")),
    Part("early_help_agreement", parents=(("episode_id", "early_help_episode"),), update=False),
]
