"""Strategy discussions: called, written down, decided, circulated."""
