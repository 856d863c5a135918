"""The verbs of the front door, one file a noun."""
