"""The verbs of lists, from their sources to their release."""
