"""The verbs: writing the national form, what the Prevent team records, holding and letting go."""
