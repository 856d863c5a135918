"""The page of a case that has none of its own in its room."""
