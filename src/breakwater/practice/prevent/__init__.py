"""Prevent: what is written of radicalisation, from a worry to the end of what the panel did, in a compartment of its own.

The duty behind it: Counter-Terrorism and Security Act 2015, sections 26 and 36 to 41. Neighbours: forms above casework give it
what they take out (`casework.recording.taken_out`); nothing here is a case, because a case leaves traces (decision 0012).
"""
