"""Rounds of audits of agencies and schools."""
