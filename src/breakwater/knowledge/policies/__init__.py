"""Policies and procedures: chapters shared by four areas with local variations, and what was in force where on any past day.

The duty behind it: the partnership develops policies and procedures (Children Act 2004, section 16E; Working Together, on
multi-agency safeguarding arrangements). Neighbours: content shows it in the one search; it knows no case and no child.
"""
