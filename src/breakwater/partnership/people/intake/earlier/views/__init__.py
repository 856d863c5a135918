"""The pages on which the records of an earlier system come in."""
