"""Incidents as the safeguarding team of a school handles them, and what another school is told of its own pupil."""
