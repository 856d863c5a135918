"""Serious incidents: raised, considered, notified, and reviewed at once."""
