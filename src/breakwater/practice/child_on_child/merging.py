"""What a school keeps of a child goes with the record in use, and whoever merges two records is asked nothing and told of none."""

from breakwater.partnership.people.registry import RULES_OF_COLUMNS, Rule

for column in ("child_on_child_incidentchild.person_id", "child_on_child_schoolnotice.person_id"):
    RULES_OF_COLUMNS.register(column, Rule(label="Records that schools keep", asks=False))
