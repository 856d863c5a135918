"""Decisions on contacts: what happens to each child, and who hears of it next."""
