"""The verbs of a school's answers."""
