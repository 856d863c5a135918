"""Breakwater: one system for a local safeguarding children partnership. The folders are the floors of the house."""

VERSION = "0.1.0"
