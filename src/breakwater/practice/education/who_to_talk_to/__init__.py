"""Whom to talk to in each agency, and what services leave unanswered."""
