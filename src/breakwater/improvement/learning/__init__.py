"""Serious incidents, reviews, and what was learned: from an incident that somebody raised to the evidence that practice changed.

The duty behind it: Children Act 2004, sections 16C to 16F. An incident and its review stand in a compartment of their own: those named on
it read it, and nobody else can tell that there is one. Neighbour: assurance stands on it.
"""
