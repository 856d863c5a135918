"""Conflicts of interest that staff declare of themselves, which keep them out of the records they match."""
