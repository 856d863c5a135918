"""Breakwater: one system for a local safeguarding children partnership. The folders are the floors of the house."""
