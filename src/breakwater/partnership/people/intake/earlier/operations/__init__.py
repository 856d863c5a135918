"""Taking in the records of an earlier system."""
