"""Asking other agencies what they know, and their answers."""
