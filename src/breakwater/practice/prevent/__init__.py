"""Prevent referrals in a compartment of their own: to come. What exists today is `front_door/specialist`; there is no Channel letter yet.

The duty behind it: Counter-Terrorism and Security Act 2015, section 26. Neighbours: a handover from the front door, content for advice.
"""
