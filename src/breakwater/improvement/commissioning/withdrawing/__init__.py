"""Withdrawing what was recorded by mistake: it stays, and is read as withdrawn."""
