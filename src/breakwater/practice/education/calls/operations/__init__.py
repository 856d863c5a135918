"""The verbs of calls."""
