"""Closing an incident: what still runs is said first, each with where it is settled; closing ends what staff were asked to do."""
