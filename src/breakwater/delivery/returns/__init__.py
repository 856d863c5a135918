"""Statutory returns: our check of any CIN census file, the part of the census that Breakwater holds, and the tables of early help and
safeguarding that inspectors and the authority ask for.

The duty behind it: section 83 of the Children Act 1989 (the authority's yearly return on children in need). Breakwater is no case system
of social care and never makes the whole return: what it writes is for the authority's own system to merge.
"""
