"""Lessons and their chain: from a recommendation to what changed because of it, and to the evidence that it lasted."""
