"""Reviewing pairs of records that may be one person, merging them and parting them again."""
