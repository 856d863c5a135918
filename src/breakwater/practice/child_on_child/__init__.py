"""Sexual harassment and violence between children of schools: reported, handled, prevented.

The duty behind it: Keeping Children Safe in Education, part five. A school keeps its own incidents (decision 0013); to the MASH goes a
contact, by the registry of organisations. Neighbours: self-assessments and the tracker of casework; the lists of education know nothing of it.
"""
