"""Support for schools: what a school asks of the Prevent education officer, appointments, visits, advice and the curriculum map.

Nothing here names a child: a worry goes to the school's safeguarding lead and the MASH. The officer has no sight of referrals.
"""
