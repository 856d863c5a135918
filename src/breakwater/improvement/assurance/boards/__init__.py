"""Boards and subgroups: their meetings, decisions, challenges and minutes."""
