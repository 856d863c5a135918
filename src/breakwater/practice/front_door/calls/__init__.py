"""Calls to the MASH, and advice without a name."""
