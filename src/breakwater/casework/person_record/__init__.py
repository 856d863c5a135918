"""Correcting what a person's record says, from the child's page."""
