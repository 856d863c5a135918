"""Who may know of an episode: the readers of its case. A link of the family reads its own copies, and nothing else."""

from pathlib import Path

from breakwater.foundation.grants.declare import Follows, Gives, Library, Part, Reference, Root

_EPISODE = (("episode_id", "early_help_episode"),)
_ANSWERS = ("answers_id", "casework_answers")

TABLES = [
    Part("early_help_episode", parents=(("case_id", "casework_case"),), frozen=("case_id", "reference", "opened_at")),
    # Published figures: suppressed before they are kept, the same for everyone.
    Reference("early_help_figure", update=False, delete=True),
    Reference("early_help_outcomelist", update=False),
    # Without a family's name it is the advising team's; with one, of the readers of its case.
    Part(
        "early_help_advice",
        parents=(("case_id", "casework_case"),),
        own=(("team", "team_id"),),
        update=("followed", "came_of_it", "followed_at", "followed_by_id", "named_case_id", "child_named"),
    ),
    Part("early_help_agreement", parents=_EPISODE, update=False),
    Part("early_help_assessment", parents=_EPISODE, frozen=("episode_id", "answers_id", "started_at", "started_by_id")),
    # What a child says is read by the readers of the family's assessment who may read of that child as well (SG-18).
    Part(
        "early_help_childpart",
        parents=(("assessment_id", "early_help_assessment"), ("person_id", "people_person")),
        update=("person_id",),
        follows=(Follows(("answers", "answers_id"), ("person", "person_id")),),
    ),
    Part("early_help_hand", parents=(_ANSWERS,), update=("at",)),
    Part("early_help_addendum", parents=(("assessment_id", "early_help_assessment"),), update=False),
    Part("early_help_toolscore", parents=_EPISODE, update=("person_id",)),
    Part("early_help_plan", parents=_EPISODE, frozen=("episode_id", "made_at", "made_by_id")),
    Part("early_help_goal", parents=_EPISODE, frozen=("public_id", "episode_id", "key", "made_at", "by_id")),
    Part("early_help_score", parents=(("goal_id", "early_help_goal"),), update=False),
    Part("early_help_action", parents=_EPISODE, frozen=("public_id", "episode_id", "key", "made_at", "by_id")),
    Part("early_help_actionstep", parents=(("action_id", "early_help_action"),), update=False),
    Part("early_help_actionchange", parents=(("action_id", "early_help_action"),), update=False),
    Part("early_help_minutestold", parents=(("meeting_id", "early_help_familymeeting"),), update=False),
    Part(
        "early_help_familymeeting",
        parents=(("meeting_id", "casework_meeting"),),
        frozen=("meeting_id", "episode_id", "kind"),
    ),
    # Whoever is asked by a link reads this one row: a day, an hour, who asks. It names nobody of the family.
    Root(
        "early_help_meetinginvite",
        kind="meeting_invite",
        frozen=("public_id", "case_id", "attendance_id", "reader_id", "made_at", "made_by_id"),
        gives=(
            Gives("meeting_invite", "id", "you are asked by your link", scope=("link", "reader_id")),
            Gives(
                "meeting_invite", "id", "you are making it", scope=("person", "maker_id"), when="f.maker_id is not null"
            ),
            Gives("meeting_invite", "id", "it belongs to a case you may read", via=("case", "case_id")),
        ),
        follows=(Follows(("meeting_invite", "id"), ("case", "case_id")),),
    ),
    Part(
        "early_help_familylink",
        parents=_EPISODE,
        update=("person_id", "door_id", "ended_at", "ended_by_id", "ended_because", "opened_at"),
    ),
    # Digests that name nobody, looked up before anyone acts.
    Library("early_help_linkdoor"),
    Root(
        "early_help_familycopy",
        kind="family_copy",
        update=("person_id", "maker_id"),
        gives=(
            Gives("family_copy", "id", "it is your plan, by your link", scope=("link", "reader_id")),
            Gives(
                "family_copy", "id", "you are making it", scope=("person", "maker_id"), when="f.maker_id is not null"
            ),
            Gives("family_copy", "id", "it belongs to a case you may read", via=("case", "case_id")),
        ),
        follows=(Follows(("family_copy", "id"), ("case", "case_id")),),
    ),
    # Whoever holds the link reads and writes their own words, and nobody else's.
    Root(
        "early_help_familypart",
        kind="family_part",
        frozen=("public_id", "case_id", "episode_id", "link_id", "reader_id", "asked", "made_at"),
        gives=(
            Gives("family_part", "id", "it is your part, by your link", scope=("link", "reader_id")),
            Gives(
                "family_part", "id", "you are making it", scope=("person", "maker_id"), when="f.maker_id is not null"
            ),
            Gives("family_part", "id", "it belongs to a case you may read", via=("case", "case_id")),
        ),
        follows=(Follows(("family_part", "id"), ("case", "case_id")),),
    ),
    Part(
        "early_help_familycomment",
        parents=(("copy_id", "early_help_familycopy"),),
        update=("read_at", "read_by_id", "reply_id"),
    ),
    # Whoever holds the link reads what was answered to them, since it hangs from their own part.
    Part("early_help_familyreply", parents=(("part_id", "early_help_familypart"),), update=False),
    Part("early_help_familynumber", parents=_EPISODE, update=False),
    Part("early_help_reminder", parents=_EPISODE, update=False),
    Part("early_help_closing", parents=_EPISODE, update=False),
    Part("early_help_movedon", parents=_EPISODE, frozen=("episode_id", "to_name")),
]

_SQL = Path(__file__).parent / "sql"
SCRIPTS = [_SQL / "never_ownerless.sql", _SQL / "figures.sql", _SQL / "deaths.sql"]
CALLABLE = [
    "access.early_help_counts(bigint, date, date, timestamptz)",
    "access.stop_unseen_after_death(bigint, text, timestamptz)",
]
