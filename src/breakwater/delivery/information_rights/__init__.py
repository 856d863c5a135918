"""Rights of the people a record is about: access, correction, objection, erasure. UK GDPR articles 12 to 22; Data Protection Act 2018.

Information governance answers a request and sees no casework of its own accord: what is gathered for one request it sees once a second person,
who reads the record, has named the people and approved. Erasure is decided here; what is erased in its year is `delivery/retention`'s.
"""
