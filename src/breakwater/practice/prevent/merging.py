"""A referral stays with the record it was made of, so that a merge says nothing of it (SG-12); the database finds it all the same."""

from breakwater.partnership.people.registry import RULES_OF_COLUMNS, Rule

for column in ("prevent_referral.child_id", "prevent_hold.person_id"):
    RULES_OF_COLUMNS.register(column, Rule(stays=True))
