"""Needs, provision, gaps and decisions, and the safeguarding gates of contracts: how a partnership takes part in planning and commissioning.

Nothing here is about a child: what is counted is counted elsewhere, and numbers below five are hidden from all but whoever recorded them
(PL 5). Services are the directory's, returns and boards are assurance's; this room keeps what they lack.
"""
