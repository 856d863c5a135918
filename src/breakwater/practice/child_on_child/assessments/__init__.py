"""The plan of one child: risk and needs, version by version, measures, what staff are told to do, and what was in force when.

Each hangs from the child's row, so that whoever works with one child reads one plan and learns of no other (PL 9.4, 9.5).
"""
