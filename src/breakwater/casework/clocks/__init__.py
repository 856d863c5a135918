"""Duties with a due time, computed from a rule that names its source. Statutory clocks never pause. Neighbours: cases below, dates on the ground."""
