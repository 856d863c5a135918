"""An incident or a death stays with the record it was opened about, so that a merge says nothing of it; the database finds it all the same."""

from breakwater.partnership.people.registry import RULES_OF_COLUMNS, Rule

for column in ("learning_seriousincident.child_id", "learning_hold.person_id", "learning_childdeath.child_id"):
    RULES_OF_COLUMNS.register(column, Rule(stays=True))
