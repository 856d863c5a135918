"""Professional disagreement: Re-think first, then the ladder, until it is settled.

The duty: partners agree a way to resolve differences in which nobody's action for a child waits (shared procedure of the
four areas; Portsmouth's Re-think stands before it). Its neighbours: the front door raises from a receipt, any team from a
case. Not for whistleblowing, complaints or commissioning.
"""
