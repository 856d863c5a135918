"""Who may know of an episode: the readers of its case."""

from pathlib import Path

from breakwater.foundation.grants.declare import Part

TABLES = [
    Part("early_help_episode", parents=(("case_id", "casework_case"),), frozen=("case_id", "reference", "opened_at")),
    # Without a family's name it is the advising team's; with one, of the readers of its case.
    Part(
        "early_help_advice",
        parents=(("case_id", "casework_case"),),
        own=(("team", "team_id"),),
        update=("followed", "came_of_it", "followed_at", "followed_by_id", "named_case_id", "child_named"),
    ),
    Part("early_help_agreement", parents=(("episode_id", "early_help_episode"),), update=False),
]

SCRIPTS = [Path(__file__).parent / "sql" / "never_ownerless.sql"]
