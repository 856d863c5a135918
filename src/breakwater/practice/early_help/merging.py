"""What of early help names a person, in a merge: it goes with its episode's case."""

from breakwater.partnership.people.registry import RULES_OF_COLUMNS, Rule

OF_THE_EPISODE = "(select e.case_id from early_help_episode e where e.id = r.episode_id)"
OF_THE_ASSESSMENT = (
    "(select e.case_id from early_help_assessment a join early_help_episode e on e.id = a.episode_id "
    "where a.id = r.assessment_id)"
)
LABELS = {
    "agreement": "Agreements to help",
    "toolscore": "Scores of tools",
    "goal": "Goals of a family's plan",
    "familylink": "Family links",
    "familypart": "Parts of an assessment that one of the family writes",
    "familycopy": "Copies of a family's plan",
}

for table, label in LABELS.items():
    RULES_OF_COLUMNS.register(
        f"early_help_{table}.{'about' if table == 'goal' else 'person'}_id", Rule(label=label, case_of=OF_THE_EPISODE)
    )
RULES_OF_COLUMNS.register(
    "early_help_childpart.person_id", Rule(label="Children's parts of assessments", case_of=OF_THE_ASSESSMENT)
)
