"""A drawn case stays with the record it was drawn of; a merge says nothing of it."""

from breakwater.partnership.people.registry import RULES_OF_COLUMNS, Rule

for column in ("assurance_auditedcase.child_id", "assurance_casereturn.child_id"):
    RULES_OF_COLUMNS.register(column, Rule(stays=True))
