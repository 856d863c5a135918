"""Keeping an area's configuration: its published numbers, hours, closed days, terms, receiving teams and duty posts.

What the public was told is never overwritten (SG-31, FD-02): a change begins on a day and ends what stood before it. All
verbs can be sent twice: the second sending finds nothing left to do. Clocks that run keep the day they are due.
"""
